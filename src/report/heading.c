/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/heading.h"

#include <inttypes.h>

#include "base/intl.h"
#include "report/show.h"
#include "track/words.h"

#define SENTENCE_USUAL 256 /* bytes that most are no longer than */

static void title(struct ladder *ladder, const struct connection *c)
{
	struct ladder_row *row = ladder_add(ladder, ROW_TITLE);
	struct text *t = &ladder->store;
	size_t from = t->len;
	bool error = false;

	text_add(t, "#");
	text_number(t, c->stream, 1);
	text_add(t, "  ");
	show_endpoint(t, &c->end[c->client]);
	text_add(t, " → ");
	show_endpoint(t, &c->end[dir_peer(c->client)]);
	row->label[0] = ladder_since(ladder, from);
	for (uint32_t i = 0; i < c->finding_count; i++)
		error |= c->findings[i].severity == SEVERITY_ERROR;
	from = t->len;
	text_add(t, outcome_name(connection_outcome(c)));
	if (error)
		text_add(t, " ✗");
	row->tone = error ? TONE_ERROR : TONE_PLAIN;
	row->note = ladder_since(ladder, from);
}

/* What was added to the store since it was so long. */
static void paragraph(struct ladder *ladder, size_t from, enum row_tone tone)
{
	struct ladder_row *row = ladder_add(ladder, ROW_TEXT);

	row->tone = tone;
	row->label[0] = ladder_since(ladder, from);
}

static void checks(struct ladder *ladder, const struct connection *c)
{
	static const char *const glyphs[VERDICT_COUNT] = {
		[VERDICT_NOT_SEEN] = "–",
		[VERDICT_PASS] = "✓",
		[VERDICT_FAIL] = "✗",
	};
	static const enum row_tone tones[VERDICT_COUNT] = {
		[VERDICT_NOT_SEEN] = TONE_PLAIN,
		[VERDICT_PASS] = TONE_GOOD,
		[VERDICT_FAIL] = TONE_ERROR,
	};
	struct text *t = &ladder->store;

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		const struct check *check = &c->checks[i];
		struct ladder_row *row = ladder_add(ladder, ROW_CHECKS);
		size_t from = t->len;

		const char *glyph = glyphs[check->verdict];
		const char *name = equation_name((enum equation)i);

		if (check->verdict == VERDICT_FAIL) {
			/* TRANSLATORS: "✗ J+1 (packet 8: …" */
			text_printf(t,
			            _("%s %s (packet %" PRIu64
			              ": expected %" PRIu32 ", found %" PRIu32
			              ")"),
			            glyph, name, check->packet, check->expected,
			            check->actual);
		} else {
			text_add(t, glyph);
			text_add(t, " ");
			text_add(t, name);
		}
		row->tone = tones[check->verdict];
		row->label[0] = ladder_since(ladder, from);
	}
}

static void finding(struct ladder *ladder, const struct connection *c,
                    const struct finding *f)
{
	static const char *const glyphs[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = "·",
		[SEVERITY_WARNING] = "!",
		[SEVERITY_ERROR] = "✗",
	};
	static const enum row_tone tones[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = TONE_NOTE,
		[SEVERITY_WARNING] = TONE_WARNING,
		[SEVERITY_ERROR] = TONE_ERROR,
	};
	char space[SENTENCE_USUAL];
	struct text sentence = TEXT_ON(space);
	size_t from = ladder->store.len;

	words_finding(c, f, &sentence);
	/* TRANSLATORS: a sign for its severity, where, what, the rule. */
	text_printf(&ladder->store, _("%s packet %" PRIu64 ": %s [%s]"),
	            glyphs[f->severity], f->packet, text_string(&sentence),
	            rule_slug((enum rule)f->rule));
	paragraph(ladder, from, tones[f->severity]);
	text_fini(&sentence);
}

void heading_build(struct ladder *ladder, const struct connection *c)
{
	struct text *t = &ladder->store;
	size_t from;

	title(ladder, c);
	from = t->len;
	words_summary(c, t);
	paragraph(ladder, from, TONE_PLAIN);
	checks(ladder, c);
	for (uint32_t i = 0; i < c->finding_count; i++)
		finding(ladder, c, &c->findings[i]);
	from = t->len;
	if (c->findings_omitted) {
		words_findings_omitted(c, t);
		paragraph(ladder, from, TONE_NOTE);
	}
	from = t->len;
	if (c->client_guessed) {
		text_add(t, _("Who is client is a guess: no SYN is in the "
		              "capture."));
		paragraph(ladder, from, TONE_NOTE);
	}
}

static void number(struct ladder *ladder, char letter, uint32_t value,
                   char base, uint32_t from, bool relative)
{
	struct ladder_row *row = ladder_add(ladder, ROW_LEGEND);
	struct text *t = &ladder->store;
	size_t from_here = t->len;

	text_add_bytes(t, &letter, 1);
	text_add(t, " ");
	text_number(t, value, 1);
	if (relative) {
		text_add(t, " (");
		text_add_bytes(t, &base, 1);
		text_add(t, "+");
		text_number(t, value - from, 1);
		text_add(t, ")");
	}
	row->label[0] = ladder_since(ladder, from_here);
}

void legend_build(struct ladder *ladder, const struct connection *c)
{
	const struct half *client = &c->half[c->client];
	const struct half *server = &c->half[dir_peer(c->client)];

	if (client->syn_seen || server->syn_seen || c->closing.fins)
		ladder_add(ladder, ROW_BLANK);
	if (client->syn_seen)
		number(ladder, 'J', client->iss, 0, 0, false);
	if (server->syn_seen)
		number(ladder, 'K', server->iss, 0, 0, false);
	for (unsigned i = 0; i < c->closing.fins; i++) {
		enum dir dir = i ? dir_peer(c->closing.first)
		                 : (enum dir)c->closing.first;
		const struct half *half = &c->half[dir];

		number(ladder, i ? 'N' : 'M', half->fin_seq,
		       dir == c->client ? 'J' : 'K', half->iss, half->syn_seen);
	}
}
