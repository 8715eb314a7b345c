/* SPDX-License-Identifier: BSD-2-Clause
 *
 * rush: who began a handshake with one listener in the last minute, and what
 * became of it.
 */
#ifndef TCPLADDER_RUSH_H
#define TCPLADDER_RUSH_H

#include <stdbool.h>
#include <stdint.h>

#define RUSH_SLOTS 16 /* of MINUTE_SLOT_NS each: a minute and the newest */

/* What became of the handshakes that began in some time; or how many more or,
 * modulo 2^32, fewer did. */
struct tally {
	uint32_t begun;
	uint32_t completed;
	/* Neither completed nor rejected, and the SYN was sent just once: */
	uint32_t unanswered;
	uint32_t half_open;
};

static inline struct tally tally_less(struct tally t, struct tally by)
{
	return (struct tally){
		.begun = t.begun - by.begun,
		.completed = t.completed - by.completed,
		.unanswered = t.unanswered - by.unanswered,
		.half_open = t.half_open - by.half_open,
	};
}

/* All zero: none. */
struct rush {
	int64_t slot;                   /* the newest */
	struct tally sum;               /* of all slots */
	struct tally slots[RUSH_SLOTS]; /* by slot modulo RUSH_SLOTS */
	struct tally worst;             /* minute that was a flood, or zeros */
};

/* A handshake begins, which counts for this.  Returns its slot, for
 * rush_change(). */
int64_t rush_begin(struct rush *rush, int64_t time, struct tally share);

/* So many more of those of this slot are now that. */
void rush_change(struct rush *rush, int64_t slot, struct tally more);

/* The capture is over: judges the last minute. */
void rush_finish(struct rush *rush);

/* Whether this is a SYN flood: many that wait, few that were completed. */
bool tally_is_flood(const struct tally *tally);

/* Those that were never followed up. */
uint32_t tally_waiting(const struct tally *tally);

#endif
