/* SPDX-License-Identifier: BSD-2-Clause
 *
 * early: segments that the capture has before what they acknowledge.
 *
 * A card with several queues, a tap with a port for each direction, files merged
 * by clocks that differ: such a capture holds one direction later than the other.
 * Nobody acknowledges what it has not got (RFC 9293 §3.4), so where what was
 * missing comes at once, it came before.  Until then the segment waits, and with
 * it all that follows of its connection: to be judged in the order they passed,
 * or, where nothing comes, in the capture's.
 */
#ifndef TCPLADDER_EARLY_H
#define TCPLADDER_EARLY_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/half.h"

struct connection;

#define EARLY_SEGMENTS 64 /* of one connection that wait, at most */
#define EARLY_MISSING 8   /* stretches of numbers that they wait for, at most */

struct stretch {
	uint32_t left, right; /* as on the wire: [left, right) */
};

struct early_segment {
	struct segment segment; /* without its bytes */
	uint32_t
		marks; /* MARKS_EARLY's, where it acknowledges what was not here
	                   when it was met */
	bool judged;
};

/* What waits of one connection, in the capture's order. */
struct early {
	uint32_t place; /* the connection's */
	uint8_t dir;    /* enum dir: who acknowledges ahead */
	bool timed;     /* the first has a timestamp to echo: tsecr */
	bool proved;    /* … that its peer has not been seen to send */
	bool filled;    /* something of what is missing has come, … */
	bool jumped;    /* … or something that stands behind it */
	uint32_t tsecr;
	uint32_t wanted; /* the first acknowledges up to here, of which … */
	struct stretch missing[EARLY_MISSING]; /* … this is not here */
	unsigned missing_count;
	uint32_t come;  /* the peer's numbers have come so far */
	uint32_t acked; /* what the peer acknowledged last */
	int64_t since;  /* the first one's time, ns since the epoch, … */
	int64_t limit;  /* … and how long it is waited for, ns */
	unsigned count;
	struct early_segment segments[EARLY_SEGMENTS];
};

/* Whether it acknowledges what the capture has not shown yet, so that it may have
 * been put before it. */
bool early_is(const struct connection *c, const struct segment *segment);

/* Begins with such a one, at least. */
void early_begin(struct early *early, const struct connection *c,
                 const struct segment *segment);

/* Whether the connection's next segment may wait as well; if not, nothing is
 * waited for any longer. */
bool early_takes(const struct early *early, const struct connection *c,
                 const struct segment *segment);

/* It waits as well.  True when all that the first acknowledges is here. */
bool early_add(struct early *early, const struct connection *c,
               const struct segment *segment);

/* The time (ns since the epoch) after which nothing is waited for. */
int64_t early_due(const struct early *early);

/* The one to be judged next, in the order they passed; NULL where none can be
 * yet.  It is judged then. */
struct early_segment *early_next(struct early *early,
                                 const struct connection *c);

/* Those judged are forgotten, and the first that is left is waited for, if there
 * is one. */
void early_settle(struct early *early, const struct connection *c);

#endif
