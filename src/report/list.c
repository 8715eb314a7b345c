/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One line a connection, in columns that stand under each other and that
 * sort(1) can sort; people with a narrow terminal get what it holds.
 */
#include "config.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
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

/* Bytes of a row: its cells before the notes, and those. */
#define SLUG_MAX 48
#define ROW_MAX (CELLS * 64 + (RULE_COUNT + 1) * (SLUG_MAX + 1))

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

/* Lines at work, written many at a time.  Cells are written one behind the other
 * where the lines end; each function returns where what it wrote ends. */
struct row {
	struct text lines, plain;
	struct column of[CELLS];
	bool headed;
	bool ascii;
	bool fitted; /* the lines are the cells of one row, each a string */
	struct columns columns;   /* … for these, … */
	const char *cells[CELLS]; /* … where each begins */
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
static char *end_cell(struct row *row, char *cell, char *at)
{
	row->cells[row->count++] = cell;
	*at = '\0';
	return at + 1;
}

/* Ends the cell, which takes `columns`, padded to its width.  Whole pieces are
 * copied, mostly blanks: that costs less than asking how many. */
static inline EVERY_CELL char *fill_up(char *cell, char *at, size_t columns,
                                       const struct column *of)
{
	static const char blanks[PIECE + 1] =
		"                                ";
	size_t missing = columns < of->width ? of->width - columns : 0;
	char shown[PIECE];

	_Static_assert(PIECE > END_WIDTH + COLUMNS_GAP, "for any cell");
	if (of->side == RIGHT && missing) {
		memcpy(shown, cell, PIECE);
		/* A piece of a line: what ends it is put behind the row. */
		/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
		memcpy(cell, blanks, PIECE);
		memcpy(cell + missing, shown, PIECE);
		at += missing;
		missing = 0;
	}
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): as above */
	memcpy(at, blanks, PIECE);
	return at + missing + COLUMNS_GAP;
}

static inline EVERY_CELL char *pad(struct row *row, char *cell, char *at,
                                   size_t columns, enum cell which)
{
	return row->fitted ? end_cell(row, cell, at)
	                   : fill_up(cell, at, columns, &row->of[which]);
}

/* Ends a cell of ASCII, the usual: a byte is a column. */
static inline EVERY_CELL char *put(struct row *row, char *cell, char *at,
                                   enum cell which)
{
	return pad(row, cell, at, (size_t)(at - cell), which);
}

static char *put_word(struct row *row, char *at, const char *word,
                      enum cell which)
{
	size_t len = strlen(word);

	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result): as above */
	memcpy(at, word, len);
	return put(row, at, at + len, which);
}

/* Ends a cell of a few signs beyond ASCII. */
static char *put_signs(struct row *row, char *cell, char *at, enum cell which)
{
	if (row->ascii) {
		text_clear(&row->plain);
		plain_add(&row->plain, cell, (size_t)(at - cell));
		memcpy(cell, row->plain.at, row->plain.len);
		at = cell + row->plain.len;
	}
	return pad(row, cell, at, text_columns(cell, (size_t)(at - cell)),
	           which);
}

/* A cell with nothing to tell. */
static char *put_dash(struct row *row, char *at, enum cell which)
{
	static const char dash[] = "–";
	char *cell = at;

	if (row->ascii)
		return put_word(row, at, "-", which);
	memcpy(at, dash, sizeof(dash));
	return pad(row, cell, at + sizeof(dash) - 1, 1, which);
}

static void flush(const struct report *r, struct row *row)
{
	fwrite(row->lines.at, 1, row->lines.len, r->style.out);
	text_clear(&row->lines);
}

/* The row of the cells that were made. */
static void write_fitted(const struct report *r, struct row *row)
{
	assert(row->count == CELLS);
	text_clear(&row->plain);
	columns_add_row(&row->columns, row->cells, &row->plain);
	fwrite(row->plain.at, 1, row->plain.len, r->style.out);
	row->count = 0;
}

/* Where a row can be written. */
static char *begin_row(struct row *row)
{
	return text_room(&row->lines, ROW_MAX);
}

static void end_row(const struct report *r, struct row *row, char *cell,
                    char *at)
{
	if (row->fitted) {
		(void)end_cell(row, cell, at);
		write_fitted(r, row);
		return;
	}
	while (at > row->lines.at && at[-1] == ' ')
		at--;
	*at++ = '\n';
	text_end(&row->lines, at);
	if (row->lines.len >= LINES_SIZE)
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
	char *at;

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
	at = begin_row(row);
	for (size_t i = 0; i < CELLS; i++)
		at = put_word(row, at, row->of[i].head, (enum cell)i);
	end_row(r, row, at, at);
}

static char *put_checks(struct row *row, const struct brief *b, char *at)
{
	/* Three columns and the gap. */
	static const char signs[VERDICT_COUNT][8] = {
		[VERDICT_NOT_SEEN] = "–    ",
		[VERDICT_PASS] = "✓    ",
		[VERDICT_FAIL] = "✗    ",
	};
	static const char words[VERDICT_COUNT][8] = {
		[VERDICT_NOT_SEEN] = "-    ",
		[VERDICT_PASS] = "ok   ",
		[VERDICT_FAIL] = "NO   ",
	};

	for (unsigned i = 0; i < EQUATION_COUNT; i++) {
		unsigned verdict = b->verdicts[i];
		const char *one = row->ascii ? words[verdict] : signs[verdict];

		memcpy(at, one, sizeof(signs[0]));
		if (row->fitted)
			at = end_cell(row, at, at + strcspn(one, " "));
		else
			at += row->ascii ? 5 : 7;
	}
	return at;
}

static char *put_note(char *at, const char *slug)
{
	size_t len = strnlen(slug, SLUG_MAX);

	memcpy(at, slug, len);
	at[len] = ' ';
	return at + len + 1;
}

/* The slugs of what was found, the worst first. */
static char *put_notes(const struct brief *b, char *at)
{
	for (unsigned i = 0; i < b->rule_count; i++)
		at = put_note(at, rule_slug((enum rule)b->rules[i]));
	if (b->evicted)
		at = put_note(at, "evicted");
	return at - (b->rule_count || b->evicted);
}

/* When, and from where to where. */
static char *put_where(struct row *row, const struct report *r,
                       const struct brief *b, char *at)
{
	at = put(row, at, digits_put(at, b->stream), STREAM);
	at = put(row, at,
	         show_put_time(at, r->style.time, b->first, r->facts->start),
	         START);
	at = put(row, at,
	         show_put_time(at, REPORT_TIME_RELATIVE, b->last, b->first),
	         DURATION);
	at = put(row, at, show_put_endpoint(at, &b->ends[0]), CLIENT);
	return put(row, at, show_put_endpoint(at, &b->ends[1]), SERVER);
}

static char *put_opened(struct row *row, const struct brief *b, char *at)
{
	if (b->opened == BRIEF_NOT_OPENED)
		return put_dash(row, at, OPENED);
	return put_signs(row, at, digits_duration(at, b->opened), OPENED);
}

static char *put_closer(struct row *row, const struct brief *b, char *at)
{
	if (b->closer == BRIEF_NOBODY)
		return put_dash(row, at, CLOSED_BY);
	return put_word(row, at,
	                b->closer == BRIEF_CLIENT ? "client" : "server",
	                CLOSED_BY);
}

static void brief(struct report *r, const struct brief *b)
{
	struct row *row = r->own;
	char *at;

	head(r, row);
	at = begin_row(row);
	at = put_where(row, r, b, at);
	at = put_word(row, at, outcome_name((enum outcome)b->outcome), OUTCOME);
	at = put_opened(row, b, at);
	at = put_closer(row, b, at);
	at = put_checks(row, b, at);
	at = put(row, at, digits_put(at, b->retransmissions), RETR);
	end_row(r, row, at, put_notes(b, at));
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
