/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the capture lacks of a connection's end.  A FIN takes a number, as a byte
 * does (RFC 9293 §3.4), so its acknowledgment tells of it though it is not here; and
 * where acknowledged numbers are missing, an acknowledgment may be missing, too.
 * Then nobody is said to have forgotten to close, or still to wait.
 */
#include "config.h"

#include "track/connection.h"
#include "track/evidence.h"
#include "track/rules.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

/* The last number that its peer acknowledged is in no packet here, and nothing came
 * behind it.  What comes last is a FIN. */
static bool lacks_fin(const struct connection *c, enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t end = to->max_ack;

	if (from->fin_seen || !from->sent || !to->acked ||
	    seq_gt(from->snd_nxt, end) || seq_le(end, from->first_seq))
		return false;
	return seq_gt(end, from->snd_nxt) ||
	       evidence_unseen(from, end - 1, end) > 0;
}

/* It may have closed before the capture began: since then it has but acknowledged. */
static bool began_too_late(const struct connection *c, enum dir dir)
{
	const struct half *from = &c->half[dir];

	return !from->fin_seen && !from->syn_seen && !from->data_sent;
}

static void forget_states(struct connection *c)
{
	c->half[DIR_0].state = c->half[DIR_1].state = TCP_UNKNOWN;
}

static void tell(struct connection *c, enum dir dir, uint64_t packet,
                 bool lacking)
{
	connection_find(c, RULE_FIN_NOT_CAPTURED, dir, packet)->amount =
		lacking;
	forget_states(c);
}

bool unseen_fin(struct connection *c, enum dir dir)
{
	bool lacking = lacks_fin(c, dir);

	if (!lacking && !began_too_late(c, dir))
		return false;
	tell(c, dir, c->closing.ack[0].packet, lacking);
	return true;
}

bool unseen_peer(const struct connection *c, enum dir dir)
{
	return c->half[dir].open_proved && c->half[dir_peer(dir)].segments == 0;
}

/* It waits for an acknowledgment, or for what stands before the FIN that it was
 * sent: either may have come. */
static bool may_have_gone_on(const struct connection *c, enum dir dir)
{
	const struct half *to = &c->half[dir_peer(dir)];

	switch (c->half[dir].state) {
	case TCP_FIN_WAIT_1:
	case TCP_CLOSING:
	case TCP_LAST_ACK:
		return true;
	default:
		return c->half[dir].state == TCP_FIN_WAIT_2 && to->fin_seen &&
		       !to->fin_arrived;
	}
}

void unseen_finish(struct connection *c)
{
	const struct closing *cl = &c->closing;

	if (!cl->reset.packet &&
	    (unseen_peer(c, DIR_0) || unseen_peer(c, DIR_1))) {
		forget_states(c);
		return;
	}
	if (!c->gaps[DIR_0] && !c->gaps[DIR_1])
		return;
	if (!cl->fins && !cl->reset.packet && lacks_fin(c, DIR_0) &&
	    lacks_fin(c, DIR_1)) {
		tell(c, DIR_0, c->last.packet, true);
		tell(c, DIR_1, c->last.packet, true);
	}
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++)
		if (may_have_gone_on(c, dir))
			c->half[dir].state = TCP_UNKNOWN;
}
