/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The sender of a segment is known by it: what it has sent is a fact, and its
 * acknowledgment says what has reached it.  The receiver is assumed to get
 * what passes the capture point.  Its own next segment confirms that or takes
 * it back: an acknowledgment that stops short of the peer's FIN, its own
 * SYN,ACK or FIN sent again.
 *
 * A segment may have been under way already when another passed it in the
 * other direction.  So a FIN taken back less than a round trip after it passed
 * was merely not there yet, and is taken for arrived again with the next
 * segment that follows it; after that, it was lost, and has to come again.
 *
 * References: RFC 9293 §3.10.7; RFC 5961 §3 (reset), §4 (SYN).
 */
#include "config.h"

#include "track/endpoint.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/crossing.h"
#include "track/elsewhere.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/record.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

#define WINDOW_UNKNOWN 65535 /* bytes, where no segment told */

bool endpoint_acks_syn(const struct half *to, const struct segment *s)
{
	return (s->flags & SEG_ACK) && to->syn_seen &&
	       seq_gt(s->ack, to->iss) && seq_le(s->ack, to->snd_nxt);
}

/* An endpoint that sends was not closed when it sent: a reset that went to it
 * was under way, lost, or ignored; one that came from it was forged. */
static void revive(struct connection *c, enum dir dir)
{
	struct half *half = &c->half[dir];

	if ((!half->reset_taken && !half->reset_sent) ||
	    half->state != TCP_CLOSED)
		return;
	half->state = half->before_reset;
	crossing_withdraw(c, dir);
}

static void sent_syn(struct connection *c, const struct segment *s,
                     enum dir dir, uint32_t marks)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (from->open_proved)
		return; /* RFC 5961 §4: no state moves on a SYN in here */
	/* A mirror port may show the answer first. */
	if (!(marks & MARKS_RETRANSMITTED) && to->syn_seen && to->acked &&
	    to->max_ack == s->seq + segment_space(s))
		return;
	connection_event(c, dir, EVENT_SENT_SYN);
	connection_event(c, dir_peer(dir), EVENT_GOT_SYN);
}

static void sent_syn_ack(struct connection *c, const struct segment *s,
                         enum dir dir, uint32_t marks)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (!from->open_proved && (marks & MARKS_RETRANSMITTED))
		connection_event(c, dir, EVENT_REFUTED_ACK_OF_SYN);
	else if (!from->open_proved)
		connection_event(c, dir, EVENT_SENT_SYN_ACK);
	if (!to->syn_seen || endpoint_acks_syn(to, s))
		connection_event(c, dir_peer(dir), EVENT_GOT_SYN_ACK);
}

/* What the sender's acknowledgment says of the peer's FIN. */
static void peer_fin_by_ack(struct connection *c, const struct segment *s,
                            enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (!to->fin_seen || !(s->flags & SEG_ACK))
		return;
	if (seq_gt(s->ack, to->fin_seq)) {
		to->fin_arrived = true;
		/* And with it what came in it, or before it. */
		if (from->fin_ack_packet &&
		    from->fin_ack_packet <= to->fin_packet)
			connection_event(c, dir, EVENT_GOT_ACK_OF_FIN);
		connection_event(c, dir, EVENT_GOT_FIN);
		return;
	}
	/* It stops short, unless this is an old segment that comes late. */
	if (seq_gt(from->max_ack, to->fin_seq))
		return;
	to->fin_lost |= s->ack == to->fin_seq &&
	                s->time - to->fin_time > connection_under_way(c);
	if (!to->fin_arrived)
		return;
	to->fin_arrived = false;
	connection_event(c, dir, EVENT_REFUTED_FIN);
}

/* This comes sooner after its FIN's acknowledgment passed than its sender ever
 * answered, and acknowledges nothing that was sent behind that. */
static bool is_sooner_than_answers(const struct connection *c,
                                   const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir];
	unsigned index = connection_fin_index(c, dir);
	int64_t since = s->time - c->closing.ack[index].time;

	return seq_le(s->ack, from->fin_ack_seq) && since < from->answer_least;
}

/* Nor had what was sent before its FIN's acknowledgment come: it has all up to a
 * number below that, in order, and asks for nothing. */
static bool is_short_of_ack(const struct connection *c, const struct segment *s,
                            enum dir dir)
{
	const struct half *from = &c->half[dir];

	return s->ack == from->max_ack && seq_lt(s->ack, from->fin_ack_seq) &&
	       from->duplicate_acks == 0 &&
	       (!from->has_asked ||
	        (s->time - from->asked_time) / 2 > connection_round_trip(c));
}

/* What had not come when the sender made this: its FIN's acknowledgment, if
 * that came in the FIN it has not got, or if the timestamp it echoes is older
 * than the one that came with it, or by time, or by what it acknowledges.  (The
 * echo follows only segments in order, RFC 7323 §4.3: where it waits for earlier
 * ones it tells nothing.) */
static bool lacks_ack_of_fin(const struct connection *c,
                             const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	bool acks_fin = to->fin_seen && seq_gt(s->ack, to->fin_seq);

	if (to->fin_seen && !acks_fin && from->fin_ack_packet >= to->fin_packet)
		return true;
	if (acks_fin && from->fin_ack_packet <= to->fin_packet)
		return false;
	return ((s->options.seen & OPT_TIMESTAMPS) && from->fin_ack_timed &&
	        seq_ge(s->ack, from->fin_ack_seq) &&
	        seq_lt(s->options.tsecr, from->fin_ack_tsval)) ||
	       is_sooner_than_answers(c, s, dir) || is_short_of_ack(c, s, dir);
}

static void reconsider_ack_of_fin(struct connection *c, const struct segment *s,
                                  enum dir dir)
{
	const struct half *from = &c->half[dir];
	bool *late = &c->closing.ack_late[dir];

	if (!from->fin_seen || !from->fin_ack_packet)
		return;
	if (lacks_ack_of_fin(c, s, dir)) {
		connection_event(c, dir, EVENT_REFUTED_ACK_OF_FIN);
		*late = true;
	} else if (*late) {
		connection_event(c, dir, EVENT_GOT_ACK_OF_FIN);
		*late = false;
	}
}

/* The peer's FIN is acknowledged: with which packet, and made when. */
static void note_ack_of_fin(struct half *to, const struct segment *s)
{
	if (to->fin_ack_packet)
		return;
	to->fin_ack_packet = s->packet;
	to->fin_ack_timed = s->options.seen & OPT_TIMESTAMPS;
	to->fin_ack_tsval = s->options.tsval;
	to->fin_ack_seq = s->seq;
}

/* The capture has neither of its data nor what completed the handshake: so those are
 * not what was lost on the way, but what is not captured. */
static bool lacks_data(const struct connection *c, const struct half *from)
{
	return from->payload_bytes == 0 &&
	       (!c->opening.ack.packet || c->opening.odd_ack.packet);
}

/* What a segment tells its receiver. */
static void receive(struct connection *c, const struct segment *s, enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	enum dir peer = dir_peer(dir);

	/* A LISTEN here has sent a SYN,ACK that the capture lacks. */
	if ((endpoint_acks_syn(to, s) && to->state == TCP_SYN_RECEIVED) ||
	    to->state == TCP_LISTEN)
		connection_event(c, peer, EVENT_GOT_ACK_OF_SYN);
	if ((s->flags & SEG_ACK) && to->fin_seen && s->ack == to->fin_seq + 1) {
		note_ack_of_fin(to, s);
		if (!c->closing.ack_late[peer] || (s->flags & SEG_FIN))
			connection_event(c, peer, EVENT_GOT_ACK_OF_FIN);
	}
	if (s->flags & SEG_FIN)
		from->fin_lost = false;
	/* A FIN counts once everything before it is there (§3.10.7.4, eighth
	 * step); what fills the last hole brings it. */
	if (from->fin_seen && !from->fin_arrived && !from->fin_lost &&
	    (evidence_whole(from, from->fin_seq + 1) || lacks_data(c, from))) {
		from->fin_arrived = true;
		connection_event(c, peer, EVENT_GOT_FIN);
	}
}

/* RFC 7413 §4.2.2: data in the SYN may be answered before the third ACK; then
 * what a server sends does not prove that it came. */
static bool answers_fast_open(const struct connection *c, enum dir dir)
{
	const struct half *client = &c->half[c->client];

	return c->half[dir].state == TCP_SYN_RECEIVED && dir != c->client &&
	       c->opening.syn_bytes &&
	       c->checks[EQUATION_J].actual - client->iss > 1;
}

/* From SYN-RECEIVED, as its number is the SYN's own, and soon after a SYN that came
 * again; else it keeps the connection alive. */
static bool answers_syn_again(const struct connection *c,
                              const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir];

	return dir != c->client && from->syn_seen && s->seq == from->iss &&
	       s->len == 0 && !c->opening.ack.packet &&
	       s->time - c->opening.last_syn.time < ANSWER_DUE;
}

/* A FIN, seen for the first time.  If the peer's was acknowledged before by a
 * segment beyond this one's number, this is a second try, and the first was lost.
 * That had acknowledged the peer's FIN itself where this had to come again to be
 * acknowledged; else it went out before the peer's came (RFC 9293 §3.6, case 3). */
static void sent_first_fin(struct connection *c, const struct segment *s,
                           enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	bool crossed;

	from->fin_seen = true;
	from->fin_seq = s->seq + s->len;
	from->fin_time = s->time;
	from->fin_packet = s->packet;
	crossed = to->fin_ack_packet &&
	          seq_gt(to->fin_ack_seq, from->fin_seq) &&
	          !c->closing.fin_retransmissions[0];
	if (seq_le(to->max_ack, from->fin_seq))
		record_fin_was_sent(c, dir, from->fin_seq, crossed);
	if (crossed)
		connection_event(c, dir, EVENT_REFUTED_FIN);
	connection_event(c, dir, EVENT_SENT_FIN);
	if (crossed)
		connection_event(c, dir, EVENT_GOT_FIN);
}

static void sent_fin(struct connection *c, const struct segment *s,
                     enum dir dir, uint32_t marks)
{
	if (!c->half[dir].fin_seen) {
		sent_first_fin(c, s, dir);
		return;
	}
	if (marks & MARKS_RETRANSMITTED) {
		connection_event(c, dir, EVENT_REFUTED_ACK_OF_FIN);
		c->closing.ack_late[dir] = false;
	}
	connection_event(c, dir, EVENT_SENT_FIN);
}

static void sent_other(struct connection *c, const struct segment *s,
                       enum dir dir, uint32_t marks)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (!answers_fast_open(c, dir) && !answers_syn_again(c, s, dir)) {
		connection_event(c, dir, EVENT_SENT_ACK);
		from->open_proved = true;
	}
	peer_fin_by_ack(c, s, dir);
	reconsider_ack_of_fin(c, s, dir);
	if (s->len > 0 && !from->fin_seen)
		from->data_sent = true;
	if (from->data_sent && to->data_sent && !from->fin_seen &&
	    !to->fin_seen) {
		if (from->state == TCP_UNKNOWN)
			connection_event(c, dir, EVENT_PROVED_OPEN);
		if (to->state == TCP_UNKNOWN)
			connection_event(c, dir_peer(dir), EVENT_PROVED_OPEN);
	}
	if (s->flags & SEG_FIN)
		sent_fin(c, s, dir, marks);
	receive(c, s, dir);
}

/* <SEQ=SEG.ACK><CTL=RST> (§3.10.7.1), at once, from an end that has closed: what its
 * peer had sent before the FIN came has met no connection.  lwIP adds an ACK of it. */
static bool answers_after_close(const struct connection *c,
                                const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	return from->fin_seen &&
	       (!(s->flags & SEG_ACK) || s->ack == to->snd_nxt) &&
	       seq_le(s->seq, from->fin_seq) &&
	       seq_gt(s->seq, from->first_seq) && !elsewhere_made(from, s) &&
	       s->time - to->last_time <= connection_round_trip(c) + LATENESS;
}

/* Both of its numbers are beyond what was seen, and near: the capture lacks what
 * led there, both ways. */
static bool lacks_before(const struct half *from, const struct half *to,
                         const struct segment *s)
{
	return (s->flags & SEG_ACK) && seq_beyond(s->seq, from->snd_nxt) &&
	       seq_beyond(s->ack, to->snd_nxt);
}

enum reset_effect endpoint_reset_effect(const struct connection *c,
                                        const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t window = to->window;

	/* §3.10.7.3: in SYN-SENT the acknowledgment decides. */
	if (to->state == TCP_SYN_SENT)
		return endpoint_acks_syn(to, s) ? RESET_TAKEN : RESET_NO_ANSWER;
	if (!from->sent || !to->acked)
		return RESET_TAKEN; /* nothing to hold it against */
	/* RCV.NXT is what it has acknowledged, or all that was sent to it; a
	 * TCP's own reset carries one of the two (§3.10.7). */
	if (s->seq == to->max_ack || s->seq == from->snd_nxt)
		return RESET_TAKEN;
	if (lacks_before(from, to, s))
		return RESET_TAKEN;
	if (to->scale > 0 && !to->first_ack_due)
		window <<= to->scale;
	if (window > (UINT32_C(1) << 30))
		window = WINDOW_UNKNOWN;
	if (seq_ge(s->seq, to->max_ack) && seq_lt(s->seq, to->max_ack + window))
		return RESET_CHALLENGED;
	return answers_after_close(c, s, dir) ? RESET_LATE : RESET_DROPPED;
}

/* In SYN-SENT and SYN-RECEIVED an acknowledgment of something else is met by a
 * reset with its number, and the state stays (RFC 9293 §3.10.7.3, §3.10.7.4
 * fifth; figure 8). */
static bool rejects_ack(const struct half *from, const struct half *to,
                        const struct segment *s)
{
	return (from->state == TCP_SYN_SENT ||
	        from->state == TCP_SYN_RECEIVED) &&
	       to->acked && s->seq == to->last_ack && s->seq != from->snd_nxt;
}

/* In SYN-RECEIVED, but after a SYN of its own (figure 7). */
static bool opened_actively(const struct connection *c, enum dir dir)
{
	return c->half[dir].state == TCP_SYN_RECEIVED &&
	       (dir == c->client || c->opening.simultaneous);
}

void endpoint_take_reset(struct connection *c, enum dir dir)
{
	connection_event(c, dir,
	                 opened_actively(c, dir) ? EVENT_GOT_RST_ACTIVE
	                                         : EVENT_GOT_RST);
}

static void sent_reset(struct connection *c, const struct segment *s,
                       enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	enum reset_effect effect = endpoint_reset_effect(c, s, dir);

	if (effect == RESET_TAKEN) {
		/* An answer to an assumed TIME-WAIT or CLOSED leaves it so. */
		if (to->state != TCP_CLOSED) {
			to->before_reset = to->state;
			to->reset_taken = true;
		}
		endpoint_take_reset(c, dir_peer(dir));
	}
	/* A reset that its receiver would not take may well not be the
	 * sender's own: it proves nothing of it. */
	if (effect != RESET_TAKEN && effect != RESET_LATE &&
	    (tcp_state_synchronized(to->state) || to->state == TCP_SYN_SENT))
		return;
	if (rejects_ack(from, to, s))
		return;
	if (from->state != TCP_CLOSED)
		from->before_reset = from->state;
	connection_event(c, dir, EVENT_SENT_RST);
	from->reset_sent = true;
}

void endpoint_step(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t marks)
{
	/* SYN with RST is none of both: §3.10.7.2 drops it. */
	if ((s->flags & (SEG_SYN | SEG_RST)) == (SEG_SYN | SEG_RST))
		return;
	if (s->flags & SEG_RST) {
		sent_reset(c, s, dir);
		return;
	}
	/* §3.10.7.4, fifth: without ACK it is dropped, and who has a connection
	 * sends none. */
	if (!(s->flags & (SEG_SYN | SEG_ACK)))
		return;
	revive(c, dir);
	if (!(s->flags & SEG_SYN))
		sent_other(c, s, dir, marks);
	else if (s->flags & SEG_ACK)
		sent_syn_ack(c, s, dir, marks);
	else
		sent_syn(c, s, dir, marks);
}

bool endpoint_both_acked(const struct connection *c)
{
	const struct half *a = &c->half[0], *b = &c->half[1];

	return a->syn_seen && b->syn_seen && a->acked && b->acked &&
	       seq_gt(a->max_ack, b->iss) && seq_gt(b->max_ack, a->iss);
}
