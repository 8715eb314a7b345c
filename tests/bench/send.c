/* SPDX-License-Identifier: BSD-2-Clause
 *
 * send: a peer's sending side.  Slow start and congestion avoidance (RFC
 * 5681), fast retransmit (RFC 6582), back to the first unacknowledged number
 * after a timeout (RFC 6298), no segment that the other's window forbids.
 */
#include "config.h"

#include "conversation.h"

#define NANOSECONDS_PER_BYTE 8 /* a link of 1 Gbit/s */
#define HEADERS 78             /* Ethernet to TCP options, about */
#define WINDOW_SCALE 7
#define SYN_TIMEOUT SECOND
#define TIMEOUT_MIN (200 * MILLISECOND)
#define SYN_TRIES 4
#define TRIES 8

/* What a segment says besides its numbers: acknowledgment, window, options. */
static void stamp(struct conversation *c, enum side side, struct packet *packet)
{
	struct peer *peer = &c->peer[side];
	uint64_t window = c->plan.receive_window;

	if (!(packet->flags & FLAG_SYN))
		window >>= WINDOW_SCALE;
	if (!(packet->flags & FLAG_RST))
		packet->window = (uint16_t)(window < 65535 ? window : 65535);
	packet->tsval = peer->clock_offset +
	                (uint32_t)(c->clock->now / MILLISECOND);
	if (packet->flags & FLAG_ACK) {
		packet->ack = peer->rcv_nxt;
		packet->tsecr = peer->ts_recent;
		peer->unacknowledged = 0;
		peer->acknowledge_at = 0;
	}
	if (!(packet->flags & FLAG_SYN) || !(packet->flags & FLAG_ACK))
		packet->id = peer->id++;
}

/* On its way: lost before the tap, or passing it, as a rule after all that was
 * sent before. */
static void dispatch(struct conversation *c, enum side side,
                     const struct packet *packet)
{
	struct peer *peer = &c->peer[side];
	uint64_t now = c->clock->now;
	uint64_t start = peer->line_free > now ? peer->line_free : now;
	uint64_t at;

	peer->line_free = start +
	                  (HEADERS + packet->len) * NANOSECONDS_PER_BYTE;
	at = peer->line_free + c->plan.delay[side];
	if (random_chance(&c->random, c->plan.loss / 2))
		return;
	if (random_chance(&c->random, c->plan.late)) {
		at += random_between(&c->random, 200 * MICROSECOND,
		                     4 * MILLISECOND);
	} else {
		if (at <= c->passed_at[side])
			at = c->passed_at[side] + 1;
		c->passed_at[side] = at;
	}
	conversation_plan(c, EVENT_PASS, side, at - now)->packet = *packet;
}

static void send_packet(struct conversation *c, enum side side,
                        struct packet packet)
{
	stamp(c, side, &packet);
	dispatch(c, side, &packet);
}

uint64_t send_timeout(const struct conversation *c, enum side side)
{
	uint64_t delay = c->plan.delay[CLIENT] + c->plan.delay[SERVER];
	const struct peer *peer = &c->peer[side];

	return (peer->snd_una == 0 ? SYN_TIMEOUT : TIMEOUT_MIN + 2 * delay)
	       << peer->backoff;
}

void send_arm(struct conversation *c, enum side side, uint64_t time)
{
	struct peer *peer = &c->peer[side];
	uint64_t now = c->clock->now;

	if (peer->timer_at > now && peer->timer_at <= time)
		return;
	peer->timer_at = time > now ? time : now + 1;
	conversation_plan(c, EVENT_TIMER, side, peer->timer_at - now);
}

static void await_ack(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	if (peer->resend_at || c->plan.fate == FATE_FORGED)
		return;
	peer->resend_at = c->clock->now + send_timeout(c, side);
	send_arm(c, side, peer->resend_at);
}

static void sent_up_to(struct peer *peer, uint64_t end)
{
	peer->snd_nxt = end;
	if (peer->snd_max < end)
		peer->snd_max = end;
}

void send_syn(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	struct packet packet = {.flags = FLAG_SYN};

	if (c->plan.opening == OPEN_FAST)
		packet.len = (uint32_t)c->plan.request;
	peer->state = PEER_SYN_SENT;
	send_packet(c, side, packet);
	sent_up_to(peer, packet_end(&packet));
	await_ack(c, side);
}

void send_syn_ack(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	peer->state = PEER_SYN_RECEIVED;
	send_packet(c, side, (struct packet){.flags = FLAG_SYN | FLAG_ACK});
	if (peer->snd_nxt == 0)
		sent_up_to(peer, 1);
	peer->resend_at = 0;
	await_ack(c, side);
}

void send_ack(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	struct packet packet = {.flags = FLAG_ACK, .seq = peer->snd_max};

	while (packet.sacks < SACK_BLOCKS && packet.sacks < peer->ranges) {
		packet.sack[packet.sacks] = peer->range[packet.sacks];
		packet.sacks++;
	}
	send_packet(c, side, packet);
}

void send_reset(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];

	send_packet(c, side,
	            (struct packet){.flags = FLAG_RST | FLAG_ACK,
	                            .seq = peer->snd_nxt});
	peer->state = PEER_GONE;
	peer->resend_at = peer->acknowledge_at = 0;
}

void send_refusal(struct conversation *c, enum side side,
                  const struct packet *packet)
{
	struct packet reset = {.flags = FLAG_RST, .seq = packet->ack};

	if (!(packet->flags & FLAG_ACK)) {
		reset.flags |= FLAG_ACK;
		reset.unnumbered = true;
		c->peer[side].rcv_nxt = packet_end(packet);
	}
	send_packet(c, side, reset);
}

static void send_segment(struct conversation *c, enum side side,
                         struct packet packet)
{
	struct peer *peer = &c->peer[side];

	packet.flags |= FLAG_ACK;
	if (packet.len > 0 && packet.seq + packet.len == peer->written)
		packet.flags |= FLAG_PSH;
	if (peer->closing && packet.seq + packet.len == peer->written)
		packet.flags |= FLAG_FIN;
	send_packet(c, side, packet);
	if (packet_end(&packet) > peer->snd_nxt)
		sent_up_to(peer, packet_end(&packet));
	await_ack(c, side);
}

void send_data(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	uint64_t room = peer->cwnd < peer->window ? peer->cwnd : peer->window;
	uint64_t limit = peer->snd_una + room;

	if (peer->state != PEER_OPEN && peer->state != PEER_SYN_RECEIVED)
		return;
	while (peer->snd_nxt < peer->written) {
		uint64_t len = peer->written - peer->snd_nxt;

		if (len > peer->mss)
			len = peer->mss;
		if (peer->snd_nxt + len > limit)
			return;
		send_segment(c, side,
		             (struct packet){.seq = peer->snd_nxt,
		                             .len = (uint32_t)len});
	}
	if (peer->closing && peer->snd_nxt == peer->written)
		send_segment(c, side, (struct packet){.seq = peer->snd_nxt});
}

void send_again(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	uint64_t sent = peer->snd_max < peer->written ? peer->snd_max
	                                              : peer->written;
	uint64_t len = sent - peer->snd_una;

	if (len > peer->mss)
		len = peer->mss;
	send_segment(
		c, side,
		(struct packet){.seq = peer->snd_una, .len = (uint32_t)len});
}

/* RFC 6298 §5.4 to 5.6, and slow start from one segment. */
static void time_out(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	unsigned tries = peer->snd_una == 0 ? SYN_TRIES : TRIES;

	peer->resend_at = 0;
	if (++peer->backoff > tries)
		return;
	if (peer->state == PEER_SYN_SENT) {
		send_syn(c, side);
	} else if (peer->state == PEER_SYN_RECEIVED) {
		send_syn_ack(c, side);
	} else {
		peer->ssthresh = (peer->snd_max - peer->snd_una) / 2;
		if (peer->ssthresh < 2 * (uint64_t)peer->mss)
			peer->ssthresh = 2 * (uint64_t)peer->mss;
		peer->cwnd = peer->mss;
		peer->recovery = RECOVERY_TIMEOUT;
		peer->recover = peer->snd_max;
		peer->snd_nxt = peer->snd_una;
		send_data(c, side);
	}
}

void send_timer(struct conversation *c, enum side side)
{
	struct peer *peer = &c->peer[side];
	uint64_t now = c->clock->now;

	peer->timer_at = 0;
	if (peer->state == PEER_GONE)
		return;
	if (peer->acknowledge_at && peer->acknowledge_at <= now)
		send_ack(c, side);
	if (peer->resend_at && peer->resend_at <= now)
		time_out(c, side);
	if (peer->acknowledge_at)
		send_arm(c, side, peer->acknowledge_at);
	if (peer->resend_at)
		send_arm(c, side, peer->resend_at);
}
