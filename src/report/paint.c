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

#include <assert.h>
#include <string.h>

#include "base/intl.h"
#include "report/heading.h"
#include "report/ladder.h"

#define STATE_WIDTH 12 /* "SYN-RECEIVED", "ESTABLISHED" */
#define NOTE_GAP 1     /* columns between the right state and a note */
#define NOTE_MIN 5     /* "✓ J+1" */
#define LANE_MIN 14
#define LANE_MAX 72
#define NUMBER_MAX 24 /* the longest word below an arrow but for a note */
#define INDENT 4

/* As many of a glyph as the widest lane has. */
#define THREE(text) text text text
#define EIGHT(text) text text text text text text text text
#define LINE_OF(glyph) EIGHT(THREE(THREE(glyph)))

struct painter {
	struct ladder *ladder;
	const struct report_style *style;
	struct page *page;
	size_t packet, time, lane; /* columns */
	size_t note;               /* the column where notes begin */
	bool right_column;         /* there is room for the server's states */
	bool no_date;              /* there is none for the date */
};

/* In columns. */
static size_t width_of(const struct painter *p, struct ladder_string string)
{
	return page_width(p->page, ladder_string(p->ladder, string), string.len,
	                  string.width);
}

static void put(struct painter *p, struct ladder_string string,
                enum row_tone tone)
{
	page_put(p->page, ladder_string(p->ladder, string), string.len,
	         string.width, tone);
}

static void wrap(struct painter *p, size_t indent, struct ladder_string string,
                 enum row_tone tone)
{
	page_wrap(p->page, indent, ladder_string(p->ladder, string), tone);
}

/* Label left, note right; on two lines where one is too short. */
static void paint_title(struct painter *p, const struct ladder_row *row)
{
	struct ladder_string who = row->label[0], outcome = row->note;
	size_t width = width_of(p, outcome);

	if (width_of(p, who) + 2 + width > p->style->width) {
		wrap(p, 0, who, TONE_PLAIN);
		page_go_to(p->page, INDENT);
	} else {
		put(p, who, TONE_PLAIN);
		page_go_to(p->page, p->style->width - width);
	}
	put(p, outcome, row->tone);
	page_end_line(p->page);
}

/* Several short texts on a line, as many as fit. */
static void paint_items(struct painter *p, size_t first, size_t *next)
{
	enum row_kind kind = p->ladder->rows[first].kind;
	size_t i = first;

	for (; i < p->ladder->count && p->ladder->rows[i].kind == kind; i++) {
		const struct ladder_row *row = &p->ladder->rows[i];
		struct ladder_string item = row->label[0];
		size_t width = width_of(p, item);

		if (p->page->column &&
		    p->page->column + 3 + width > p->style->width)
			page_end_line(p->page);
		if (p->page->column)
			page_go_to(p->page, p->page->column + 3);
		if (!p->page->column && INDENT + width > p->style->width) {
			wrap(p, INDENT, item, row->tone);
			continue;
		}
		page_go_to(p->page, INDENT);
		put(p, item, row->tone);
	}
	if (p->page->column)
		page_end_line(p->page);
	*next = i;
}

/* Bytes that end at an edge, as many of them as there are columns. */
static void put_right(struct painter *p, size_t edge, const char *words,
                      size_t len, size_t width)
{
	size_t columns = page_width(p->page, words, len, width);

	if (columns < edge - p->page->column)
		page_go_to(p->page, edge - columns);
	page_put(p->page, words, len, width, TONE_PLAIN);
}

static size_t left_edge(const struct painter *p)
{
	return p->packet + 2 + p->time + 2 + STATE_WIDTH;
}

/* The time as it is shown: without the date where there is no room for it. */
static struct ladder_string time_of(const struct painter *p,
                                    const struct ladder_row *row)
{
	struct ladder_string time = row->time;
	const char *string, *of_day;
	uint32_t date;

	if (!p->no_date)
		return time;
	string = ladder_string(p->ladder, time);
	of_day = strchr(string, ' ');
	date = of_day ? (uint32_t)(of_day + 1 - string) : 0;
	return (struct ladder_string){
		.at = time.at + date,
		.len = time.len - date,
		.width = time.width - date,
	};
}

static void put_string_right(struct painter *p, size_t edge,
                             struct ladder_string string)
{
	put_right(p, edge, ladder_string(p->ladder, string), string.len,
	          string.width);
}

/* Packet, time and the left state, a word of ASCII, up to the lane. */
static void put_left(struct painter *p, const struct ladder_row *row)
{
	size_t edge = left_edge(p), len = strlen(row->left);

	if (row->packet.len)
		put_string_right(p, p->packet, row->packet);
	if (row->time.len)
		put_string_right(p, p->packet + 2 + p->time, time_of(p, row));
	if (len)
		put_right(p, edge, row->left, len, len);
	page_go_to(p->page, edge + 1);
}

/* Glyphs of so many columns in all. */
static inline void put_glyphs(struct painter *p, const char *glyphs,
                              size_t columns)
{
	page_put(p->page, glyphs, strlen(glyphs), columns, TONE_PLAIN);
}

/* The line of an arrow, so many columns of it. */
static void put_line(struct painter *p, bool run, size_t count)
{
	static const char single[] = LINE_OF("─"), twofold[] = LINE_OF("═");
	const size_t glyph = sizeof(single) / LANE_MAX;

	static_assert(sizeof(single) == sizeof("─") * LANE_MAX - LANE_MAX + 1,
	              "as long as a lane may be");
	page_put(p->page, run ? twofold : single, count * glyph, count,
	         TONE_PLAIN);
}

/* ├─ label ────▶┤ or ├◀──── label ─┤ */
static void put_lane(struct painter *p, const struct ladder_row *row,
                     struct ladder_string label, size_t width)
{
	bool run = row->kind == ROW_RUN;
	size_t fill = p->lane > width + 6 ? p->lane - width - 6 : 0;

	if (row->rightwards) {
		put_glyphs(p, run ? "├═ " : "├─ ", 3);
		put(p, label, TONE_PLAIN);
		put_glyphs(p, " ", 1);
		put_line(p, run, fill);
		put_glyphs(p, "▶┤", 2);
	} else {
		put_glyphs(p, "├◀", 2);
		put_line(p, run, fill);
		put_glyphs(p, " ", 1);
		put(p, label, TONE_PLAIN);
		put_glyphs(p, run ? " ═┤" : " ─┤", 3);
	}
}

/* The longest form of the label that fits the lane, or the shortest; and its
 * width. */
static struct ladder_string fitting(const struct painter *p,
                                    const struct ladder_row *row, size_t *width)
{
	struct ladder_string label = {0};

	for (size_t i = 0; i < LABEL_FORM_COUNT; i++) {
		if (i > 0 && !row->label[i].len)
			continue;
		label = row->label[i];
		*width = width_of(p, label);
		if (*width + 6 <= p->lane)
			break;
	}
	return label;
}

/* A part that is cut within a word where the lane does not hold it: flags that
 * no sane peer sends together are that long. */
static struct ladder_string clip(struct painter *p, struct ladder_string part)
{
	struct text *store = &p->ladder->store;
	struct ladder_string cut = part;
	size_t from = store->len, len = part.len;
	const char *at;

	text_room(store, len + sizeof("…")); /* and below it does not move */
	at = ladder_string(p->ladder, part);
	while (len > 0 && width_of(p, cut) + 6 > p->lane) {
		do
			len--;
		while (((unsigned char)at[len] & 0xC0) == 0x80);
		store->len = from;
		text_add_bytes(store, at, len);
		text_add(store, "…");
		cut = ladder_since(p->ladder, from);
	}
	return cut;
}

/* The beginning of a string. */
static struct ladder_string head(const struct painter *p,
                                 struct ladder_string string, size_t len)
{
	const char *at = ladder_string(p->ladder, string);

	string.len = (uint32_t)len;
	string.width = (uint32_t)text_columns(at, len);
	return string;
}

/* As many of the label's parts, which two spaces part, as the lane holds; of
 * the first at least its beginning. */
static struct ladder_string shorten(struct painter *p,
                                    struct ladder_string label)
{
	const char *begin = ladder_string(p->ladder, label), *end = begin;
	const char *next;

	while ((next = strstr(end + 1, "  "))) {
		struct ladder_string parts =
			head(p, label, (size_t)(next - begin));

		if (end != begin && width_of(p, parts) + 6 > p->lane)
			break;
		end = next;
	}
	if (!next && (end == begin || width_of(p, label) + 6 <= p->lane))
		return clip(p, label);
	return clip(p, head(p, label, (size_t)(end - begin)));
}

/* The right state, in its column or, where there is none, at the edge. */
static void put_server(struct painter *p, const char *state)
{
	size_t column = left_edge(p) + 1 + p->lane + 1, len = strlen(state);
	size_t width = text_columns(state, len);

	if (column + page_width(p->page, state, len, width) > p->page->width)
		return;
	page_go_to(p->page, column);
	page_put(p->page, state, len, width, TONE_PLAIN);
}

/* Beside the arrow where there is room: in its column, else at the edge. */
static bool put_note(struct painter *p, struct ladder_string note,
                     enum row_tone tone)
{
	size_t width = width_of(p, note),
	       least = left_edge(p) + 1 + p->lane + 1;
	size_t column = p->note;

	if (p->page->column > least)
		least = p->page->column + NOTE_GAP;
	if (column < least || column + width > p->style->width)
		column = p->style->width - width;
	if (width > p->style->width || column < least)
		return false;
	page_go_to(p->page, column);
	put(p, note, tone);
	return true;
}

static bool is_clipped(const struct painter *p, struct ladder_string label)
{
	static const char mark[] = "…";
	const char *end = ladder_string(p->ladder, label) + label.len;
	size_t len = sizeof(mark) - 1;

	return label.len >= len && memcmp(end - len, mark, len) == 0;
}

static bool is_same(const struct painter *p, struct ladder_string a,
                    struct ladder_string b)
{
	return a.len == b.len &&
	       memcmp(ladder_string(p->ladder, a), ladder_string(p->ladder, b),
	              a.len) == 0;
}

/* What found no room beside the arrow, below it. */
static void put_below(struct painter *p, const struct ladder_row *row,
                      struct ladder_string label, struct ladder_string note)
{
	struct ladder_string full = row->label[0];
	size_t indent = left_edge(p) + 3;

	if (indent + 2 + width_of(p, note) > p->style->width ||
	    indent + NUMBER_MAX > p->style->width)
		indent = INDENT;
	if (*row->right && !p->right_column) {
		struct text server = {0};

		text_printf(&server, _("server: %s"), row->right);
		page_wrap(p->page, indent, text_string(&server), TONE_PLAIN);
		text_fini(&server);
	}
	if (is_clipped(p, label))
		wrap(p, INDENT, full, TONE_PLAIN);
	else if (p->style->seq != REPORT_SEQ_RELATIVE &&
	         !is_same(p, label, full))
		wrap(p, indent, full, TONE_PLAIN);
	if (note.len)
		wrap(p, indent, note, row->tone);
}

static void paint_arrow(struct painter *p, const struct ladder_row *row)
{
	struct ladder_string note = row->note;
	size_t width = 0;
	struct ladder_string label = fitting(p, row, &width);

	if (width + 6 > p->lane) {
		label = shorten(p, label);
		width = width_of(p, label);
	}
	put_left(p, row);
	put_lane(p, row, label, width);
	if (*row->right && p->right_column)
		put_server(p, row->right);
	if (note.len && put_note(p, note, row->tone))
		note = (struct ladder_string){0};
	page_end_line(p->page);
	put_below(p, row, label, note);
}

static void paint_states(struct painter *p, const struct ladder_row *row)
{
	put_left(p, row);
	put_server(p, row->right);
	page_end_line(p->page);
}

static void put_head(struct painter *p, size_t edge, const char *head)
{
	size_t len = strlen(head);

	put_right(p, edge, head, len, text_columns(head, len));
}

static void paint_heads(struct painter *p)
{
	put_head(p, p->packet, _("packet"));
	page_go_to(p->page, p->packet + 2);
	put_head(p, p->packet + 2 + p->time, _("time"));
	put_head(p, left_edge(p), _("client"));
	put_server(p, _("server"));
	page_end_line(p->page);
}

static size_t width_of_head(const struct painter *p, const char *head)
{
	size_t len = strlen(head);

	return page_width(p->page, head, len, text_columns(head, len));
}

/* Packet and time are as wide as their widest. */
static size_t measure_rows(struct painter *p)
{
	size_t labels = 0;

	p->packet = width_of_head(p, _("packet")) + 1;
	p->time = width_of_head(p, _("time"));
	for (size_t i = 0; i < p->ladder->count; i++) {
		const struct ladder_row *row = &p->ladder->rows[i];
		size_t packet, time, label;

		if (row->kind != ROW_ARROW && row->kind != ROW_RUN)
			continue;
		packet = width_of(p, row->packet);
		time = width_of(p, time_of(p, row));
		label = width_of(p, row->label[0]);
		if (packet > p->packet)
			p->packet = packet;
		if (time > p->time)
			p->time = time;
		if (label + 6 > labels)
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

void ladder_paint(struct ladder *ladder, const struct report_style *style)
{
	struct painter p = {
		.ladder = ladder, .style = style, .page = &ladder->page};

	page_begin(&ladder->page, style->width, style->ascii, style->color);
	measure(&p);
	for (size_t i = 0; i < ladder->count;) {
		const struct ladder_row *row = &ladder->rows[i++];

		switch (row->kind) {
		case ROW_TITLE:
			paint_title(&p, row);
			break;
		case ROW_TEXT:
			wrap(&p, INDENT, row->label[0], row->tone);
			break;
		case ROW_LINE:
			wrap(&p, 0, row->label[0], row->tone);
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
			page_end_line(p.page);
			break;
		}
	}
	fwrite(p.page->text.at, 1, p.page->text.len, style->out);
}
