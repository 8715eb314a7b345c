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

/* Judges the slots up to this one. */
static void judge(struct rush *r, int64_t last)
{
	struct tally sum = {0};

	for (int64_t slot = r->slot - RUSH_SLOTS + 1; slot <= last; slot++) {
		const struct tally *t = at(r, slot);

		sum.begun += t->begun;
		sum.completed += t->completed;
		sum.unanswered += t->unanswered;
		sum.half_open += t->half_open;
	}
	if (tally_is_flood(&sum) &&
	    tally_waiting(&sum) > tally_waiting(&r->worst))
		r->worst = sum;
}

static void go_on(struct rush *r, int64_t slot)
{
	for (unsigned i = 0; i < RUSH_SLOTS && r->slot < slot; i++) {
		judge(r, r->slot - 1);
		r->slot++;
		*at(r, r->slot) = (struct tally){0};
	}
	if (r->slot < slot)
		r->slot = slot; /* the others are empty by now */
}

int64_t rush_begin(struct rush *r, int64_t time)
{
	go_on(r, minute_slot(time));
	at(r, r->slot)->begun++;
	return r->slot;
}

static struct tally *known(struct rush *r, int64_t slot)
{
	return slot > r->slot - RUSH_SLOTS && slot <= r->slot ? at(r, slot)
	                                                      : NULL;
}

void rush_change(struct rush *r, int64_t slot, enum tally_part part, int by)
{
	struct tally *t = known(r, slot);

	if (!t)
		return;
	switch (part) {
	case TALLY_COMPLETED:
		t->completed += (uint32_t)by;
		break;
	case TALLY_UNANSWERED:
		t->unanswered += (uint32_t)by;
		break;
	case TALLY_HALF_OPEN:
		t->half_open += (uint32_t)by;
		break;
	}
}

void rush_forget(struct rush *r, int64_t slot)
{
	struct tally *t = known(r, slot);

	if (t)
		t->begun--;
}

void rush_finish(struct rush *r)
{
	judge(r, r->slot);
}
