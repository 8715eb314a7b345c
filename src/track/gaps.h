/* SPDX-License-Identifier: BSD-2-Clause
 *
 * gaps: what is kept of a sender once there was trouble: the holes in what was
 * seen of it, and a longer memory of what passed.
 *
 * All of it grows with what there is to keep, up to a bound.
 */
#ifndef TCPLADDER_GAPS_H
#define TCPLADDER_GAPS_H

#include <stdbool.h>
#include <stdint.h>

#include "track/trail.h"

#define GAPS_MAX 32     /* holes remembered; the lowest is forgotten */
#define GAPS_HISTORY 64 /* segments remembered */

/* A hole, and the segment that showed it by going beyond. */
struct gap {
	int64_t time; /* ns */
	uint32_t left, right;
	uint32_t tsval;
	uint16_t ip_id;
	bool acknowledged; /* so it was sent, and the capture lacks it */
};

/* New data: its numbers, when it was sent, and what says when it was made.  Of what
 * came late to fill a hole, or was sent again: of the segment that showed the hole. */
struct first_sent {
	int64_t time; /* ns */
	uint32_t start, end;
	uint32_t tsval;
	uint16_t ip_id;   /* of the first of its packets; 0: none */
	uint16_t packets; /* see trail_packets() */
};

/* One of the pieces in which a packet comes that was here whole: the latest.
 * All zero: none. */
struct piece {
	uint32_t end; /* its numbers' */
	uint32_t us;  /* when, microseconds, truncated */
	uint16_t ip_id;
	bool seen;
};

struct gaps {
	struct gap *gap; /* by number, ascending */
	struct passed *seen;
	struct first_sent *first;
	uint32_t lowest; /* where the first hole of all began */
	struct piece piece;
	bool holed; /* there was one */
	uint8_t count;
	uint8_t next_seen, next_first;       /* in their rings */
	uint8_t room, seen_room, first_room; /* of the three */
};

/* None yet; the caller frees with gaps_free(). */
struct gaps *gaps_new(void);

/* A copy with memory of its own; the caller frees. */
struct gaps *gaps_clone(const struct gaps *gaps);

void gaps_free(struct gaps *gaps);

/* Writes all of it as bytes, for the same run of the program; returns where
 * they end. */
unsigned char *gaps_pack(const struct gaps *gaps, unsigned char *to);

/* A new one made of such bytes, which *from is moved behind; the caller frees
 * with gaps_free(). */
struct gaps *gaps_unpack(const unsigned char **from);

/* Makes this hole number `i`; those from there on follow it.  While there are
 * fewer than GAPS_MAX. */
void gaps_insert(struct gaps *gaps, unsigned i, struct gap gap);

/* Forgets hole number `i`. */
void gaps_remove(struct gaps *gaps, unsigned i);

/* Remembers what passed. */
void gaps_note_seen(struct gaps *gaps, const struct passed *passed);

/* Remembers new data. */
void gaps_note_first(struct gaps *gaps, const struct first_sent *first);

/* How these numbers were sent when they were new, all of them in one segment;
 * NULL where that is not known.  Valid until the next is remembered. */
const struct first_sent *gaps_first(const struct gaps *gaps, uint32_t left,
                                    uint32_t right);

/* True when this TSval's tick, from the first new data under it to the first under
 * a later one, took less than so many ns; false where that is not known. */
bool gaps_tick_is_short(const struct gaps *gaps, uint32_t tsval, int64_t than);

#endif
