/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/fit.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/text.h"
#include "base/xalloc.h"

#define NAMED_DISTANCE 1000 /* a number this near a letter is told by it */

void values_init(struct values *v, const struct model *model,
                 const struct connection *c)
{
	*v = (struct values){.model = model, .c = c};
	v->known = xcalloc(model->name_count, sizeof(*v->known));
	v->value = xcalloc(model->name_count, sizeof(*v->value));
	for (unsigned i = 0; i < NAME_LETTERS; i++)
		v->known[i] = events_letter(c, i, &v->value[i]);
}

void values_fini(struct values *v)
{
	free(v->known);
	free(v->value);
}

bool fit_kind(const struct step *step, const struct event *event)
{
	if (step->from_server != event->from_server)
		return false;
	if (step->kind == STEP_DATA)
		return event->kind == EVENT_DATA;
	/* "PSH,ACK" is how other tools call a segment with data. */
	if (event->kind == EVENT_DATA && !(step->flags & SEG_PSH))
		return false;
	return (event->flags & step->mask) == step->flags;
}

bool fit_carried(const struct step *step, const struct event *event)
{
	return step->kind == STEP_SEGMENT && step->flags == SEG_ACK &&
	       event->kind == EVENT_DATA &&
	       step->from_server == event->from_server;
}

static void put_name(struct text *t, const struct values *v, unsigned name,
                     int64_t plus)
{
	text_add(t, v->model->names[name].text);
	if (plus)
		text_printf(t, "%+" PRId64, plus);
}

/* A sequence number: "expected ack J+1 = 7, found J+2 = 8". */
static bool fit_sequence(const struct values *v, const char *word,
                         const struct term *term, uint32_t found,
                         struct text *why)
{
	struct text there = {0}, wanted = {0};
	uint32_t expected;
	int32_t away;

	if (term->kind != TERM_NAME || !v->known[term->name])
		return true;
	expected = v->value[term->name] + (uint32_t)term->plus;
	if (expected == found)
		return true;
	if (!why)
		return false;
	put_name(&wanted, v, term->name, term->plus);
	text_printf(&wanted, " = %" PRIu32, expected);
	away = (int32_t)(found - v->value[term->name]);
	if (away <= NAMED_DISTANCE && away >= -NAMED_DISTANCE) {
		put_name(&there, v, term->name, away);
		text_add(&there, " = ");
	}
	text_printf(&there, "%" PRIu32, found);
	/* TRANSLATORS: "expected ack J+1 = 7, found J+2 = 8" */
	text_printf(why, _("expected %s %s, found %s"), word,
	            text_string(&wanted), text_string(&there));
	text_fini(&wanted);
	text_fini(&there);
	return false;
}

/* Any other number; -1 is none. */
static bool fit_number(const struct values *v, const char *word,
                       const struct term *term, int64_t found, struct text *why)
{
	struct range range = term->range;
	struct text wanted = {0};

	if (term->kind == TERM_UNSAID)
		return true;
	if (found >= 0) {
		if (term->kind == TERM_NAME && v->known[term->name])
			range.min = range.max = v->value[term->name];
		else if (term->kind != TERM_RANGE)
			return true;
		if (range_has(range, found))
			return true;
	}
	if (!why)
		return false;
	if (term->kind == TERM_NAME)
		put_name(&wanted, v, term->name, 0);
	if (term->kind == TERM_NAME && v->known[term->name])
		text_printf(&wanted, " = %" PRIu32, v->value[term->name]);
	if (term->kind == TERM_RANGE)
		range_describe(&wanted, range);
	if (term->kind == TERM_ANY)
		text_add(&wanted, _("any"));
	if (found < 0)
		text_printf(why, _("expected %s %s, found none"), word,
		            text_string(&wanted));
	else
		text_printf(why, _("expected %s %s, found %" PRId64), word,
		            text_string(&wanted), found);
	text_fini(&wanted);
	return false;
}

static bool fit_syn(const struct values *v, const struct step *step,
                    const struct event *event, struct text *why)
{
	const struct half *half = &v->c->half[event->record->dir];

	if (!fit_number(v, "mss", &step->mss, half->mss_seen ? half->mss : -1,
	                why) ||
	    !fit_number(v, "wscale", &step->scale,
	                half->scale_offered ? half->offered_scale : -1, why))
		return false;
	if (step->sack && !half->sack_permitted) {
		if (why)
			text_add(why, _("expected sackOK, found none"));
		return false;
	}
	if (step->timestamps && !half->timestamps) {
		if (why)
			text_add(why, _("expected timestamps, found none"));
		return false;
	}
	return true;
}

bool fit_words(const struct values *v, const struct step *step,
               const struct event *event, struct text *why)
{
	if (step->kind == STEP_DATA)
		return true;
	/* What ACKs may be carried by data tells nothing of their number. */
	if (!fit_carried(step, event) &&
	    !fit_sequence(v, "seq", &step->seq, event->seq, why))
		return false;
	return fit_sequence(v, "ack", &step->ack, event->record->ack, why) &&
	       fit_number(v, "window", &step->window, event->record->window,
	                  why) &&
	       (!(event->flags & SEG_SYN) || fit_syn(v, step, event, why));
}

static void name(struct values *v, const struct term *term, int64_t found)
{
	if (term->kind != TERM_NAME || v->known[term->name] || found < 0)
		return;
	v->known[term->name] = true;
	v->value[term->name] = (uint32_t)(found - term->plus);
}

bool fit_names(struct values *v, const struct step *step,
               const struct event *event, uint64_t bytes, struct text *why)
{
	const struct half *half = &v->c->half[event->record->dir];

	if (!fit_words(v, step, event, why))
		return false;
	if (step->kind == STEP_DATA &&
	    !fit_number(v, "bytes", &step->bytes, (int64_t)bytes, why))
		return false;
	name(v, &step->seq, event->seq);
	name(v, &step->ack, event->record->ack);
	name(v, &step->bytes, (int64_t)bytes);
	name(v, &step->window, event->record->window);
	name(v, &step->mss, half->mss_seen ? half->mss : -1);
	name(v, &step->scale, half->scale_offered ? half->offered_scale : -1);
	/* One name may stand twice in a step. */
	return fit_words(v, step, event, why);
}
