/* SPDX-License-Identifier: BSD-2-Clause
 *
 *   198.51.100.5:80                                   41 connections     title
 *       1 closed, 31 unanswered, 9 half-open; …                           text
 *       ! packet 25: 40 of 41 SYNs …                                   findings
 */
#include "config.h"

#include "report/listeners.h"

#include <inttypes.h>

#include "base/intl.h"
#include "report/heading.h"
#include "report/show.h"
#include "track/outcome.h"
#include "track/words.h"

/* A scan of a whole network is no reading matter; --json has them all. */
#define PLAIN_MAX 20     /* blocks without a finding */
#define FINDINGS_SHOWN 8 /* in a block */

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
	            P_("%" PRIu32 " connection", "%" PRIu32 " connections",
	               l->connections),
	            l->connections);
	row->note = ladder_keep(block, &t);
	text_fini(&t);
}

/* Adds what stands between two clauses, before all but the first. */
static void separate(struct text *t)
{
	if (t->len)
		text_add(t, _("; "));
}

static void outcomes(struct text *t, const struct listener *l)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (l->outcomes[i])
			text_printf(t, "%s%" PRIu32 " %s",
			            t->len ? _(", ") : "", l->outcomes[i],
			            outcome_name((enum outcome)i));
}

/* When a peak was, where it is one. */
static bool peaked(struct text *t, const struct peak *p, const struct report *r)
{
	text_clear(t);
	show_time(t, r->style.time, p->time, r->facts->start);
	return p->most >= 2;
}

static void peaks(struct text *t, const struct listener *l,
                  const struct report *r)
{
	struct text at = {0};

	if (peaked(&at, &l->half_open, r)) {
		separate(t);
		text_printf(t,
		            _("at most %" PRIu32 " half-open at once, at %s"),
		            l->half_open.most, text_string(&at));
	}
	if (peaked(&at, &l->close_wait, r)) {
		separate(t);
		text_printf(
			t,
			_("at most %" PRIu32 " in CLOSE-WAIT at once, at %s"),
			l->close_wait.most, text_string(&at));
	}
	if (peaked(&at, &l->time_wait, r)) {
		separate(t);
		text_printf(
			t, _("at most %" PRIu32 " in TIME-WAIT at once, at %s"),
			l->time_wait.most, text_string(&at));
	}
	text_fini(&at);
}

/* What became of them, from how many, and how many at once. */
static void numbers(struct ladder *block, const struct listener *l,
                    const struct report *r)
{
	struct text clauses = {0}, t = {0};

	outcomes(&clauses, l);
	separate(&clauses);
	text_printf(&clauses, _("from %s"), words_addresses(&l->sources).text);
	peaks(&clauses, l, r);
	/* TRANSLATORS: the clauses of a listener's numbers, as a sentence. */
	text_printf(&t, C_("clauses", "%s."), text_string(&clauses));
	put(block, ROW_TEXT, &t, TONE_PLAIN);
	text_fini(&clauses);
}

static void finding(struct ladder *block, const struct listener *l,
                    const struct listener_finding *f)
{
	bool note = f->severity == SEVERITY_NOTE;
	const char *slug = rule_slug((enum rule)f->rule);
	struct text address = {0}, sentence = {0}, t = {0};

	words_listener_finding(l, f, &sentence);
	if (f->of_client)
		show_address(&address, &f->client);
	if (f->of_client)
		/* TRANSLATORS: a sign for its severity, of whom, what, the
		 * rule. */
		text_printf(&t, _("%s from %s: %s [%s]"), note ? "·" : "!",
		            text_string(&address), text_string(&sentence),
		            slug);
	else
		text_printf(&t, _("%s packet %" PRIu64 ": %s [%s]"),
		            note ? "·" : "!", f->packet, text_string(&sentence),
		            slug);
	put(block, ROW_TEXT, &t, note ? TONE_NOTE : TONE_WARNING);
	text_fini(&sentence);
	text_fini(&address);
}

static void findings(struct ladder *block, const struct listener *l)
{
	uint32_t more = l->finding_count;
	struct text t = {0};

	for (uint32_t i = 0; i < l->finding_count && i < FINDINGS_SHOWN; i++) {
		finding(block, l, &l->findings[i]);
		more--;
	}
	if (!more)
		return;
	text_printf(&t,
	            P_("%" PRIu32 " more like these; --json has all.",
	               "%" PRIu32 " more like these; --json has all.", more),
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
	            P_("%" PRIu64 " more listener with several connections; "
	               "--json has it.",
	               "%" PRIu64 " more listeners with several connections; "
	               "--json has all.",
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
