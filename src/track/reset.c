/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Resets: the one that ends a connection, and those that do not.
 *
 * A reset is taken at RCV.NXT; elsewhere in the window it is met by a
 * challenge ACK, outside it is dropped (RFC 5961 §3.2).  Whoever reset has
 * forgotten the connection, so nothing but resets can follow from that side.
 *
 * References: RFC 9293 §3.5.2, §3.5.3; RFC 5961 §3; RFC 1337 (TIME-WAIT
 * assassination); RFC 1122 §4.2.2.13 (a reset where data was left unread).
 */
#include "config.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/elsewhere.h"
#include "track/endpoint.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

#define RESETS_TOLD 8 /* ignored ones that get a finding of their own */

static void ignored(struct connection *c, const struct segment *s, enum dir dir,
                    enum reset_effect effect)
{
	struct finding *f;

	f = connection_find_numbers(c, RULE_RESET_IGNORED, dir, s->packet,
	                            c->half[dir_peer(dir)].max_ack, s->seq);
	f->amount = effect;
	if (effect == RESET_LATE)
		f->severity = SEVERITY_NOTE;
	if (effect == RESET_NO_ANSWER && c->earlier.iss_known &&
	    s->ack == c->earlier.iss + 1)
		f->other = c->earlier.packet;
}

static void refuse(struct opening *o, const struct moment *reset)
{
	o->refused = *reset;
	if (o->last_syn.packet)
		o->refused_after = reset->time - o->last_syn.time;
}

/* Bytes that its peer has sent, as far as seen, and it leaves unacknowledged. */
static uint32_t left_unacknowledged(const struct half *from,
                                    const struct half *to,
                                    const struct segment *s)
{
	uint32_t end = to->fin_seen ? to->fin_seq : to->snd_nxt;
	uint32_t ack = from->max_ack;

	if (!to->sent)
		return 0;
	if ((s->flags & SEG_ACK) && (!from->acked || seq_gt(s->ack, ack)))
		ack = s->ack;
	else if (!from->acked)
		return 0;
	return seq_gt(end, ack) ? end - ack : 0;
}

/* Its first reset, or the one that counted, for what comes behind it. */
static void note_own(struct half *from, const struct segment *s)
{
	from->own_reset = s->packet;
	from->own_reset_time = s->time;
	from->own_reset_timed = s->options.seen & OPT_TIMESTAMPS;
	from->own_reset_tsval = s->options.tsval;
	from->own_reset_id = s->has_ip_id ? s->ip_id : 0;
	from->own_reset_ttl = s->ttl;
}

/* Somebody else made the reset that counts, by the routers it came by. */
static void note_forged(struct closing *cl, unsigned reset, unsigned usual)
{
	cl->reset_forged = true;
	cl->reset_hops = (uint8_t)reset;
	cl->usual_hops = (uint8_t)usual;
}

static bool is_beyond(const struct half *half, uint32_t number)
{
	return half->syn_seen && seq_beyond(number, half->snd_nxt);
}

/* Of either end: so more was sent than the capture has, and the connection was
 * open.  What answers an acknowledgment bears its number (RFC 9293 §3.5.2). */
static bool shows_more(const struct half *from, const struct half *to,
                       const struct segment *s)
{
	return (is_beyond(from, s->seq) &&
	        !(to->acked && s->seq == to->last_ack)) ||
	       ((s->flags & SEG_ACK) && is_beyond(to, s->ack));
}

static void step_reset(struct connection *c, const struct segment *s,
                       enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	enum reset_effect effect = endpoint_reset_effect(c, s, dir);
	struct closing *cl = &c->closing;

	if (effect != RESET_TAKEN) {
		/* A closed end answers whatever comes with a reset; only one
		 * that meets a live connection is worth a word. */
		if ((tcp_state_synchronized(to->state) ||
		     to->state == TCP_SYN_SENT) &&
		    !c->half[dir].reset_sent &&
		    c->resets_ignored++ < RESETS_TOLD)
			ignored(c, s, dir, effect);
		c->half[dir_peer(dir)].challenged = effect == RESET_CHALLENGED;
		return;
	}
	if (to->state == TCP_TIME_WAIT && cl->ack[0].packet &&
	    cl->ack[1].packet &&
	    !connection_has(c, RULE_TIME_WAIT_ASSASSINATED))
		connection_find(c, RULE_TIME_WAIT_ASSASSINATED, dir, s->packet);
	if (cl->reset.packet)
		return;
	cl->reset = (struct moment){s->packet, s->time};
	note_own(&c->half[dir], s);
	if (dir != c->client && !c->opening.syn_ack.packet)
		refuse(&c->opening, &cl->reset);
	cl->reset_by = (uint8_t)dir;
	cl->reset_beyond = shows_more(from, to, s);
	if (cl->reset_beyond)
		connection_event(c, dir_peer(c->client), EVENT_GOT_ACK_OF_SYN);
	cl->reset_state = to->sent ? to->state : TCP_UNKNOWN;
	if (from->sent && elsewhere_made(from, s))
		note_forged(cl, trail_hops(s->ttl), from->making.hops);
	cl->reset_unacked = left_unacknowledged(from, to, s);
	cl->reset_bare =
		!(s->flags & SEG_ACK) && to->acked && s->seq == to->last_ack &&
		to->last_time >= from->last_time &&
		s->time - to->last_time <= connection_round_trip(c) + LATENESS;
}

/* Was this made after the sender's own reset, or only overtaken by it?  Made
 * before it is what has an older timestamp or IP ID, or an acknowledgment that
 * had been passed already, since none goes back (RFC 9293 §3.10.7.4).  Where
 * nothing tells, it may have been on the way for half a round trip longer. */
static bool goes_on_after_reset(const struct connection *c,
                                const struct half *from,
                                const struct segment *s)
{
	int64_t round_trip = connection_round_trip(c);
	int64_t under_way = round_trip ? round_trip / 2 : LATENESS;
	int order = evidence_order_to_reset(from, s);

	if (order)
		return order > 0;
	return !(from->acked && seq_lt(s->ack, from->max_ack)) &&
	       !evidence_seen(from, s) &&
	       s->time - from->own_reset_time > under_way;
}

/* Whoever goes on has not forgotten; and what has come by another number of
 * routers was made elsewhere. */
static void tell_after_reset(struct connection *c, const struct half *from,
                             const struct segment *s, enum dir dir)
{
	struct finding *f =
		connection_find(c, RULE_SEGMENT_AFTER_RESET, dir, s->packet);

	f->other = from->own_reset;
	if (!trail_hops_differ(trail_hops(from->own_reset_ttl),
	                       trail_hops(s->ttl)))
		return;
	f->amount = from->own_reset_ttl;
	f->duration = s->ttl;
	if (c->closing.reset.packet == from->own_reset)
		note_forged(&c->closing, trail_hops(from->own_reset_ttl),
		            trail_hops(s->ttl));
}

void reset_step(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight)
{
	struct half *from = &c->half[dir];
	struct closing *cl = &c->closing;

	if ((s->flags & (SEG_SYN | SEG_RST)) == (SEG_SYN | SEG_RST))
		return;
	if (s->flags & SEG_RST) {
		if (!from->own_reset)
			note_own(from, s);
		step_reset(c, s, dir);
		return;
	}
	if (from->reset_sent && !(s->flags & SEG_SYN) &&
	    !(sight->marks & MARK_BIT(OUT_OF_ORDER)) &&
	    !connection_has(c, RULE_SEGMENT_AFTER_RESET) &&
	    goes_on_after_reset(c, from, s))
		tell_after_reset(c, from, s, dir);
	/* RFC 5961 §3.2, §4.2: what must come back. */
	if (from->challenged && s->len == 0 &&
	    (s->flags & (SEG_SYN | SEG_FIN | SEG_ACK)) == SEG_ACK) {
		sight->marks |= MARK_BIT(CHALLENGE_ACK);
		sight->pin = true;
	}
	from->challenged = false;
	/* It goes on though it was reset, with all that came before the reset, and
	 * for longer than what was under way can explain: the reset was lost or
	 * ignored. */
	if (cl->reset.packet && cl->reset_by != dir && !cl->reset_after_rtt &&
	    seq_ge(s->ack, c->half[cl->reset_by].snd_nxt) &&
	    s->time - cl->reset.time > connection_round_trip(c) + LATENESS)
		cl->reset_after_rtt = s->packet;
}

/* Both ends had closed: a reset then is no end of the connection. */
static bool closed_before(const struct connection *c)
{
	const struct closing *cl = &c->closing;

	return cl->ack[0].packet && cl->ack[1].packet;
}

/* After unanswered keep-alives (RFC 9293 §3.8.4): data.c has the word. */
static bool gave_up(const struct connection *c)
{
	return c->probes[c->closing.reset_by] >= PROBES_UNANSWERED;
}

void reset_finish(struct connection *c)
{
	struct closing *cl = &c->closing;
	const struct half *from = &c->half[cl->reset_by];
	const struct half *to = &c->half[dir_peer(cl->reset_by)];
	struct finding *f;

	if (!cl->reset.packet || closed_before(c))
		return;
	if (c->opening.syn.packet && connection_reset_unopened(c))
		return; /* handshake.c has the word: refused, aborted */
	if (!from->open_proved && !to->open_proved && !cl->reset_beyond)
		return; /* the answer to a scan: there was no connection */
	f = connection_find(c, RULE_RESET, cl->reset_by, cl->reset.packet);
	f->amount = cl->reset_state;
	f->other = cl->reset_after_rtt;
	if (from->fin_seen || !to->sent || gave_up(c) || cl->reset_forged)
		return;
	f = connection_find(c, RULE_RESET_INSTEAD_OF_CLOSE, cl->reset_by,
	                    cl->reset.packet);
	f->amount = cl->reset_unacked;
}
