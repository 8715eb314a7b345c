/* SPDX-License-Identifier: BSD-2-Clause
 *
 * From rows to lines of text.
 *
 *   |-packet-|  |--time--|  |---state---| |------lane-------| |---state---|  note
 *          1    0.000000       SYN-SENT   ├─ SYN  J=0 ─────▶┤  SYN-RECEIVED   ✓
 *
 * The columns of packet and time are as wide as their widest; the lane takes
 * what is left, up to a comfortable width; a note that finds no room beside
 * its arrow goes to a line of its own.  Nothing is ever wider than asked for.
 */
#include "config.h"

#include <string.h>

#include "base/intl.h"
#include "report/ladder.h"
#include "report/plain.h"

#define STATE_WIDTH 12 /* "SYN-RECEIVED", "ESTABLISHED" */
#define NOTE_GAP 1     /* columns between the right state and a note */
#define NOTE_MIN 5     /* "✓ J+1" */
#define LANE_MIN 14
#define LANE_MAX 72
#define NUMBER_MAX 24 /* the longest word below an arrow but for a note */
#define INDENT 4

struct painter {
	const struct ladder *ladder;
	const struct report_style *style;
	size_t packet, time, lane; /* columns */
	size_t note;               /* the column where notes begin */
	bool right_column;         /* there is room for the server's states */
	bool no_date;              /* there is none for the date */
	struct text page;          /* the lines so far, … */
	size_t line;               /* … where the last one begins, … */
	size_t column;             /* … and the column of its end */
};

static const char *const colors[] = {
	[TONE_PLAIN] = "",           [TONE_GOOD] = "\033[32m",
	[TONE_NOTE] = "\033[36m",    [TONE_WARNING] = "\033[33m",
	[TONE_ERROR] = "\033[1;31m",
};

static size_t width_of(const struct painter *p, const char *utf8)
{
	return plain_width(utf8, strlen(utf8), p->style->ascii);
}

/* Adds to the page in a tone; counts the columns it takes. */
static void put_bytes(struct painter *p, const char *utf8, size_t count,
                      enum row_tone tone)
{
	bool color = p->style->color && tone != TONE_PLAIN && count;
	size_t from;

	if (color)
		text_add(&p->page, colors[tone]);
	from = p->page.len;
	if (p->style->ascii) {
		plain_add(&p->page, utf8, count);
		p->column += p->page.len - from;
	} else {
		text_add_bytes(&p->page, utf8, count);
		p->column += plain_width(utf8, count, p->style->ascii);
	}
	if (color)
		text_add(&p->page, "\033[0m");
}

static void put(struct painter *p, const char *utf8, enum row_tone tone)
{
	put_bytes(p, utf8, strlen(utf8), tone);
}

static void go_to(struct painter *p, size_t column)
{
	if (column <= p->column)
		return;
	text_fill(&p->page, ' ', column - p->column);
	p->column = column;
}

/* Ends the line, without trailing blanks. */
static void end_line(struct painter *p)
{
	while (p->page.len > p->line && p->page.at[p->page.len - 1] == ' ')
		p->page.len--;
	text_add_bytes(&p->page, "\n", 1);
	p->line = p->page.len;
	p->column = 0;
}

/* The length of what stays on one line: a word, or a number ("5 230") and what
 * there are so many of. */
static size_t unbroken(const char *words)
{
	size_t from = 0, length = strcspn(words, " ");

	while (words[length] != '\0' &&
	       strspn(words + from, "0123456789.") == length - from) {
		from = length + 1;
		length = from + strcspn(words + from, " ");
	}
	return length;
}

/* A paragraph, broken between words; what follows the first line hangs. */
static void put_wrapped(struct painter *p, size_t indent, const char *words,
                        enum row_tone tone)
{
	bool first = true;

	go_to(p, indent);
	while (*words) {
		size_t length = unbroken(words);
		size_t width = plain_width(words, length, p->style->ascii);

		if (!first && p->column + 1 + width > p->style->width) {
			end_line(p);
			go_to(p, indent + 2);
		} else if (!first) {
			put(p, " ", TONE_PLAIN);
		}
		put_bytes(p, words, length, tone);
		first = false;
		words += length;
		words += strspn(words, " ");
	}
	end_line(p);
}

/* Label left, note right; on two lines where one is too short. */
static void paint_title(struct painter *p, const struct ladder_row *row)
{
	const char *who = ladder_string(p->ladder, row->label[0]);
	const char *outcome = ladder_string(p->ladder, row->note);
	size_t width = width_of(p, outcome);

	if (width_of(p, who) + 2 + width > p->style->width) {
		put_wrapped(p, 0, who, TONE_PLAIN);
		go_to(p, INDENT);
	} else {
		put(p, who, TONE_PLAIN);
		go_to(p, p->style->width - width);
	}
	put(p, outcome, row->tone);
	end_line(p);
}

/* Several short texts on a line, as many as fit. */
static void paint_items(struct painter *p, size_t first, size_t *next)
{
	enum row_kind kind = p->ladder->rows[first].kind;
	size_t i = first;

	for (; i < p->ladder->count && p->ladder->rows[i].kind == kind; i++) {
		const struct ladder_row *row = &p->ladder->rows[i];
		const char *item = ladder_string(p->ladder, row->label[0]);
		size_t width = width_of(p, item);

		if (p->column && p->column + 3 + width > p->style->width)
			end_line(p);
		if (p->column)
			put(p, "   ", TONE_PLAIN);
		if (!p->column && INDENT + width > p->style->width) {
			put_wrapped(p, INDENT, item, row->tone);
			continue;
		}
		go_to(p, INDENT);
		put(p, item, row->tone);
	}
	if (p->column)
		end_line(p);
	*next = i;
}

static void put_right(struct painter *p, size_t edge, const char *string)
{
	size_t width = width_of(p, string);

	if (width < edge - p->column)
		go_to(p, edge - width);
	put(p, string, TONE_PLAIN);
}

static size_t left_edge(const struct painter *p)
{
	return p->packet + 2 + p->time + 2 + STATE_WIDTH;
}

/* The time as it is shown: without the date where there is no room for it. */
static const char *time_of(const struct painter *p,
                           const struct ladder_row *row)
{
	const char *time = ladder_string(p->ladder, row->time);
	const char *of_day = strchr(time, ' ');

	return p->no_date && of_day ? of_day + 1 : time;
}

/* Packet, time and the left state, up to the lane. */
static void put_left(struct painter *p, const struct ladder_row *row)
{
	put_right(p, p->packet, ladder_string(p->ladder, row->packet));
	go_to(p, p->packet + 2);
	put_right(p, p->packet + 2 + p->time, time_of(p, row));
	go_to(p, p->packet + 2 + p->time + 2);
	put_right(p, left_edge(p), ladder_string(p->ladder, row->left));
	go_to(p, left_edge(p) + 1);
}

/* A glyph of one column, so many times. */
static void put_line(struct painter *p, const char *glyph, size_t count)
{
	size_t from = p->page.len, length;

	if (!count)
		return;
	put(p, glyph, TONE_PLAIN);
	length = p->page.len - from;
	for (size_t i = 1; i < count; i++) {
		char *at = text_room(&p->page, length);

		memcpy(at, p->page.at + from, length);
		text_end(&p->page, at + length);
	}
	p->column += count - 1;
}

/* ├─ label ────▶┤ or ├◀──── label ─┤ */
static void put_lane(struct painter *p, const struct ladder_row *row,
                     const char *label, size_t width)
{
	const char *glyph = row->kind == ROW_RUN ? "═" : "─";
	size_t fill = p->lane > width + 6 ? p->lane - width - 6 : 0;

	put(p, "├", TONE_PLAIN);
	if (row->rightwards) {
		put_line(p, glyph, 1);
		put(p, " ", TONE_PLAIN);
		put(p, label, TONE_PLAIN);
		put(p, " ", TONE_PLAIN);
		put_line(p, glyph, fill);
		put(p, "▶", TONE_PLAIN);
	} else {
		put(p, "◀", TONE_PLAIN);
		put_line(p, glyph, fill);
		put(p, " ", TONE_PLAIN);
		put(p, label, TONE_PLAIN);
		put(p, " ", TONE_PLAIN);
		put_line(p, glyph, 1);
	}
	put(p, "┤", TONE_PLAIN);
}

/* The longest form of the label that fits the lane, or the shortest; and its
 * width. */
static const char *fitting(const struct painter *p,
                           const struct ladder_row *row, size_t *width)
{
	const char *label = "";

	for (size_t i = 0; i < LABEL_FORM_COUNT; i++) {
		if (i > 0 && !row->label[i])
			continue;
		label = ladder_string(p->ladder, row->label[i]);
		*width = width_of(p, label);
		if (*width + 6 <= p->lane)
			break;
	}
	return label;
}

/* Adds a part that is cut within a word where the lane does not hold it: flags
 * that no sane peer sends together are that long. */
static void clip(const struct painter *p, const char *part, size_t len,
                 struct text *cut)
{
	struct text whole = {0};

	text_add_bytes(&whole, part, len);
	while (len > 0 && width_of(p, text_string(&whole)) + 6 > p->lane) {
		do
			len--;
		while (((unsigned char)part[len] & 0xC0) == 0x80);
		text_clear(&whole);
		text_add_bytes(&whole, part, len);
		text_add(&whole, "…");
	}
	text_add(cut, text_string(&whole));
	text_fini(&whole);
}

/* As many of the label's parts, which two spaces part, as the lane holds; of
 * the first at least its beginning. */
static void shorten(const struct painter *p, const char *label,
                    struct text *cut)
{
	const char *end = label;

	for (;;) {
		const char *next = strstr(end + 1, "  ");
		size_t width = plain_width(
			label, next ? (size_t)(next - label) : strlen(label),
			p->style->ascii);

		if (end != label && width + 6 > p->lane)
			break;
		end = next;
		if (!next)
			return clip(p, label, strlen(label), cut);
	}
	clip(p, label, (size_t)(end - label), cut);
}

/* The right state, in its column or, where there is none, at the edge. */
static void put_server(struct painter *p, const char *state)
{
	size_t column = left_edge(p) + 1 + p->lane + 1;

	if (column + width_of(p, state) > p->style->width)
		return;
	go_to(p, column);
	put(p, state, TONE_PLAIN);
}

/* Beside the arrow where there is room: in its column, else at the edge. */
static bool put_note(struct painter *p, const char *note, enum row_tone tone)
{
	size_t width = width_of(p, note),
	       least = left_edge(p) + 1 + p->lane + 1;
	size_t column = p->note;

	if (p->column > least)
		least = p->column + NOTE_GAP;
	if (column < least || column + width > p->style->width)
		column = p->style->width - width;
	if (width > p->style->width || column < least)
		return false;
	go_to(p, column);
	put(p, note, tone);
	return true;
}

static bool is_clipped(const char *label)
{
	size_t len = strlen(label), mark = strlen("…");

	return len >= mark && strcmp(label + len - mark, "…") == 0;
}

/* What found no room beside the arrow, below it. */
static void put_below(struct painter *p, const struct ladder_row *row,
                      const char *label, const char *note)
{
	const char *full = ladder_string(p->ladder, row->label[0]);
	const char *right = ladder_string(p->ladder, row->right);
	size_t indent = left_edge(p) + 3;
	struct text server = {0};

	if (indent + 2 + width_of(p, note) > p->style->width ||
	    indent + NUMBER_MAX > p->style->width)
		indent = INDENT;
	if (*right && !p->right_column) {
		text_printf(&server, _("server: %s"), right);
		put_wrapped(p, indent, text_string(&server), TONE_PLAIN);
	}
	if (is_clipped(label))
		put_wrapped(p, INDENT, full, TONE_PLAIN);
	else if (p->style->seq != REPORT_SEQ_RELATIVE &&
	         strcmp(label, full) != 0)
		put_wrapped(p, indent, full, TONE_PLAIN);
	if (*note)
		put_wrapped(p, indent, note, row->tone);
	text_fini(&server);
}

static void paint_arrow(struct painter *p, const struct ladder_row *row)
{
	const char *note = ladder_string(p->ladder, row->note);
	const char *right = ladder_string(p->ladder, row->right);
	struct text cut = {0};
	size_t width;
	const char *label = fitting(p, row, &width);

	if (width + 6 > p->lane) {
		shorten(p, label, &cut);
		label = text_string(&cut);
		width = width_of(p, label);
	}
	put_left(p, row);
	put_lane(p, row, label, width);
	if (*right && p->right_column)
		put_server(p, right);
	if (*note && put_note(p, note, row->tone))
		note = "";
	end_line(p);
	put_below(p, row, label, note);
	text_fini(&cut);
}

static void paint_states(struct painter *p, const struct ladder_row *row)
{
	put_left(p, row);
	put_server(p, ladder_string(p->ladder, row->right));
	end_line(p);
}

static void paint_heads(struct painter *p)
{
	put_right(p, p->packet, _("packet"));
	go_to(p, p->packet + 2);
	put_right(p, p->packet + 2 + p->time, _("time"));
	put_right(p, left_edge(p), _("client"));
	put_server(p, _("server"));
	end_line(p);
}

/* Packet and time are as wide as their widest. */
static size_t measure_rows(struct painter *p)
{
	size_t labels = 0;

	p->packet = width_of(p, _("packet")) + 1;
	p->time = width_of(p, _("time"));
	for (size_t i = 0; i < p->ladder->count; i++) {
		const struct ladder_row *row = &p->ladder->rows[i];
		size_t packet =
			width_of(p, ladder_string(p->ladder, row->packet));
		size_t time = width_of(p, time_of(p, row));
		size_t label =
			width_of(p, ladder_string(p->ladder, row->label[0]));

		if (packet > p->packet)
			p->packet = packet;
		if (time > p->time)
			p->time = time;
		if ((row->kind == ROW_ARROW || row->kind == ROW_RUN) &&
		    label + 6 > labels)
			labels = label + 6;
	}
	return labels;
}

/* The lane takes what the columns leave; where that is too little, notes go
 * below the arrows, then the server's states, then the date goes: once more
 * without it, and no further. */
/* NOLINTNEXTLINE(misc-no-recursion) */
static void measure(struct painter *p)
{
	size_t labels = measure_rows(p), width = p->style->width;
	size_t note = NOTE_GAP + NOTE_MIN + (p->style->ascii ? 1 : 0);
	size_t used = left_edge(p) + 1 + 1 + STATE_WIDTH;

	p->right_column = used + LANE_MIN <= width;
	if (used + note + LANE_MIN <= width)
		p->lane = width - used - note;
	else if (p->right_column)
		p->lane = width - used;
	else if (left_edge(p) + 1 + LANE_MIN > width && !p->no_date) {
		p->no_date = true;
		measure(p);
		return;
	} else
		p->lane = width - left_edge(p) - 1;
	if (p->lane > LANE_MAX)
		p->lane = LANE_MAX;
	if (labels && p->lane > labels + 4)
		p->lane = labels + 4;
	p->note = left_edge(p) + 1 + p->lane + 1 + STATE_WIDTH + NOTE_GAP;
}

void ladder_paint(const struct ladder *ladder, const struct report_style *style)
{
	struct painter p = {.ladder = ladder, .style = style};

	measure(&p);
	for (size_t i = 0; i < ladder->count;) {
		const struct ladder_row *row = &ladder->rows[i++];

		switch (row->kind) {
		case ROW_TITLE:
			paint_title(&p, row);
			break;
		case ROW_TEXT:
			put_wrapped(&p, INDENT,
			            ladder_string(ladder, row->label[0]),
			            row->tone);
			break;
		case ROW_LINE:
			put_wrapped(&p, 0, ladder_string(ladder, row->label[0]),
			            row->tone);
			break;
		case ROW_CHECKS:
		case ROW_LEGEND:
			paint_items(&p, i - 1, &i);
			break;
		case ROW_HEADS:
			paint_heads(&p);
			break;
		case ROW_STATES:
			paint_states(&p, row);
			break;
		case ROW_ARROW:
		case ROW_RUN:
			paint_arrow(&p, row);
			break;
		case ROW_BLANK:
			end_line(&p);
			break;
		}
	}
	fwrite(p.page.at, 1, p.page.len, style->out);
	text_fini(&p.page);
}
