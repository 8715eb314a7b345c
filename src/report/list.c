/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line a connection, in columns that stand under each other and that
 * sort(1) can sort; people with a narrow terminal get what it holds.
 */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "report/closing.h"
#include "report/columns.h"
#include "report/plain.h"
#include "report/show.h"

#define END_WIDTH 21 /* "255.255.255.255:65535" */

/* Ten cells a row: to call it for each costs as much again. */
#define EVERY_CELL __attribute__((always_inline))

#define PIECE 32 /* bytes; no cell that is padded is longer */
#define LINES_SIZE 32768

enum cell {
	STREAM,
	START,
	DURATION,
	CLIENT,
	SERVER,
	OUTCOME,
	OPENED,
	CLOSED_BY,
	CHECKS,
	RETR = CHECKS + EQUATION_COUNT,
	NOTES,
	CELLS
};

/* Lines at work, written many at a time; a cell is made at their end. */
struct row {
	struct text lines, plain;
	size_t cell; /* where it begins */
	struct column of[CELLS];
	bool headed;
	bool ascii;
	bool fitted; /* the lines are the cells of one row, each a string */
	struct columns columns; /* … for these, … */
	size_t cells[CELLS];    /* … where each begins */
	size_t count;
};

/* How wide each is at least; those that people can do without go first where
 * not all have room. */
static const struct column COLUMNS[CELLS] = {
	[STREAM] = {"stream", 6, RIGHT, 0},
	[START] = {"start", 10, RIGHT, 1},
	[DURATION] = {"duration", 10, RIGHT, 2},
	[CLIENT] = {"client", END_WIDTH, LEFT, 0},
	[SERVER] = {"server", END_WIDTH, LEFT, 0},
	[OUTCOME] = {"outcome", 11, LEFT, 0},
	[OPENED] = {"opened", 8, RIGHT, 3},
	[CLOSED_BY] = {"closed by", 9, LEFT, 4},
	[CHECKS + EQUATION_J] = {"J+1", 3, LEFT, 5},
	[CHECKS + EQUATION_K] = {"K+1", 3, LEFT, 5},
	[CHECKS + EQUATION_M] = {"M+1", 3, LEFT, 5},
	[CHECKS + EQUATION_N] = {"N+1", 3, LEFT, 5},
	[RETR] = {"retr", 4, RIGHT, 6},
	[NOTES] = {"notes", 5, LEFT, 0},
};

/* Ends a cell that is laid out with its row. */
static void end_cell(struct row *row)
{
	row->cells[row->count++] = row->cell;
	text_add_bytes(&row->lines, "", 1);
	row->cell = row->lines.len;
}

/* Ends the cell, which takes `columns`, padded to its width.  Whole pieces are
 * copied, mostly blanks: that costs less than asking how many. */
static inline EVERY_CELL void fill_up(struct row *row, size_t columns,
                                      size_t width, enum side side)
{
	static const char blanks[PIECE + 1] =
		"                                ";
	size_t missing = columns < width ? width - columns : 0;
	char *end = text_room(&row->lines, (size_t)2 * PIECE);
	char *cell = row->lines.at + row->cell, shown[PIECE];

	_Static_assert(PIECE > END_WIDTH + COLUMNS_GAP, "for any cell");
	if (side == RIGHT && missing) {
		memcpy(shown, cell, PIECE);
		/* A piece of a line: what ends it is put behind the row. */
		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
		memcpy(cell, blanks, PIECE);
		memcpy(cell + missing, shown, PIECE);
		end += missing;
		missing = 0;
	}
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): as above */
	memcpy(end, blanks, PIECE);
	text_end(&row->lines, end + missing + COLUMNS_GAP);
	row->cell = row->lines.len;
}

static inline EVERY_CELL void pad(struct row *row, size_t columns,
                                  enum cell cell)
{
	if (row->fitted)
		end_cell(row);
	else
		fill_up(row, columns, row->of[cell].width, COLUMNS[cell].side);
}

/* Ends a cell of ASCII, the usual: a byte is a column. */
static inline void put(struct row *row, enum cell cell)
{
	pad(row, row->lines.len - row->cell, cell);
}

/* Ends a cell of a few signs beyond ASCII. */
static void put_signs(struct row *row, enum cell cell)
{
	if (row->ascii) {
		text_clear(&row->plain);
		plain_text(&row->plain, row->lines.at + row->cell, true);
		row->lines.len = row->cell;
		text_add_bytes(&row->lines, row->plain.at, row->plain.len);
	}
	pad(row, text_width(row->lines.at + row->cell), cell);
}

/* A cell with nothing to tell. */
static void put_dash(struct row *row, enum cell cell)
{
	text_add(&row->lines, row->ascii ? "-" : "–");
	pad(row, 1, cell);
}

static void flush(const struct report *r, struct row *row)
{
	fwrite(row->lines.at, 1, row->lines.len, r->style.out);
	text_clear(&row->lines);
	row->cell = 0;
}

/* The row of the cells that were made. */
static void write_fitted(const struct report *r, struct row *row)
{
	const char *cells[CELLS];

	end_cell(row);
	assert(row->count == CELLS);
	for (size_t i = 0; i < CELLS; i++)
		cells[i] = row->lines.at + row->cells[i];
	text_clear(&row->plain);
	columns_add_row(&row->columns, cells, &row->plain);
	fwrite(row->plain.at, 1, row->plain.len, r->style.out);
	text_clear(&row->lines);
	row->cell = row->count = 0;
}

static void end_row(const struct report *r, struct row *row)
{
	struct text *lines = &row->lines;

	if (row->fitted) {
		write_fitted(r, row);
		return;
	}
	while (lines->len && lines->at[lines->len - 1] == ' ')
		lines->len--;
	text_add_bytes(lines, "\n", 1);
	row->cell = lines->len;
	if (lines->len >= LINES_SIZE)
		flush(r, row);
}

static void begin(struct report *r)
{
	struct row *row = xzalloc(sizeof(*row));

	row->ascii = r->style.ascii;
	r->own = row;
}

/* For a time, where it takes more. */
static void widen(struct column *column, enum report_time how, int64_t time,
                  int64_t since)
{
	struct text t = {0};

	show_time(&t, how, time, since);
	if (t.len > column->width)
		column->width = t.len;
	text_fini(&t);
}

/* All packets are read by now, but where a connection is let go of before: so
 * it is known how wide numbers and times can be. */
static void measure(const struct report *r, struct column *of)
{
	const struct report_facts *f = r->facts;
	enum report_time how = r->style.time;
	struct text last = {0};

	text_number(&last, f->totals->connections, 1);
	if (last.len > of[STREAM].width)
		of[STREAM].width = last.len;
	widen(&of[START], how, f->latest, f->start);
	widen(&of[START], how, f->earliest, f->start);
	widen(&of[DURATION], REPORT_TIME_RELATIVE, f->latest, f->earliest);
	if (f->backwards)
		widen(&of[DURATION], REPORT_TIME_RELATIVE, f->earliest,
		      f->latest);
	text_fini(&last);
}

/* Before the first row. */
static void head(const struct report *r, struct row *row)
{
	if (row->headed)
		return;
	row->headed = true;
	memcpy(row->of, COLUMNS, sizeof(COLUMNS));
	measure(r, row->of);
	if (r->style.fitted) {
		columns_init(&row->columns, row->of, CELLS, r->style.width);
		columns_add_heads(&row->columns, &row->lines);
		flush(r, row);
		row->fitted = true;
		return;
	}
	for (size_t i = 0; i < CELLS; i++) {
		text_add(&row->lines, row->of[i].head);
		put(row, (enum cell)i);
	}
	end_row(r, row);
}

static void checks(struct row *row, const struct brief *b)
{
	/* Three columns and the gap. */
	static const char signs[VERDICT_COUNT][8] = {
		[VERDICT_NOT_SEEN] = "–    ",
		[VERDICT_PASS] = "✓    ",
		[VERDICT_FAIL] = "✗    ",
	};
	static const char words[VERDICT_COUNT][6] = {
		[VERDICT_NOT_SEEN] = "-    ",
		[VERDICT_PASS] = "ok   ",
		[VERDICT_FAIL] = "NO   ",
	};

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		unsigned verdict = b->verdicts[i];
		const char *one = row->ascii ? words[verdict] : signs[verdict];

		if (row->fitted) {
			text_add_bytes(&row->lines, one, strcspn(one, " "));
			end_cell(row);
			continue;
		}
		text_add_bytes(&row->lines, one, row->ascii ? 5 : 7);
	}
	row->cell = row->lines.len;
}

/* The slugs of what was found, the worst first. */
static void slugs(struct text *t, const struct brief *b)
{
	for (unsigned i = 0; i < b->rule_count; i++) {
		if (i)
			text_add(t, " ");
		text_add(t, rule_slug((enum rule)b->rules[i]));
	}
}

/* When, and from where to where. */
static void put_where(struct row *row, const struct report *r,
                      const struct brief *b)
{
	text_number(&row->lines, b->stream, 1);
	put(row, STREAM);
	show_time(&row->lines, r->style.time, b->first, r->facts->start);
	put(row, START);
	show_time(&row->lines, REPORT_TIME_RELATIVE, b->last, b->first);
	put(row, DURATION);
	show_endpoint(&row->lines, &b->ends[0]);
	put(row, CLIENT);
	show_endpoint(&row->lines, &b->ends[1]);
	put(row, SERVER);
}

static void put_opened(struct row *row, const struct brief *b)
{
	if (b->opened == BRIEF_NOT_OPENED) {
		put_dash(row, OPENED);
		return;
	}
	text_duration(&row->lines, b->opened);
	put_signs(row, OPENED);
}

static void put_closer(struct row *row, const struct brief *b)
{
	if (b->closer == BRIEF_NOBODY) {
		put_dash(row, CLOSED_BY);
		return;
	}
	text_add(&row->lines, b->closer == BRIEF_CLIENT ? "client" : "server");
	put(row, CLOSED_BY);
}

static void brief(struct report *r, const struct brief *b)
{
	struct row *row = r->own;

	head(r, row);
	put_where(row, r, b);
	text_add(&row->lines, outcome_name((enum outcome)b->outcome));
	put(row, OUTCOME);
	put_opened(row, b);
	put_closer(row, b);
	checks(row, b);
	text_number(&row->lines, b->retransmissions, 1);
	put(row, RETR);
	slugs(&row->lines, b);
	if (b->evicted)
		text_add(&row->lines, b->rule_count ? " evicted" : "evicted");
	end_row(r, row);
}

static void connection(struct report *r, const struct connection *c)
{
	struct brief b;

	brief_of(&b, c);
	brief(r, &b);
}

static void end(struct report *r)
{
	struct row *row = r->own;

	head(r, row);
	flush(r, row);
	text_fini(&row->lines);
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
	.brief = brief,
	.end = end,
};
