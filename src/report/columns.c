/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/columns.h"

#include <assert.h>
#include <string.h>

#include "base/text.h"

#define WORDS_ROOM 20 /* behind the others, if that can be had */
#define WORDS_INDENT 8

/* A line in the making. */
struct line {
	const struct columns *columns;
	struct text *text;
	size_t column; /* where it ends so far */
};

/* ---- the layout ---- */

/* Places the columns, and returns how wide all are, the last one as wide as is
 * asked for. */
static size_t place(struct columns *c, size_t last)
{
	size_t at = 0, end = 0;

	c->places[c->count - 1].width = last;
	for (size_t i = 0; i < c->count; i++) {
		c->places[i].at = at;
		if (!c->places[i].shown || c->places[i].width == 0)
			continue;
		end = at + c->places[i].width;
		at = end + COLUMNS_GAP;
	}
	return end;
}

/* Leaves out those that are easiest to spare; false where there are none. */
static bool leave_out(struct columns *c)
{
	unsigned most = 0;

	for (size_t i = 0; i < c->count; i++)
		if (c->places[i].shown && c->of[i].spare > most)
			most = c->of[i].spare;
	for (size_t i = 0; i < c->count; i++)
		if (most && c->of[i].spare == most)
			c->places[i].shown = false;
	return most != 0;
}

/* Shows as many as have room beside the last one; false where there is none,
 * whatever is left out. */
static bool fit(struct columns *c, size_t last)
{
	for (size_t i = 0; i < c->count; i++)
		c->places[i].shown = true;
	while (place(c, last) > c->width)
		if (!leave_out(c))
			return false;
	return true;
}

static void narrow_widest(struct columns *c)
{
	struct column_place *widest = &c->places[0];

	for (size_t i = 0; i < c->count; i++)
		if (c->places[i].shown && c->places[i].width > widest->width)
			widest = &c->places[i];
	widest->width--;
}

void columns_init(struct columns *c, const struct column *of, size_t count,
                  size_t width)
{
	assert(count > 0 && count <= COLUMNS_MAX);
	*c = (struct columns){.of = of, .count = count, .width = width};
	for (size_t i = 0; i < count; i++)
		c->places[i].width = of[i].width;
	if (fit(c, WORDS_ROOM) || fit(c, 0))
		return;
	while (place(c, 0) > width)
		narrow_widest(c);
}

/* ---- a row ---- */

static void break_line(struct line *line)
{
	text_add_bytes(line->text, "\n", 1);
	line->column = 0;
}

/* Adds a string at a column, which the line has reached at most. */
static void add_at(struct line *line, size_t column, const char *string,
                   size_t len, size_t width)
{
	text_fill(line->text, ' ', column - line->column);
	text_add_bytes(line->text, string, len);
	line->column = column + width;
}

static void add_cell(struct line *line, size_t index, const char *cell)
{
	const struct columns *c = line->columns;
	const struct column_place *place = &c->places[index];
	size_t width = text_width(cell), column = place->at;

	if (!place->shown || *cell == '\0')
		return;
	if (c->of[index].side == RIGHT && width < place->width)
		column += place->width - width;
	if (column + width > c->width)
		column = width < c->width ? c->width - width : 0;
	if (line->column && column <= line->column)
		break_line(line);
	add_at(line, column, cell, strlen(cell), width);
}

/* Where the words begin: behind the cells if they all have room there, or if
 * they can stand in a column there; else below. */
static size_t words_column(const struct line *line, const char *words)
{
	const struct columns *c = line->columns;
	size_t at = c->places[c->count - 1].at, longest = 0;

	if (at <= line->column)
		at = line->column + 1;
	if (at + strlen(words) <= c->width)
		return at;
	while (*words) {
		size_t len = strcspn(words, " ");

		if (len > longest)
			longest = len;
		words += len;
		words += strspn(words, " ");
	}
	return at + WORDS_ROOM <= c->width && at + longest <= c->width
	               ? at
	               : WORDS_INDENT;
}

/* Adds words of ASCII. */
static void add_words(struct line *line, const char *words)
{
	size_t at = words_column(line, words), column = at;

	if (*words && at <= line->column)
		break_line(line);
	while (*words) {
		size_t len = strcspn(words, " ");

		if (column != at && column + len > line->columns->width) {
			break_line(line);
			column = at;
		}
		add_at(line, column, words, len, len);
		column = line->column + 1;
		words += len;
		words += strspn(words, " ");
	}
}

void columns_add_row(const struct columns *c, const char *const *cells,
                     struct text *text)
{
	struct line line = {.columns = c, .text = text};

	for (size_t i = 0; i + 1 < c->count; i++)
		add_cell(&line, i, cells[i]);
	add_words(&line, cells[c->count - 1]);
	break_line(&line);
}

void columns_add_heads(const struct columns *c, struct text *text)
{
	size_t last = c->count - 1;
	const char *heads[COLUMNS_MAX], *words = c->of[last].head;

	for (size_t i = 0; i < last; i++)
		heads[i] = c->of[i].head;
	/* Below the others there is none. */
	heads[last] = c->places[last].at + strlen(words) <= c->width ? words
	                                                             : "";
	columns_add_row(c, heads, text);
}
