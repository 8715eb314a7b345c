/* SPDX-License-Identifier: BSD-2-Clause
 *
 * minute: how many of something there were in the last minute, in slots of
 * four seconds, so that it takes the same memory whatever there was.
 *
 * A connection stays in TIME-WAIT for 60 s on Linux (RFC 9293 asks for 2MSL,
 * up to four minutes) and a server gives up a SYN,ACK after 63 s; neither end
 * sends anything by which an observer could tell.  So what is older than a
 * minute is taken to be gone.
 */
#ifndef TCPLADDER_MINUTE_H
#define TCPLADDER_MINUTE_H

#include <stdint.h>

#define MINUTE_SLOTS 15
#define MINUTE_SLOT_NS (INT64_C(4) * 1000000000)

/* All zero: none. */
struct minute {
	int64_t slot;                  /* the newest */
	uint32_t counts[MINUTE_SLOTS]; /* by slot modulo MINUTE_SLOTS */
	uint32_t sum;
};

/* The slot of a moment, ns since the epoch. */
int64_t minute_slot(int64_t time);

/* One more at this moment; where the clock ran back, it is the newest slot's.
 * Returns the slot it was counted in, for minute_take(). */
int64_t minute_add(struct minute *minute, int64_t time);

/* One of those of this slot is gone before its time. */
void minute_take(struct minute *minute, int64_t slot);

#endif
