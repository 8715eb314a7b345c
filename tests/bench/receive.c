/* SPDX-License-Identifier: BSD-2-Clause
 *
 * receive: what a peer does with a packet that arrives, in the order of RFC
 * 9293 §3.10.7.4: its reset, its SYN, its acknowledgment, its data, its FIN.
 */
#include "config.h"

#include "conversation.h"

#include <string.h>

#define WINDOW_SCALE 7
#define DELAYED_ACK (40 * MILLISECOND)
#define ACK_EVERY 2 /* segments, RFC 9293 §3.8.6.3 */
#define DUPLICATES 3

static void take_window(struct peer *peer, const struct packet *packet)
{
	uint64_t window = packet->window;

	if (!(packet->flags & FLAG_SYN))
		window <<= WINDOW_SCALE;
	if (packet->flags & FLAG_ACK)
		peer->window = window;
}

/* RFC 7323 §4.3 */
static void take_timestamp(struct peer *peer, const struct packet *packet)
{
	if (packet->seq <= peer->rcv_nxt &&
	    (int32_t)(packet->tsval - peer->ts_recent) > 0)
		peer->ts_recent = packet->tsval;
}

/* --- acknowledgments --------------------------------------------------- */

static void grow(struct peer *peer, uint64_t acknowledged)
{
	uint64_t mss = peer->mss;

	if (peer->cwnd < peer->ssthresh)
		peer->cwnd += acknowledged < 2 * mss ? acknowledged : 2 * mss;
	else
		peer->cwnd += mss * mss / peer->cwnd + 1;
}

static void take_new_ack(struct conversation *c, enum side side, uint64_t ack)
{
	struct peer *peer = &c->peer[side];

	if (peer->recovery != RECOVERY_FAST)
		grow(peer, ack - peer->snd_una);
	peer->snd_una = ack;
	if (peer->snd_nxt < ack)
		peer->snd_nxt = ack;
	peer->duplicates = 0;
	peer->backoff = 0;
	peer->resend_at = 0;
	if (ack < peer->snd_max) {
		peer->resend_at = c->clock->now + send_timeout(c, side);
		send_arm(c, side, peer->resend_at);
	}
	if (peer->recovery != RECOVERY_NONE && ack >= peer->recover)
		peer->recovery = RECOVERY_NONE;
	else if (peer->recovery == RECOVERY_FAST)
		send_again(c, side); /* RFC 6582: the next hole */
}

static void take_duplicate_ack(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	uint64_t flight = peer->snd_max - peer->snd_una;

	if (peer->duplicates < DUPLICATES)
		peer->duplicates++;
	else
		return;
	if (peer->duplicates < DUPLICATES || peer->recovery != RECOVERY_NONE)
		return;
	peer->ssthresh = flight / 2 > 2 * (uint64_t)peer->mss
	                         ? flight / 2
	                         : 2 * (uint64_t)peer->mss;
	peer->cwnd = peer->ssthresh;
	peer->recovery = RECOVERY_FAST;
	peer->recover = peer->snd_max;
	send_again(c, side);
}

static void take_ack(struct conversation *c, enum side side,
                     const struct packet *packet)
{
	struct peer *peer = &c->peer[side];

	if (packet->ack > peer->snd_max)
		return;
	if (packet->ack > peer->snd_una)
		take_new_ack(c, side, packet->ack);
	else if (packet->ack == peer->snd_una && packet->len == 0 &&
	         packet->sacks > 0 && peer->snd_una < peer->snd_max)
		take_duplicate_ack(c, side);
}

/* --- data -------------------------------------------------------------- */

/* Keeps what arrived early, with whatever it touches. */
static void keep_range(struct peer *peer, struct range new)
{
	unsigned at = 0, last;

	while (at < peer->ranges && peer->range[at].end < new.begin)
		at++;
	last = at;
	while (last < peer->ranges && peer->range[last].begin <= new.end) {
		if (peer->range[last].begin < new.begin)
			new.begin = peer->range[last].begin;
		if (peer->range[last].end > new.end)
			new.end = peer->range[last].end;
		last++;
	}
	if (last == at && peer->ranges == RANGES)
		return;
	memmove(&peer->range[at + 1], &peer->range[last],
	        (peer->ranges - last) * sizeof(struct range));
	peer->ranges = (uint8_t)(peer->ranges + 1 - (last - at));
	peer->range[at] = new;
}

static void take_ranges(struct peer *peer)
{
	while (peer->ranges > 0 && peer->range[0].begin <= peer->rcv_nxt) {
		if (peer->range[0].end > peer->rcv_nxt)
			peer->rcv_nxt = peer->range[0].end;
		peer->ranges--;
		memmove(&peer->range[0], &peer->range[1],
		        peer->ranges * sizeof(struct range));
	}
}

static void acknowledge(struct conversation *c, enum side side, bool now)
{
	struct peer *peer = &c->peer[side];

	if (now || ++peer->unacknowledged >= ACK_EVERY) {
		send_ack(c, side);
		return;
	}
	if (!peer->acknowledge_at)
		peer->acknowledge_at = c->clock->now + DELAYED_ACK;
	send_arm(c, side, peer->acknowledge_at);
}

static void take_data(struct conversation *c, enum side side,
                      const struct packet *packet)
{
	struct peer *peer = &c->peer[side];
	struct range range = {packet->seq, packet_end(packet)};
	bool hole = peer->ranges > 0;

	if (packet->flags & FLAG_FIN)
		peer->fin = packet->seq + packet->len;
	if (range.end <= peer->rcv_nxt || range.begin > peer->rcv_nxt) {
		if (range.begin > peer->rcv_nxt)
			keep_range(peer, range);
		acknowledge(c, side, true);
		return;
	}
	peer->rcv_nxt = range.end;
	take_ranges(peer);
	if (peer->fin && peer->rcv_nxt > peer->fin && !peer->fin_taken) {
		peer->fin_taken = true;
		peer->unacknowledged = ACK_EVERY;
		application_ended(c, side);
		if (peer->unacknowledged)
			acknowledge(c, side, true);
	} else {
		acknowledge(c, side, hole);
	}
	application_read(c, side);
}

/* --- opening ----------------------------------------------------------- */

static void opened(struct conversation *c, enum side side)
{
	c->peer[side].state = PEER_OPEN;
	c->peer[side].backoff = 0;
	application_opened(c, side);
}

static void take_syn(struct conversation *c, enum side side,
                     const struct packet *packet)
{
	struct peer *peer = &c->peer[side];
	bool again = peer->rcv_nxt > 0;

	if (peer->state == PEER_OPEN) {
		send_ack(c, side); /* RFC 5961 §4 */
		return;
	}
	peer->ts_recent = packet->tsval;
	if (!again)
		peer->rcv_nxt = packet_end(packet);
	peer->window = packet->window;
	send_syn_ack(c, side);
	if (again || packet->len == 0)
		return;
	application_opened(c, side);
	application_read(c, side);
}

static void take_syn_ack(struct conversation *c, enum side side,
                         const struct packet *packet)
{
	struct peer *peer = &c->peer[side];

	if (peer->state != PEER_SYN_SENT) {
		if (peer->state == PEER_SYN_RECEIVED) {
			take_ack(c, side, packet);
			opened(c, side);
		} else {
			send_ack(c, side);
		}
		return;
	}
	peer->rcv_nxt = packet_end(packet);
	peer->ts_recent = packet->tsval;
	take_window(peer, packet);
	take_ack(c, side, packet);
	peer->unacknowledged = 1;
	peer->state = PEER_OPEN;
	if (c->plan.opening != OPEN_WITH_DATA)
		send_ack(c, side);
	opened(c, side);
	send_data(c, side);
}

static void take_closed(struct conversation *c, enum side side,
                        const struct packet *packet)
{
	if (packet->flags & FLAG_RST)
		return;
	if (c->peer[side].state == PEER_LISTEN &&
	    c->plan.fate != FATE_REFUSED &&
	    (packet->flags & (FLAG_SYN | FLAG_ACK)) == FLAG_SYN)
		take_syn(c, side, packet);
	else
		send_refusal(c, side, packet);
}

void receive_packet(struct conversation *c, enum side side,
                    const struct packet *packet)
{
	struct peer *peer = &c->peer[side];

	if (peer->state < PEER_SYN_SENT || peer->state == PEER_GONE) {
		take_closed(c, side, packet);
		return;
	}
	if (packet->flags & FLAG_RST) {
		peer->state = PEER_CLOSED;
		peer->resend_at = peer->acknowledge_at = 0;
		return;
	}
	if (packet->flags & FLAG_SYN) {
		if (packet->flags & FLAG_ACK)
			take_syn_ack(c, side, packet);
		else
			take_syn(c, side, packet);
		return;
	}
	if (peer->state == PEER_SYN_SENT)
		return;
	take_timestamp(peer, packet);
	take_window(peer, packet);
	take_ack(c, side, packet);
	if (peer->state == PEER_SYN_RECEIVED && peer->snd_una > 0) {
		peer->state = PEER_OPEN;
		if (c->plan.opening != OPEN_FAST)
			application_opened(c, side);
	}
	if (packet->len > 0 || (packet->flags & FLAG_FIN))
		take_data(c, side, packet);
	send_data(c, side);
}
