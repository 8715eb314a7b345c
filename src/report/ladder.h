/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ladder: a connection laid out in rows, whoever paints them.
 *
 *   #0  192.0.2.10:51734 → 198.51.100.5:80                    closed    title
 *       Opened by a three-way handshake in 21.5 ms, …                   text
 *       ✓ J+1   ✓ K+1   ✓ M+1   ✓ N+1                                   checks
 *
 *     packet      time       client            server                   heads
 *                            CLOSED            LISTEN                   states
 *          1  0.000000     SYN-SENT ├─ SYN ───▶┤                        arrow
 *          │         │            │      │         │             │
 *       packet     time         left   label     right         note
 *
 * The layout knows no width, no glyph and no colour; paint.c does.
 */
#ifndef TCPLADDER_LADDER_H
#define TCPLADDER_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "report/label.h"
#include "report/page.h"
#include "report/report.h"

enum row_kind {
	ROW_TITLE,  /* label: who, note: outcome */
	ROW_TEXT,   /* label: a paragraph */
	ROW_LINE,   /* the same, from the edge on */
	ROW_CHECKS, /* label: one check; several may share a line */
	ROW_HEADS,
	ROW_STATES, /* left, right: how they begin */
	ROW_ARROW,
	ROW_RUN,    /* an arrow for several segments */
	ROW_LEGEND, /* label: one number; several may share a line */
	ROW_BLANK,
};

/* A string that stands in ladder.store; all zero is "". */
struct ladder_string {
	size_t at;      /* an offset: the store moves as it grows */
	uint32_t len;   /* bytes */
	uint32_t width; /* columns, where each character is one */
};

struct ladder_row {
	enum row_kind kind;
	enum row_tone tone;       /* of the note */
	bool rightwards;          /* the arrow's way: from the left end */
	const char *left, *right; /* states, or "" */
	struct ladder_string packet, time;
	struct ladder_string label[LABEL_FORM_COUNT]; /* [0] alone but for
	                                                 arrows */
	struct ladder_string note;
};

struct ladder {
	struct ladder_row *rows;
	size_t count, room;
	struct text store;   /* a string is made in it: see ladder_since() */
	struct text scratch; /* or here: see ladder_keep() */
	struct page page;    /* the painter's */
};

/* Lays the connection out in a ladder that is zero, or was used before: its
 * memory serves again.  start: the capture's, for relative times.  The caller
 * empties it with ladder_fini(). */
void ladder_build(struct ladder *ladder, const struct connection *c,
                  const struct report_style *style, int64_t start);

/* The string, NUL-terminated; valid until the next is added. */
static inline const char *ladder_string(const struct ladder *ladder,
                                        struct ladder_string string)
{
	return ladder->store.at + string.at;
}

void ladder_fini(struct ladder *ladder);

/* Paints the rows as text: at most style->width columns. */
void ladder_paint(struct ladder *ladder, const struct report_style *style);

#endif
