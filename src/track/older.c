/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Half-open connection discovery, as a third party sees it.
 */
#include "config.h"

#include "track/older.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/marks.h"
#include "track/seq.h"
#include "track/tcp_state.h"

/* As far as the capture shows, its client has sent nothing but its SYN.  Where
 * the older connection was seen, inherit.h knows more. */
static bool still_opening(const struct connection *c)
{
	return c->opening.syn.packet && !c->opening.ack.packet &&
	       !c->half[dir_peer(c->client)].syn_seen &&
	       c->half[c->client].state == TCP_SYN_SENT && !c->inherited;
}

/* It acknowledges neither this SYN nor what could have followed it (RFC 9293
 * §3.10.7.3, first), even where the capture has lost the SYN,ACK and more. */
static bool acknowledges_older(const struct connection *c,
                               const struct segment *s)
{
	uint32_t iss = c->half[c->client].iss;

	return (s->flags & (SEG_SYN | SEG_RST | SEG_ACK)) == SEG_ACK &&
	       (seq_lt(s->ack, iss) || !seq_near(s->ack, iss));
}

static void take_answer(struct connection *c, const struct segment *s,
                        struct sight *sight)
{
	struct opening *o = &c->opening;

	o->older_met = true;
	o->older_ack = s->ack;
	/* What has data or a FIN answers nothing: it is sent again. */
	if (s->len || (s->flags & SEG_FIN))
		return;
	sight->marks |= MARK_BIT(CHALLENGE_ACK);
	if (!o->older.packet)
		o->older = moment_of(s);
}

bool older_take(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight)
{
	struct opening *o = &c->opening;

	if (!still_opening(c))
		return false;
	if (dir != c->client) {
		if (!acknowledges_older(c, s))
			return false;
		take_answer(c, s, sight);
		return true;
	}
	/* <SEQ=SEG.ACK><CTL=RST>: of the older one, not of its own. */
	if (!(s->flags & SEG_RST) || !o->older_met || s->seq != o->older_ack)
		return false;
	if (!o->older_reset)
		o->older_reset = s->packet;
	return true;
}
