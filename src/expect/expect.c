/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/expect.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "expect/excerpt.h"
#include "expect/trial.h"
#include "report/plain.h"
#include "report/show.h"

/* The connections of a capture, until all are there. */
struct gathering {
	const struct connection **at;
	size_t count;
};

static void begin(struct report *r)
{
	r->own = xzalloc(sizeof(struct gathering));
}

static void connection(struct report *r, const struct connection *c)
{
	struct gathering *g = r->own;

	if ((g->count & (g->count - 1)) == 0)
		g->at = xreallocarray(g->at, g->count ? g->count * 2 : 1,
		                      sizeof(*g->at));
	g->at[g->count++] = c;
}

static void put_line(const struct report *r, struct text *t)
{
	struct text plain = {0};

	text_add(t, "\n");
	plain_text(&plain, text_string(t), r->style.ascii);
	fputs(text_string(&plain), r->style.out);
	text_fini(&plain);
	text_clear(t);
}

static void put_place(struct text *t, const struct model *m, unsigned line,
                      unsigned column)
{
	text_harmless(t, m->file);
	text_printf(t, ":%u:%u: ", line, column);
}

static void tell_departure(const struct report *r, const struct model *m,
                           const struct departure *d, bool nearest)
{
	struct text t = {0}, who = {0};

	text_printf(&who, "#%" PRIu32 "  ", d->c->stream);
	show_endpoint(&who, &d->c->end[d->c->client]);
	text_add(&who, " → ");
	show_endpoint(&who, &d->c->end[dir_peer(d->c->client)]);
	text_printf(&t, nearest ? _("%s comes nearest") : "%s",
	            text_string(&who));
	text_fini(&who);
	excerpt_words(text_string(&t), SEVERITY_NOTE, &r->style);
	text_clear(&t);
	put_place(&t, m, d->line->number, d->line->column);
	text_harmless(&t, d->line->text);
	put_line(r, &t);
	if (d->packet)
		text_printf(&t, _("packet %" PRIu64 ": %s"), d->packet,
		            text_string(&d->why));
	else
		text_add(&t, text_string(&d->why));
	excerpt_words(text_string(&t), SEVERITY_ERROR, &r->style);
	text_clear(&t);
	text_printf(&t, _("✗ line %u"), d->line->number);
	fputc('\n', r->style.out);
	excerpt_paint(d->c, d->packet, text_string(&t), &r->style,
	              r->facts->start);
	fputc('\n', r->style.out);
	text_fini(&t);
}

/* "2 connections meet it, expected 3". */
static void put_count(struct text *t, const struct trial *trial)
{
	bool every = trial->block->every;
	uint64_t number = every ? trial->chosen : trial->meeting;
	struct text range = {0};

	range_describe(&range, trial->count ? trial->count->count
	                                    : (struct range){1, INT64_MAX});
	text_printf(t,
	            every ? P_("%" PRIu64 " such connection is in the "
	                       "capture, expected %s",
	                       "%" PRIu64 " such connections are in the "
	                       "capture, expected %s",
	                       number)
	                  : P_("%" PRIu64 " connection meets it, expected %s",
	                       "%" PRIu64 " connections meet it, expected %s",
	                       number),
	            number, text_string(&range));
	text_fini(&range);
}

static void tell_count(const struct report *r, const struct model *m,
                       const struct trial *trial)
{
	struct text t = {0};

	if (trial->count) {
		put_place(&t, m, trial->count->number, trial->count->column);
		text_harmless(&t, trial->count->text);
		put_line(r, &t);
	}
	put_count(&t, trial);
	excerpt_words(text_string(&t), SEVERITY_ERROR, &r->style);
	text_fini(&t);
}

static void tell_head(const struct report *r, const struct model *m,
                      const struct trial *trial)
{
	const struct block *b = trial->block;
	struct text t = {0}, what = {0};

	put_place(&t, m, b->number, b->column);
	text_harmless(&what, b->text);
	if (trial->chosen == 0)
		text_printf(&t,
		            trial->met ? _("met: %s (no such connection)")
		                       : _("not met: %s (no such connection)"),
		            text_string(&what));
	else
		text_printf(
			&t,
			trial->met
				? _("met: %s (%" PRIu64 " of %" PRIu64 ")")
				: _("not met: %s (%" PRIu64 " of %" PRIu64 ")"),
			text_string(&what), trial->meeting, trial->chosen);
	text_fini(&what);
	put_line(r, &t);
	text_fini(&t);
}

static void tell(const struct report *r, const struct model *m,
                 const struct trial *trial)
{
	const struct block *b = trial->block;
	uint64_t others = trial->chosen - trial->meeting;

	if (trial->met && r->style.quiet)
		return;
	tell_head(r, m, trial);
	if (trial->met)
		return;
	if (!trial->counted)
		tell_count(r, m, trial);
	/* Too many meet it: those that do not are not at fault. */
	if (!b->every && trial->count &&
	    (int64_t)trial->meeting > trial->count->count.max)
		return;
	for (size_t i = 0; i < trial->departure_count; i++)
		tell_departure(r, m, &trial->departures[i], !b->every);
	if (b->every && others > trial->departure_count)
		fprintf(r->style.out, "    %s\n",
		        phrase_printf(_("and %" PRIu64 " more"),
		                      others - trial->departure_count)
		                .text);
}

/* A block as a test case of the reports for CI systems. */
static void add_verdict(const struct expectation *e, const struct trial *trial)
{
	const struct departure *d =
		trial->departure_count ? &trial->departures[0] : NULL;
	struct text message = {0}, name = {0};
	struct check_result result = {
		.file = e->verdicts->file_count - 1,
		.stream = d ? (int64_t)d->c->stream : VERDICTS_NO_STREAM,
		.packet = d ? d->packet : 0,
		.severity = SEVERITY_ERROR,
		.rule = RULE_COUNT,
		.source = e->model->file,
		.line = d ? d->line->number : trial->block->number,
		.passed = trial->met,
	};

	/* Two blocks may begin with the same words. */
	text_printf(&name, "line %u: %s", trial->block->number,
	            trial->block->text);
	result.name = text_string(&name);
	if (!trial->met) {
		if (!trial->counted)
			put_count(&message, trial);
		if (d)
			text_printf(&message, "%s%s: %s",
			            message.len ? "; " : "", d->line->text,
			            text_string(&d->why));
		result.message = text_string(&message);
		result.expected = d ? d->line->text : NULL;
		result.actual = d ? text_string(&d->why) : NULL;
	}
	verdicts_add(e->verdicts, &result);
	text_fini(&message);
	text_fini(&name);
}

static void end(struct report *r)
{
	struct gathering *g = r->own;
	struct expectation *e = r->style.wishes;
	struct bindings bindings;

	bindings_init(&bindings, e->model);
	for (size_t i = 0; i < e->model->block_count; i++) {
		struct trial trial;

		trial_run(&trial, e->model, &e->model->blocks[i], &bindings,
		          g->at, g->count);
		if (!e->silent)
			tell(r, e->model, &trial);
		add_verdict(e, &trial);
		e->met += trial.met;
		e->not_met += !trial.met;
		trial_fini(&trial);
	}
	bindings_fini(&bindings);
	e->verdicts->files[e->verdicts->file_count - 1].connections = g->count;
	if (!r->style.quiet && !e->silent)
		fprintf(r->style.out,
		        P_("%zu of %zu expectation met\n",
		           "%zu of %zu expectations met\n",
		           e->model->block_count),
		        e->met, e->model->block_count);
	free(g->at);
	free(g);
}

const struct report_format report_expect = {
	.name = "expect",
	.whole = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};
