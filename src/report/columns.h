/* SPDX-License-Identifier: BSD-2-Clause
 *
 * columns: a table that keeps to a width.
 *
 *   stream       start  client                 server                 outcome
 *        0    0.000000  192.0.2.10:51734       198.51.100.5:80        closed
 *        1    0.200000  [2001:db8:1234:5678::10]:51735
 *                                              198.51.100.5:80        refused
 *           refused port-reused
 *
 * Where not all columns have room, those that may be spared are left out.  A
 * cell that is wider than its column ends its line; the next one stands in its
 * own column below.  The words of the last column, which has no width of its
 * own, stand behind the others, or below.
 */
#ifndef TCPLADDER_COLUMNS_H
#define TCPLADDER_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

struct text;

#define COLUMNS_GAP 2 /* columns between two cells */
#define COLUMNS_MAX 16

enum side { LEFT, RIGHT };

struct column {
	const char *head;
	size_t width;
	enum side side;
	unsigned spare; /* the highest is left out first; 0: never */
};

/* One column as it is laid out. */
struct column_place {
	size_t at, width;
	bool shown;
};

struct columns {
	const struct column *of; /* the caller's, up to COLUMNS_MAX */
	size_t count, width;     /* width: of the whole */
	struct column_place places[COLUMNS_MAX];
};

/* Lays the columns out; they must stay while *columns is used. */
void columns_init(struct columns *columns, const struct column *of,
                  size_t count, size_t width);

/* Adds the line of the heads. */
void columns_add_heads(const struct columns *columns, struct text *text);

/* Adds a row, of one line or several: a string for each column, in columns'
 * order, shown or not. */
void columns_add_row(const struct columns *columns, const char *const *cells,
                     struct text *text);

#endif
