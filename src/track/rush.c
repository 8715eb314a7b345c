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

static void take_away(struct tally *sum, const struct tally *t)
{
	sum->begun -= t->begun;
	sum->completed -= t->completed;
	sum->unanswered -= t->unanswered;
	sum->half_open -= t->half_open;
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
		struct tally minute = r->sum;

		take_away(&minute, at(r, r->slot));
		judge(r, &minute);
		r->slot++;
		take_away(&r->sum, at(r, r->slot));
		*at(r, r->slot) = (struct tally){0};
	}
	if (r->slot < slot)
		r->slot = slot; /* the others are empty by now */
}

int64_t rush_begin(struct rush *r, int64_t time)
{
	go_on(r, minute_slot(time));
	at(r, r->slot)->begun++;
	r->sum.begun++;
	return r->slot;
}

static bool is_known(const struct rush *r, int64_t slot)
{
	return slot > r->slot - RUSH_SLOTS && slot <= r->slot;
}

static uint32_t *part_of(struct tally *t, enum tally_part part)
{
	switch (part) {
	case TALLY_COMPLETED:
		return &t->completed;
	case TALLY_UNANSWERED:
		return &t->unanswered;
	default:
		return &t->half_open;
	}
}

void rush_change(struct rush *r, int64_t slot, enum tally_part part, int by)
{
	if (!is_known(r, slot))
		return;
	*part_of(at(r, slot), part) += (uint32_t)by;
	*part_of(&r->sum, part) += (uint32_t)by;
}

void rush_forget(struct rush *r, int64_t slot)
{
	if (!is_known(r, slot))
		return;
	at(r, slot)->begun--;
	r->sum.begun--;
}

void rush_finish(struct rush *r)
{
	judge(r, &r->sum);
}
