/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line a connection, in columns that stand under each other and that
 * sort(1) can sort.
 */
#include "config.h"

#include <stdlib.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "report/closing.h"
#include "report/paint.h"
#include "report/show.h"

#define END_WIDTH 21 /* "255.255.255.255:65535" */

/* One line at work; its memory serves all of them. */
struct row {
	struct text line, cell, plain;
	bool ascii;
};

/* Adds the cell, padded to its width, left- or right-aligned; empties it. */
static void put(struct row *row, size_t width, bool right)
{
	const struct text *shown = &row->cell;
	size_t have, pad;

	if (row->ascii) {
		text_clear(&row->plain);
		paint_plain(&row->plain, text_string(&row->cell), true);
		shown = &row->plain;
	}
	have = text_width(text_string(shown));
	pad = have < width ? width - have : 0;
	if (right)
		text_fill(&row->line, ' ', pad);
	text_add_bytes(&row->line, text_string(shown), shown->len);
	text_fill(&row->line, ' ', (right ? 0 : pad) + 2);
	text_clear(&row->cell);
}

static void end_row(const struct report *r, struct row *row)
{
	struct text *line = &row->line;

	while (line->len && line->at[line->len - 1] == ' ')
		line->len--;
	text_add_bytes(line, "\n", 1);
	fwrite(line->at, 1, line->len, r->style.out);
	text_clear(line);
}

static void begin(struct report *r)
{
	static const struct {
		const char *name;
		size_t width;
		bool right;
	} heads[] = {
		{"stream", 6, true},
		{"start", 10, true},
		{"duration", 10, true},
		{"client", END_WIDTH, false},
		{"server", END_WIDTH, false},
		{"outcome", 11, false},
		{"opened", 8, true},
		{"closed by", 9, false},
		{"J+1", 3, false},
		{"K+1", 3, false},
		{"M+1", 3, false},
		{"N+1", 3, false},
		{"retr", 4, true},
		{"notes", 5, false},
	};
	struct row *row = xzalloc(sizeof(*row));

	row->ascii = r->style.ascii;
	r->own = row;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		text_add(&row->cell, heads[i].name);
		put(row, heads[i].width, heads[i].right);
	}
	end_row(r, row);
}

static void checks(struct row *row, const struct connection *c)
{
	static const char *const glyphs[VERDICT_COUNT] = {
		[VERDICT_NOT_SEEN] = "–",
		[VERDICT_PASS] = "✓",
		[VERDICT_FAIL] = "✗",
	};

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		text_add(&row->cell, glyphs[c->checks[i].verdict]);
		put(row, 3, false);
	}
}

/* The slugs of what was found, each once, the worst first. */
static void slugs(struct text *t, const struct connection *c)
{
	uint64_t said = 0;

	_Static_assert(RULE_COUNT <= 64, "a set of rules is 64 bits");
	for (int severity = SEVERITY_COUNT; severity-- > 0;)
		for (uint32_t i = 0; i < c->finding_count; i++) {
			const struct finding *f = &c->findings[i];

			if (f->severity != severity ||
			    (said & UINT64_C(1) << f->rule))
				continue;
			said |= UINT64_C(1) << f->rule;
			text_printf(t, "%s%s", t->len ? " " : "",
			            rule_slug((enum rule)f->rule));
		}
}

/* When, and from where to where. */
static void put_where(struct row *row, const struct report *r,
                      const struct connection *c)
{
	text_number(&row->cell, c->stream, 1);
	put(row, 6, true);
	show_time(&row->cell, r->style.time, c->first.time, r->facts->start);
	put(row, 10, true);
	show_time(&row->cell, REPORT_TIME_RELATIVE, c->last.time,
	          c->first.time);
	put(row, 10, true);
	show_endpoint(&row->cell, &c->end[c->client]);
	put(row, END_WIDTH, false);
	show_endpoint(&row->cell, &c->end[dir_peer(c->client)]);
	put(row, END_WIDTH, false);
}

static void connection(struct report *r, const struct connection *c)
{
	struct row *row = r->own;
	const char *by = "–";
	enum dir closer;

	put_where(row, r, c);
	text_add(&row->cell, outcome_name(connection_outcome(c)));
	put(row, 11, false);
	if (c->opening.syn.packet && c->opening.ack.packet)
		text_duration(&row->cell,
		              c->opening.ack.time - c->opening.syn.time);
	else
		text_add(&row->cell, "–");
	put(row, 8, true);
	if (connection_closer(c, &closer))
		by = closer == c->client ? "client" : "server";
	text_add(&row->cell, by);
	put(row, 9, false);
	checks(row, c);
	text_number(&row->cell,
	            c->half[0].retransmissions + c->half[1].retransmissions, 1);
	put(row, 4, true);
	slugs(&row->cell, c);
	put(row, 0, false);
	end_row(r, row);
}

static void end(struct report *r)
{
	struct row *row = r->own;

	text_fini(&row->line);
	text_fini(&row->cell);
	text_fini(&row->plain);
	free(row);
	if (r->style.quiet)
		return;
	fputc('\n', r->style.out);
	closing_write(r);
}

const struct report_format report_list = {
	.name = "list",
	.headless = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};
