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

/* What became of the handshakes that began in some time. */
struct tally {
	uint32_t begun;
	uint32_t completed;
	/* Neither completed nor rejected, and the SYN was sent just once: */
	uint32_t unanswered;
	uint32_t half_open;
};

enum tally_part {
	TALLY_COMPLETED,
	TALLY_UNANSWERED,
	TALLY_HALF_OPEN,
};

/* All zero: none. */
struct rush {
	int64_t slot;                   /* the newest */
	struct tally sum;               /* of all slots */
	struct tally slots[RUSH_SLOTS]; /* by slot modulo RUSH_SLOTS */
	struct tally worst;             /* minute that was a flood, or zeros */
};

/* A handshake begins.  Returns its slot, for rush_change(). */
int64_t rush_begin(struct rush *rush, int64_t time);

/* One of those of this slot is now, or no longer, (by: 1, -1) that. */
void rush_change(struct rush *rush, int64_t slot, enum tally_part part, int by);

/* The capture ends too early to say what would become of one of this slot:
 * it never began. */
void rush_forget(struct rush *rush, int64_t slot);

/* The capture is over: judges the last minute. */
void rush_finish(struct rush *rush);

/* Whether this is a SYN flood: many that wait, few that were completed. */
bool tally_is_flood(const struct tally *tally);

/* Those that were never followed up. */
uint32_t tally_waiting(const struct tally *tally);

#endif
