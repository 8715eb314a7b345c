/* SPDX-License-Identifier: BSD-2-Clause
 *
 *   198.51.100.5:80                                   41 connections     title
 *       1 closed, 31 unanswered, 9 half-open; …                           text
 *       ! packet 25: 40 of 41 SYNs …                                   findings
 */
#include "config.h"

#include "report/listeners.h"

#include <inttypes.h>

#include "report/heading.h"
#include "report/show.h"
#include "track/outcome.h"
#include "track/words.h"

/* A scan of a whole network is no reading matter; --json has them all. */
#define PLAIN_MAX 20   /* blocks without a finding */
#define FINDINGS_MAX 8 /* in a block */

static void put(struct ladder *block, enum row_kind kind, struct text *t,
                enum row_tone tone)
{
	struct ladder_row *row = ladder_add(block, kind);

	row->tone = tone;
	row->label[0] = ladder_keep(block, t);
	text_fini(t);
}

static void title(struct ladder *block, const struct listener *l)
{
	struct ladder_row *row = ladder_add(block, ROW_TITLE);
	struct text t = {0};

	show_endpoint(&t, &l->end);
	row->label[0] = ladder_keep(block, &t);
	text_printf(&t,
	            P_(_("%" PRIu32 " connection"),
	               _("%" PRIu32 " connections"), l->connections),
	            l->connections);
	row->note = ladder_keep(block, &t);
	text_fini(&t);
}

static void peak(struct text *t, const struct peak *p, const char *state,
                 const struct report *r)
{
	if (p->most < 2)
		return;
	text_printf(t, _("; at most %" PRIu32 " %s at once, at "), p->most,
	            state);
	show_time(t, r->style.time, p->time, r->facts->start);
}

/* What became of them, from how many, and how many at once. */
static void numbers(struct ladder *block, const struct listener *l,
                    const struct report *r)
{
	uint64_t clients = sources_count(&l->sources);
	struct text t = {0};

	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (l->outcomes[i])
			text_printf(&t, "%s%" PRIu32 " %s", t.len ? ", " : "",
			            l->outcomes[i],
			            outcome_name((enum outcome)i));
	text_printf(&t,
	            P_(_("; from %s%" PRIu64 " address"),
	               _("; from %s%" PRIu64 " addresses"), clients),
	            sources_exact(&l->sources) ? "" : _("about "), clients);
	peak(&t, &l->half_open, _("half-open"), r);
	peak(&t, &l->close_wait, _("in CLOSE-WAIT"), r);
	peak(&t, &l->time_wait, _("in TIME-WAIT"), r);
	text_add(&t, ".");
	put(block, ROW_TEXT, &t, TONE_PLAIN);
}

static void finding(struct ladder *block, const struct listener *l,
                    const struct listener_finding *f)
{
	struct text t = {0};

	text_printf(&t, "%s ", f->severity == SEVERITY_NOTE ? "·" : "!");
	if (f->of_client) {
		text_add(&t, _("from "));
		show_address(&t, &f->client);
	} else {
		text_printf(&t, _("packet %" PRIu64), f->packet);
	}
	text_add(&t, ": ");
	words_listener_finding(l, f, &t);
	text_printf(&t, " [%s]", rule_slug((enum rule)f->rule));
	put(block, ROW_TEXT, &t,
	    f->severity == SEVERITY_NOTE ? TONE_NOTE : TONE_WARNING);
}

static void findings(struct ladder *block, const struct listener *l)
{
	uint32_t more = l->finding_count;
	struct text t = {0};

	for (uint32_t i = 0; i < l->finding_count && i < FINDINGS_MAX; i++) {
		finding(block, l, &l->findings[i]);
		more--;
	}
	if (!more)
		return;
	text_printf(&t,
	            P_(_("%" PRIu32 " more like these; --json has all."),
	               _("%" PRIu32 " more like these; --json has all."), more),
	            more);
	put(block, ROW_TEXT, &t, TONE_NOTE);
}

static void write_block(const struct report *r, const struct listener *l)
{
	struct ladder block = {0};

	text_add_bytes(&block.store, "", 1);
	title(&block, l);
	numbers(&block, l, r);
	findings(&block, l);
	ladder_add(&block, ROW_BLANK);
	ladder_paint(&block, &r->style);
	ladder_fini(&block);
}

static void write_rest(const struct report *r, uint64_t count)
{
	struct ladder block = {0};
	struct text t = {0};

	text_add_bytes(&block.store, "", 1);
	text_printf(&t,
	            P_(_("%" PRIu64 " more listener with several connections; "
	                 "--json has it."),
	               _("%" PRIu64 " more listeners with several connections; "
	                 "--json has all."),
	               count),
	            count);
	put(&block, ROW_TEXT, &t, TONE_PLAIN);
	ladder_add(&block, ROW_BLANK);
	ladder_paint(&block, &r->style);
	ladder_fini(&block);
}

void listeners_write(const struct report *r)
{
	uint64_t plain = 0;

	for (size_t i = 0; i < r->facts->listener_count; i++) {
		const struct listener *l = &r->facts->listeners[i];

		if (l->connections < 2 && !l->finding_count)
			continue;
		if (!l->finding_count && plain++ >= PLAIN_MAX)
			continue;
		write_block(r, l);
	}
	if (plain > PLAIN_MAX)
		write_rest(r, plain - PLAIN_MAX);
}
