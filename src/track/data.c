/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is wrong, or worth knowing, between the opening and the closing:
 * control bits, acknowledgments of what was never sent, windows, probes,
 * retransmissions.
 *
 * References: RFC 9293 §3.8.3 (retransmission), §3.8.4 (keep-alive), §3.8.6
 * (window), §3.10.7.4 (checks on a segment); RFC 6298.
 */
#include "config.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/predict.h"
#include "track/rules.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

/* ns: of a timestamp's clock, and how far such a clock may run ahead. */
#define TICK INT64_C(1000000)
#define TICK_LATE (1000 * TICK)

#define SILENCE INT64_C(1000000000) /* ns; who had an answer has given it */

static void once(struct connection *c, enum rule rule, enum dir dir,
                 const struct segment *s)
{
	if (!connection_has(c, rule))
		connection_find(c, rule, dir, s->packet)->amount = s->flags;
}

/* Combinations that no TCP sends (RFC 9293 §3.10.7; scanners do). */
static void step_flags(struct connection *c, const struct segment *s,
                       enum dir dir)
{
	unsigned flags = s->flags & (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK |
	                             SEG_PSH | SEG_URG);

	if (((flags & SEG_SYN) && (flags & (SEG_FIN | SEG_RST))) ||
	    flags == 0 || (flags & (SEG_FIN | SEG_ACK)) == SEG_FIN)
		once(c, RULE_ILLEGAL_FLAGS, dir, s);
	else if (!(flags & (SEG_ACK | SEG_RST | SEG_SYN)))
		once(c, RULE_ACK_MISSING, dir, s);
}

/* A check has failed here, or on this very number before. */
static bool failed_here(const struct connection *c, const struct segment *s)
{
	for (unsigned i = 0; i < EQUATION_COUNT; i++)
		if (c->checks[i].verdict == VERDICT_FAIL &&
		    (c->checks[i].packet == s->packet ||
		     c->checks[i].actual == s->ack))
			return true;
	return false;
}

static void gap(struct connection *c, enum dir dir, uint64_t packet)
{
	if (!c->gaps[dir]++)
		c->first_gap[dir] = packet;
}

static void accuse(struct connection *c, enum dir dir)
{
	struct unsettled *u = &c->unsent[dir];

	/* What it acknowledged may just stand elsewhere. */
	if (!c->disordered)
		connection_find_numbers(c, RULE_ACK_OF_UNSENT, dir, u->packet,
		                        u->limit, u->found);
	u->packet = 0;
}

/* Its peer goes on below what was acknowledged: has it not come further?  A
 * bare ACK carries SND.NXT (RFC 9293 §3.4), unless it is a keep-alive, one less
 * (§3.8.4): nobody can tell where the byte before is not here.  Data may come
 * again here that the capture missed, or late, if it ends where the
 * acknowledgment does, or if the capture began after the connection. */
static bool came_no_further(const struct half *from, const struct segment *s,
                            const struct unsettled *u)
{
	if (s->seq != u->limit)
		return false;
	if (segment_space(s) == 0)
		return u->found != u->limit + 1 ||
		       (from->syn_seen &&
		        evidence_unseen(from, u->limit - 1, u->limit) == 0);
	return from->syn_seen && s->seq + segment_space(s) != u->found;
}

/* A reset's number is SND.NXT, too, or an acknowledgment's that it answers
 * (RFC 9293 §3.5.2): then it tells nothing, but before the connection is open,
 * when nothing else is answered so (§3.10.7.4). */
static void settle_by_reset(struct connection *c, const struct segment *s,
                            enum dir dir)
{
	struct unsettled *u = &c->unsent[dir_peer(dir)];

	if (s->seq == u->limit ||
	    (s->seq == u->found && !(s->flags & SEG_ACK) && !u->doubtful &&
	     !c->half[dir].open_proved)) {
		accuse(c, dir_peer(dir));
	} else if (seq_ge(s->seq, u->found)) {
		gap(c, dir, u->packet);
		u->packet = 0;
	}
}

/* This side's segment settles what the other acknowledged beyond it: its own
 * number says how far it has really come. */
static void settle_unsent(struct connection *c, const struct segment *s,
                          enum dir dir)
{
	struct unsettled *u = &c->unsent[dir_peer(dir)];

	if (!u->packet)
		return;
	if (s->flags & SEG_RST) {
		settle_by_reset(c, s, dir);
	} else if (seq_ge(s->seq, u->found)) {
		gap(c, dir, u->packet);
		c->half[dir].gap_told = true;
		u->packet = 0;
	} else if (came_no_further(&c->half[dir], s, u)) {
		/* Which may be late, so that a hole shows with what follows. */
		if (segment_space(s))
			accuse(c, dir_peer(dir));
		else
			u->denied = true;
	}
}

/* It echoes a timestamp that the capture has not seen its peer send, so the peer
 * has sent more than that (RFC 7323 §3.2).  Clocks tick each millisecond, or
 * slower (§5.4): what is further ahead is no time of its peer's. */
static bool echoes_unseen(const struct connection *c, const struct segment *s,
                          enum dir dir)
{
	const struct half *peer = &c->half[dir_peer(dir)];
	int64_t ticks = seq_diff(s->options.tsecr, peer->making.tsval);

	return (s->options.seen & OPT_TIMESTAMPS) && (s->flags & SEG_ACK) &&
	       peer->making.ts_seen && ticks > 0 &&
	       ticks * TICK <= s->time - peer->last_time + TICK_LATE;
}

/* One byte more, though it had no room: what a probe of its window had brought, here
 * or in what the capture lacks. */
static bool acks_probe(const struct half *from, const struct half *to,
                       const struct segment *s)
{
	return half_probed(to, s->ack) ||
	       (from->window == 0 && s->ack == to->snd_nxt + 1);
}

/* Beyond all that its peer was seen to send, and that is news. */
static bool acks_unsent(const struct connection *c, const struct segment *s,
                        enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	return (s->flags & (SEG_ACK | SEG_RST | SEG_SYN)) == SEG_ACK &&
	       to->sent && seq_gt(s->ack, to->snd_nxt) && !failed_here(c, s) &&
	       !c->unsent[dir].packet && !acks_probe(from, to, s);
}

static void step_ack(struct connection *c, const struct segment *s,
                     enum dir dir)
{
	struct half *to = &c->half[dir_peer(dir)];
	unsigned holes;

	settle_unsent(c, s, dir);
	if ((s->flags & SEG_ACK) && !(s->flags & SEG_RST)) {
		holes = evidence_acknowledged(to, s->ack);
		/* A hole that showed before it was acknowledged; the other
		 * way round settle_unsent() has told it. */
		if (holes && to->gap_told)
			holes--;
		for (; holes; holes--)
			gap(c, dir_peer(dir), s->packet);
		to->gap_told = false;
	}
	if (acks_unsent(c, s, dir))
		c->unsent[dir] = (struct unsettled){
			.packet = s->packet,
			.time = s->time,
			.found = s->ack,
			.limit = to->snd_nxt,
		};
	if (c->unsent[dir].packet && echoes_unseen(c, s, dir))
		c->unsent[dir].doubtful = true;
}

/* The right edge of the window it advertises; false where it cannot be known. */
static bool right_edge(const struct half *from, const struct half *to,
                       const struct segment *s, uint32_t *edge)
{
	unsigned shift = 0;

	if (!(s->flags & SEG_ACK) || (s->flags & SEG_RST) ||
	    !predict_edge_known(from->scale, to->options_seen))
		return false;
	if (from->scale > 0 && !(s->flags & SEG_SYN))
		shift = (unsigned)from->scale;
	*edge = s->ack + ((uint32_t)s->window << shift);
	return true;
}

/* It was made before what has passed already, and tells of the past: by its clock or
 * its IP ID, or as a bare ACK carries SND.NXT (RFC 9293 §3.4). */
static bool was_overtaken(const struct half *from, const struct segment *s)
{
	const struct making *m = &from->making;

	return evidence_order(from, s, m->ts_seen, m->tsval, m->ip_id) < 0 ||
	       (segment_space(s) == 0 && seq_lt(s->seq, from->snd_nxt));
}

static void step_window(struct connection *c, const struct segment *s,
                        enum dir dir, struct sight *sight)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t end = s->seq + s->len, edge;
	uint32_t grain = from->scale > 0 ? UINT32_C(1) << from->scale : 1;

	if (s->len > 1 && to->edge_known && !(s->flags & (SEG_RST | SEG_SYN)) &&
	    seq_gt(end, to->right_edge) && !c->exceeded[dir].packet) {
		c->exceeded[dir] =
			(struct exceeded){s->packet, end, to->right_edge};
		sight->pin = true;
	}
	if (!right_edge(from, to, s, &edge))
		return;
	if (!from->edge_known) {
		from->edge_known = true;
		from->right_edge = edge;
	} else if (seq_gt(edge, from->right_edge)) {
		from->right_edge = edge;
	} else if (!(s->flags & SEG_SYN) && seq_ge(s->ack, from->max_ack) &&
	           from->right_edge - edge >= grain && !from->fin_seen &&
	           !to->fin_seen && !was_overtaken(from, s) &&
	           !connection_has(c, RULE_WINDOW_SHRUNK)) {
		connection_find_numbers(c, RULE_WINDOW_SHRUNK, dir, s->packet,
		                        from->right_edge, edge);
	}
}

/* Its window is shut no longer, or the capture ends: clocks may run backwards. */
static void end_stall(struct connection *c, enum dir dir, int64_t time)
{
	if (time > c->stall[dir].time)
		c->stall_time[dir] += (uint64_t)(time - c->stall[dir].time);
	c->stall[dir].packet = 0;
}

/* How long its window stands shut, to a peer that may have more to send: Windows
 * acknowledges from TIME-WAIT with a window of 0. */
static void step_stall(struct connection *c, const struct segment *s,
                       enum dir dir, struct sight *sight)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	struct moment *since = &c->stall[dir];
	bool was_open = from->window != 0;

	if (s->flags & (SEG_RST | SEG_SYN))
		return;
	/* Where it was never open, its peer's probe shows that it matters. */
	if (s->window == 0 && !since->packet && !to->fin_seen &&
	    (was_open || (to->last_marks & MARKS_ANSWERED))) {
		*since = (struct moment){s->packet, s->time};
		c->stalls[dir]++;
		if (!c->first_stall[dir])
			c->first_stall[dir] = s->packet;
	} else if (s->window != 0 && since->packet) {
		end_stall(c, dir, s->time);
		sight->pin = true;
	}
}

static void step_probes(struct connection *c, const struct segment *s,
                        enum dir dir, const struct sight *sight)
{
	const struct half *to = &c->half[dir_peer(dir)];

	if (!(s->flags & SEG_RST))
		c->probes[dir_peer(dir)] = 0;
	/* A byte that is not acknowledged yet is sent again, and no probe; nor is
	 * an ACK that its sender's FIN has overtaken. */
	if (!(sight->marks & MARK_BIT(KEEP_ALIVE)) ||
	    (to->acked && seq_ge(s->seq, to->max_ack)) ||
	    seq_lt(s->ack, c->half[dir].max_ack) ||
	    evidence_is_overtaken(&c->half[dir], s))
		return;
	if (!c->probes[dir]++)
		c->probe[dir] = (struct moment){s->packet, s->time};
}

/* Payload that is sent again. */
static void step_again(struct half *from, const struct segment *s)
{
	int64_t since = evidence_first_sent(from, s);

	if (!from->first_repeat)
		from->first_repeat = s->packet;
	from->wait_unknown |= !since;
	/* It may have come with the FIN, or before it. */
	if (!since && (s->flags & SEG_FIN) && from->fin_seen)
		since = from->fin_time;
	if (since && s->time - since > from->longest_wait)
		from->longest_wait = s->time - since;
}

void data_step(struct connection *c, const struct segment *s, enum dir dir,
               struct sight *sight)
{
	step_flags(c, s, dir);
	step_ack(c, s, dir);
	step_window(c, s, dir, sight);
	step_stall(c, s, dir, sight);
	step_probes(c, s, dir, sight);
	if ((sight->marks & MARKS_RETRANSMITTED) && s->len &&
	    !(s->flags & SEG_SYN))
		step_again(&c->half[dir], s);
}

static void finish_half(struct connection *c, enum dir dir)
{
	const struct half *half = &c->half[dir];
	struct finding *f;

	if (half->first_repeat) {
		f = connection_find(c, RULE_RETRANSMISSIONS, dir,
		                    half->first_repeat);
		f->amount = half->retransmissions - c->bare_again[dir];
		f->duration = half->longest_wait;
		if (half->retransmitted_bytes * 100 > half->payload_bytes)
			f->severity = SEVERITY_WARNING;
	}
	if (c->stall[dir].packet)
		end_stall(c, dir, c->last.time);
	if (c->stall_time[dir]) {
		f = connection_find(c, RULE_ZERO_WINDOW_STALL, dir,
		                    c->first_stall[dir]);
		f->amount = c->stalls[dir];
		f->duration = (int64_t)c->stall_time[dir];
	}
	if (c->probes[dir] >= PROBES_UNANSWERED) {
		f = connection_find(c, RULE_KEEP_ALIVE_UNANSWERED, dir,
		                    c->probe[dir].packet);
		f->amount = c->probes[dir];
		f->duration = c->last.time - c->probe[dir].time;
		if (c->closing.reset.packet && c->closing.reset_by == dir)
			f->other = c->closing.reset.packet;
	}
	if (c->gaps[dir]) {
		f = connection_find(c, RULE_CAPTURE_GAP, dir,
		                    c->first_gap[dir]);
		f->amount = c->gaps[dir];
	}
	if (c->ahead[dir].count) {
		f = connection_find(c, RULE_CAPTURE_ORDER, dir,
		                    c->ahead[dir].first);
		f->amount = c->ahead[dir].count;
		f->duration = c->ahead[dir].most;
	}
}

/* A counter of its connection alone has risen by more than the capture has. */
static bool lacks_ids(const struct making *m)
{
	return m->id_seen && !m->id_shared && !making_row_whole(m, 64);
}

/* No segment is missing, as far as the capture can tell.  Data that came without
 * the bare ACK which a TCP sends before it (RFC 9293 §3.10.7.3) makes one doubt. */
static bool capture_whole(const struct connection *c)
{
	const struct opening *o = &c->opening;

	if (o->ack_carries_data && o->syn_acks && !o->syn_bytes)
		return false;
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++)
		if (lacks_ids(&c->half[dir].making))
			return false;
	return !c->gaps[0] && !c->gaps[1] &&
	       evidence_whole(&c->half[0], c->half[0].snd_nxt) &&
	       evidence_whole(&c->half[1], c->half[1].snd_nxt);
}

/* Beyond the window that was seen, unless the capture may lack the segment
 * that moved its edge. */
static void finish_exceeded(struct connection *c, enum dir dir)
{
	const struct exceeded *e = &c->exceeded[dir];

	if (e->packet && capture_whole(c))
		connection_find_numbers(c, RULE_WINDOW_EXCEEDED, dir, e->packet,
		                        e->limit, e->found);
}

/* Its peer told no more, and there was time for it.  A TCP that has not sent so much
 * answers at once, with its SND.NXT (RFC 9293 §3.10.7.4); so where the capture ends
 * with this, has lost other segments, or began too late, it lacks these.  Behind a FIN
 * there is nothing. */
static bool is_told_all(const struct connection *c, enum dir dir,
                        int64_t capture_end)
{
	const struct half *to = &c->half[dir_peer(dir)];
	const struct unsettled *u = &c->unsent[dir];

	if (u->denied)
		return true;
	if (!to->syn_seen || (!to->fin_seen && u->found == u->limit + 1))
		return false;
	return (to->fin_seen && u->limit == to->fin_seq + 1) ||
	       (to->open_proved && !u->doubtful && capture_whole(c) &&
	        capture_end - u->time > connection_under_way(c) + SILENCE);
}

static void finish_unsent(struct connection *c, enum dir dir,
                          int64_t capture_end)
{
	const struct half *to = &c->half[dir_peer(dir)];
	const struct unsettled *u = &c->unsent[dir];

	if (!u->packet)
		return;
	if (is_told_all(c, dir, capture_end))
		accuse(c, dir);
	else if (to->syn_seen || u->found != u->limit + 1)
		gap(c, dir_peer(dir), u->packet);
}

void data_finish(struct connection *c, int64_t capture_end)
{
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++)
		finish_unsent(c, dir, capture_end);
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++) {
		/* One way only is in the capture. */
		if (unseen_peer(c, dir))
			gap(c, dir_peer(dir),
			    c->opening.ack.packet ? c->opening.ack.packet
			                          : c->first.packet);
		finish_exceeded(c, dir);
	}
	for (enum dir dir = DIR_0; dir < DIR_COUNT; dir++)
		finish_half(c, dir);
	if (c->copies)
		connection_find(c, RULE_DUPLICATE_CAPTURE, DIR_0, c->first_copy)
			->amount = c->copies;
}
