/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A flood against a crowd.  Both fill the backlog, and at that moment nothing
 * tells them apart; what follows does:
 *
 * - A slow client completes its handshake in the end.  So a minute is judged
 *   when it is over, by what became of the handshakes that began in it, and
 *   the newest four seconds are left for later.  At the end of the capture
 *   those that are younger than this listener's slow handshakes took (see
 *   census.c) are not counted at all.
 * - A client whose SYN or SYN,ACK is lost sends its SYN again after a second.
 *   Who forges a SYN does not.
 * - A port scan resets or is reset: rejected, not waiting.
 * - A host that is down, or a firewall that drops, answers nobody: somebody
 *   must have got a SYN,ACK.
 *
 * FLOOD_LEAST is as many as the smallest backlog that tcp_max_syn_backlog is
 * set to in practice (8 was Linux's on small machines), and what a page with
 * six parallel connections does not reach.  Where as many handshakes are
 * completed as begin to wait, the listener does its work: then it is rather
 * the network that loses.
 */
#include "config.h"

#include "track/rush.h"

#include <stddef.h>

#include "track/minute.h"

#define FLOOD_LEAST 8     /* that wait */
#define FLOOD_HALF_OPEN 2 /* of them with a SYN,ACK: somebody listens */

static struct tally *at(struct rush *r, int64_t slot)
{
	int64_t i = slot % RUSH_SLOTS;

	return &r->slots[i < 0 ? i + RUSH_SLOTS : i];
}

uint32_t tally_waiting(const struct tally *t)
{
	return t->unanswered + t->half_open;
}

bool tally_is_flood(const struct tally *t)
{
	return tally_waiting(t) >= FLOOD_LEAST &&
	       t->half_open >= FLOOD_HALF_OPEN &&
	       (uint64_t)t->completed * 2 < t->begun;
}

static struct tally plus(struct tally t, struct tally more)
{
	return (struct tally){
		.begun = t.begun + more.begun,
		.completed = t.completed + more.completed,
		.unanswered = t.unanswered + more.unanswered,
		.half_open = t.half_open + more.half_open,
	};
}

static void judge(struct rush *r, const struct tally *minute)
{
	if (tally_is_flood(minute) &&
	    tally_waiting(minute) > tally_waiting(&r->worst))
		r->worst = *minute;
}

/* What is older than the newest slot makes a minute, of which the oldest goes. */
static void go_on(struct rush *r, int64_t slot)
{
	for (unsigned i = 0; i < RUSH_SLOTS && r->slot < slot; i++) {
		struct tally minute = tally_less(r->sum, *at(r, r->slot));

		judge(r, &minute);
		r->slot++;
		r->sum = tally_less(r->sum, *at(r, r->slot));
		*at(r, r->slot) = (struct tally){0};
	}
	if (r->slot < slot)
		r->slot = slot; /* the others are empty by now */
}

/* The slot is among those that are kept. */
static void count(struct rush *r, int64_t slot, struct tally more)
{
	*at(r, slot) = plus(*at(r, slot), more);
	r->sum = plus(r->sum, more);
}

int64_t rush_begin(struct rush *r, int64_t time, struct tally share)
{
	go_on(r, minute_slot(time));
	count(r, r->slot, share);
	return r->slot;
}

static bool is_known(const struct rush *r, int64_t slot)
{
	return slot > r->slot - RUSH_SLOTS && slot <= r->slot;
}

void rush_change(struct rush *r, int64_t slot, struct tally more)
{
	if (is_known(r, slot))
		count(r, slot, more);
}

void rush_finish(struct rush *r)
{
	judge(r, &r->sum);
}
