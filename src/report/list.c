/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line a connection, in columns that stand under each other and that
 * sort(1) can sort.
 */
#include "config.h"

#include <inttypes.h>

#include "base/text.h"
#include "report/closing.h"
#include "report/paint.h"
#include "report/show.h"

#define END_WIDTH 21 /* "255.255.255.255:65535" */

/* Adds a cell, padded to its width; left- or right-aligned. */
static void cell(struct text *line, struct text *content, size_t width,
                 bool right, bool ascii)
{
	struct text plain = {0};
	size_t have;

	paint_plain(&plain, text_string(content), ascii);
	have = text_width(text_string(&plain));
	if (right && have < width)
		text_fill(line, ' ', width - have);
	text_add(line, text_string(&plain));
	if (!right && have < width)
		text_fill(line, ' ', width - have);
	text_add(line, "  ");
	text_clear(content);
	text_fini(&plain);
}

static void finish_line(const struct report *r, struct text *line)
{
	while (line->len && line->at[line->len - 1] == ' ')
		line->at[--line->len] = '\0';
	fprintf(r->style.out, "%s\n", text_string(line));
	text_fini(line);
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
	struct text line = {0}, t = {0};

	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		text_add(&t, heads[i].name);
		cell(&line, &t, heads[i].width, heads[i].right, r->style.ascii);
	}
	finish_line(r, &line);
	text_fini(&t);
}

static void checks(struct text *line, struct text *t,
                   const struct connection *c, bool ascii)
{
	static const char *const glyphs[VERDICT_COUNT] = {
		[VERDICT_NOT_SEEN] = "–",
		[VERDICT_PASS] = "✓",
		[VERDICT_FAIL] = "✗",
	};

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		text_add(t, glyphs[c->checks[i].verdict]);
		cell(line, t, 3, false, ascii);
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

static void connection(struct report *r, const struct connection *c)
{
	bool ascii = r->style.ascii;
	struct text line = {0}, t = {0};
	enum dir closer;

	text_printf(&t, "%" PRIu32, c->stream);
	cell(&line, &t, 6, true, ascii);
	show_time(&t, r->style.time, c->first.time, r->facts->start);
	cell(&line, &t, 10, true, ascii);
	show_time(&t, REPORT_TIME_RELATIVE, c->last.time, c->first.time);
	cell(&line, &t, 10, true, ascii);
	show_endpoint(&t, &c->end[c->client]);
	cell(&line, &t, END_WIDTH, false, ascii);
	show_endpoint(&t, &c->end[dir_peer(c->client)]);
	cell(&line, &t, END_WIDTH, false, ascii);
	text_add(&t, outcome_name(connection_outcome(c)));
	cell(&line, &t, 11, false, ascii);
	if (c->opening.syn.packet && c->opening.ack.packet)
		text_duration(&t, c->opening.ack.time - c->opening.syn.time);
	else
		text_add(&t, "–");
	cell(&line, &t, 8, true, ascii);
	text_add(&t, connection_closer(c, &closer)
	                     ? (closer == c->client ? "client" : "server")
	                     : "–");
	cell(&line, &t, 9, false, ascii);
	checks(&line, &t, c, ascii);
	text_printf(&t, "%" PRIu32,
	            c->half[0].retransmissions + c->half[1].retransmissions);
	cell(&line, &t, 4, true, ascii);
	slugs(&t, c);
	text_add(&line, text_string(&t));
	finish_line(r, &line);
	text_fini(&t);
}

static void end(struct report *r)
{
	if (r->style.quiet)
		return;
	fputc('\n', r->style.out);
	closing_write(r);
}

const struct report_format report_list = {
	.name = "list",
	.begin = begin,
	.connection = connection,
	.end = end,
};
