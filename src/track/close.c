/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The closing: FIN(M) →, ← ACK(M+1), ← FIN(N), ACK(N+1) →.
 *
 * M is the first FIN's own number, which is its segment's sequence number plus
 * its payload (RFC 9293 §3.4); the acknowledgment that passes it must be M+1.
 * An ACK of M itself, sent after the FIN, may have crossed it.  It is wrong
 * only if nothing else can have caused it: all before the FIN had been
 * acknowledged already, or the FIN's own segment brought what it acknowledges,
 * and it comes no sooner than that end has ever answered, nor echoes a timestamp
 * older than the FIN's; and if M+1 never follows, though the FIN would come again
 * if it was lost, since its sender has reset nothing.
 *
 * References: RFC 9293 §3.6 (figures 12 and 13), §3.6.1 (half-closed),
 * §3.10.4; RFC 1122 §4.2.2.13; RFC 1337 and RFC 6191 for TIME-WAIT.
 */
#include "config.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

static enum equation fin_equation(const struct connection *c, enum dir dir)
{
	return connection_fin_index(c, dir) == 0 ? EQUATION_M : EQUATION_N;
}

/* Its FIN is of this stream, not of the one that this one continues. */
static bool fin_is_here(const struct connection *c, enum dir dir)
{
	return connection_fin_index(c, dir) < c->closing.fins;
}

/* Data up to `end`, and the FIN has this number. */
static void find_beyond(struct connection *c, uint64_t packet, enum dir dir,
                        uint32_t fin, uint32_t end, uint32_t bytes)
{
	connection_find_numbers(c, RULE_DATA_AFTER_FIN, dir, packet, fin + 1,
	                        end)
		->amount = bytes;
}

static void first_fin(struct connection *c, const struct segment *s,
                      enum dir dir, struct sight *sight)
{
	struct closing *cl = &c->closing;
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	struct check *check;
	unsigned index = cl->fins;

	if (index == 0)
		cl->first = (uint8_t)dir;
	cl->fin[index] = moment_of(s);
	cl->fins++;
	check = &c->checks[index == 0 ? EQUATION_M : EQUATION_N];
	check->expected = s->seq + s->len + 1;
	check->expected_known = true;
	/* Could an ACK of M still be under way?  Not if the peer had said it
	 * already, or if this segment itself brings the last bytes. */
	cl->met[index] = (to->acked && to->max_ack == s->seq + s->len) ||
	                 (s->len && s->seq == from->snd_nxt);
	cl->fin_timed[index] = s->options.seen & OPT_TIMESTAMPS;
	cl->fin_tsval[index] = s->options.tsval;
	sight->label = index == 0 ? LABEL_FIN_M : LABEL_FIN_N;
	if (index == 0)
		return;
	cl->crossed = seq_le(s->ack, to->fin_seq) && !cl->short_ack[0];
	cl->fin_acks_fin = seq_gt(s->ack, to->fin_seq) &&
	                   c->checks[EQUATION_M].verdict == VERDICT_NOT_SEEN;
	if (cl->fin_acks_fin)
		sight->label = LABEL_FIN_N_ACK;
}

/* In CLOSING, BSD's FIN stands in the ACK of its peer's once more: both crossed,
 * and nothing was lost.  So long that may be; the handshake's round trip is not the
 * least. */
static bool acks_from_closing(const struct connection *c,
                              const struct segment *s, enum dir dir)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	int64_t round_trip = c->round_trip ? c->round_trip
	                                   : connection_round_trip(c);
	int64_t since = s->time -
	                c->closing.last_fin[connection_fin_index(c, dir)].time;

	return to->fin_seen && seq_gt(s->ack, to->fin_seq) &&
	       seq_le(from->max_ack, to->fin_seq) && since >= 0 &&
	       (since < round_trip || since < EVIDENCE_TIMER_MIN);
}

static void fin_again(struct connection *c, const struct segment *s,
                      enum dir dir)
{
	struct closing *cl = &c->closing;
	unsigned index = connection_fin_index(c, dir);

	if (acks_from_closing(c, s, dir))
		return;
	cl->fin_retransmissions[index]++;
	cl->fin_waited[index] |= s->time - cl->last_fin[index].time >=
	                         connection_round_trip(c);
	cl->last_fin[index] = moment_of(s);
	cl->fin_due[index] = true;
	if (index == 1)
		cl->reack = 0;
}

static void step_fin(struct connection *c, const struct segment *s,
                     enum dir dir, struct sight *sight)
{
	const struct half *from = &c->half[dir];
	struct closing *cl = &c->closing;
	uint32_t number = s->seq + s->len;
	unsigned index;

	if (!from->fin_seen ||
	    (!fin_is_here(c, dir) && number == from->fin_seq)) {
		first_fin(c, s, dir, sight);
		index = connection_fin_index(c, dir);
		cl->last_fin[index] = moment_of(s);
		cl->fin_due[index] = true;
		return;
	}
	index = connection_fin_index(c, dir);
	if (number != from->fin_seq) {
		connection_find_numbers(c, RULE_FIN_MOVED, dir, s->packet,
		                        from->fin_seq, number);
		return;
	}
	sight->label = index == 0 ? LABEL_FIN_M : LABEL_FIN_N;
	if (sight->marks & MARKS_RETRANSMITTED)
		fin_again(c, s, dir);
}

/* How soon this end can answer, as seen from here: what passes on the way there
 * comes back no sooner.  ns; 0 where it is not known. */
static int64_t soonest_answer(const struct connection *c, enum dir dir)
{
	const struct opening *o = &c->opening;
	int64_t least = c->half[dir].answer_least, third;

	if (dir != c->client || !o->syn_ack.packet || !o->ack.packet)
		return least;
	third = o->ack.time - o->syn_ack.time;
	return third > 0 && (!least || third < least) ? third : least;
}

/* May it have been made before the FIN arrived? */
static bool crossed_fin(const struct connection *c, const struct segment *s,
                        enum dir dir, unsigned index)
{
	const struct closing *cl = &c->closing;
	int64_t least = soonest_answer(c, dir);

	/* Late: it had acknowledged more, or made another since. */
	if (seq_gt(c->half[dir].max_ack, s->ack) ||
	    evidence_is_overtaken(&c->half[dir], s))
		return true;
	if ((s->options.seen & OPT_TIMESTAMPS) && cl->fin_timed[index] &&
	    seq_lt(s->options.tsecr, cl->fin_tsval[index]))
		return true;
	return least == 0 || s->time - cl->fin[index].time < least - least / 16;
}

/* ACK(M) where only M+1 can be meant; decided at the end. */
static void short_ack(struct connection *c, const struct segment *s,
                      enum dir dir, unsigned index, const struct sight *sight)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	if (!c->closing.met[index] || c->closing.short_ack[index] ||
	    s->ack != to->fin_seq || s->len ||
	    (s->flags & (SEG_SYN | SEG_FIN)) || (s->options.seen & OPT_SACK) ||
	    s->window != from->window || to->retransmitted_bytes ||
	    to->own_reset || (sight->marks & MARK_BIT(KEEP_ALIVE_ACK)) ||
	    crossed_fin(c, s, dir, index))
		return;
	c->closing.short_ack[index] = s->packet;
}

/* More than the FIN is acknowledged, and it may have been sent: before the capture
 * began, which has nothing but the FIN; or before the FIN, to which its sender
 * then gave a number that data had. */
static bool acks_other_data(struct connection *c, const struct segment *s,
                            enum dir closer)
{
	const struct half *to = &c->half[closer];
	uint32_t seen;

	if (seq_le(s->ack, to->fin_seq + 1))
		return false;
	if (!to->syn_seen && to->first_seq == to->fin_seq)
		return true;
	seen = to->snd_nxt - to->fin_seq -
	       evidence_unseen(to, to->fin_seq, to->snd_nxt);
	if (seq_gt(s->ack, to->snd_nxt) || seen <= 1)
		return false;
	/* Of what the stream before had, that one has told. */
	if (to->fin_packet >= c->first.packet &&
	    !connection_has(c, RULE_DATA_AFTER_FIN))
		find_beyond(c, to->fin_packet, closer, to->fin_seq, to->snd_nxt,
		            seen);
	return true;
}

/* A duplicate SACK (RFC 2883 §4) says what has come twice: its first block is below
 * the acknowledgment. */
static void note_dsack(struct connection *c, const struct segment *s,
                       enum dir closer)
{
	struct closing *cl = &c->closing;
	unsigned index = connection_fin_index(c, closer);
	uint32_t fin = c->half[closer].fin_seq;

	if (cl->fin_retransmissions[index] && !cl->had_fin[index] &&
	    (s->options.seen & OPT_SACK) && s->options.sack_count &&
	    seq_le(s->options.sack[0].right, s->ack) &&
	    s->options.sack[0].right == fin + 1)
		cl->had_fin[index] = s->packet;
}

static void step_ack(struct connection *c, const struct segment *s,
                     enum dir dir, struct sight *sight)
{
	const struct half *to = &c->half[dir_peer(dir)];
	enum dir closer = dir_peer(dir);
	struct closing *cl = &c->closing;
	unsigned index = connection_fin_index(c, closer);
	struct check *check = &c->checks[fin_equation(c, closer)];

	if (seq_le(s->ack, to->fin_seq)) {
		short_ack(c, s, dir, index, sight);
		return;
	}
	if (c->checks[EQUATION_K].verdict == VERDICT_FAIL &&
	    c->checks[EQUATION_K].packet == s->packet)
		return; /* one wrong number, one verdict */
	if (acks_other_data(c, s, closer))
		return;
	if (check->verdict == VERDICT_NOT_SEEN) {
		check->actual = s->ack;
		check->packet = s->packet;
		check->verdict = s->ack == check->expected ? VERDICT_PASS
		                                           : VERDICT_FAIL;
		sight->check = (uint8_t)(1 + fin_equation(c, closer));
		if (check->verdict == VERDICT_FAIL)
			connection_find_numbers(
				c, index == 0 ? RULE_M_PLUS_1 : RULE_N_PLUS_1,
				dir, s->packet, check->expected, s->ack);
	}
	if (s->ack != check->expected)
		return;
	if (!cl->ack[index].packet) {
		cl->ack[index] = moment_of(s);
		if (sight->label == LABEL_NONE)
			sight->label = index == 0 ? LABEL_ACK_M : LABEL_ACK_N;
	} else if (cl->fin_due[index] && sight->label == LABEL_NONE) {
		/* The FIN came again, and is acknowledged again. */
		sight->label = index == 0 ? LABEL_ACK_M : LABEL_ACK_N;
	}
	/* Nothing else makes who has closed acknowledge again. */
	if (!cl->fin_due[index] && !c->ended)
		return;
	if (index == 1 && cl->fin_due[1] && cl->last_ack[1].packet &&
	    !(s->flags & SEG_FIN) && c->half[dir].state == TCP_TIME_WAIT)
		cl->reack = s->packet;
	cl->last_ack[index] = moment_of(s);
	cl->fin_due[index] = false;
}

/* Numbers beyond its own FIN. */
static void step_beyond(struct connection *c, const struct segment *s,
                        enum dir dir)
{
	const struct half *from = &c->half[dir];
	uint32_t end = s->seq + s->len;

	if (s->len && seq_gt(end, from->fin_seq) &&
	    !((s->flags & SEG_FIN) && end == from->fin_seq) &&
	    !connection_has(c, RULE_DATA_AFTER_FIN) &&
	    !connection_has(c, RULE_FIN_MOVED))
		find_beyond(c, s->packet, dir, from->fin_seq, end,
		            seq_gt(s->seq, from->fin_seq)
		                    ? end - from->fin_seq - 1
		                    : end - from->fin_seq);
}

static void after_fin(struct closing *cl, const struct segment *s)
{
	if (!cl->bytes_after_fin)
		cl->first_after_fin = s->packet;
	cl->bytes_after_fin += s->len;
	cl->last_after_fin = s->time;
}

void close_step(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight)
{
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	struct closing *cl = &c->closing;

	if (s->flags & (SEG_RST | SEG_SYN))
		return;
	if ((s->flags & SEG_FIN) && (s->flags & SEG_ACK))
		step_fin(c, s, dir, sight);
	if (from->fin_seen)
		step_beyond(c, s, dir);
	if (!to->fin_seen || !fin_is_here(c, dir_peer(dir)) ||
	    !(s->flags & SEG_ACK))
		return;
	step_ack(c, s, dir, sight);
	note_dsack(c, s, dir_peer(dir));
	/* RFC 9293 §3.6: the other way may stay open. */
	if (s->len && dir != cl->first && seq_gt(s->ack, to->fin_seq) &&
	    !(sight->marks & (MARKS_RETRANSMITTED | MARK_BIT(KEEP_ALIVE))))
		after_fin(cl, s);
}

/* FIN(M) was answered with ACK(M), and M+1 never came. */
static void finish_short_ack(struct connection *c, unsigned index)
{
	struct closing *cl = &c->closing;
	struct check *check = &c->checks[index ? EQUATION_N : EQUATION_M];
	enum dir closer = index ? dir_peer(cl->first) : cl->first;

	if (!cl->short_ack[index] || check->verdict != VERDICT_NOT_SEEN)
		return;
	check->verdict = VERDICT_FAIL;
	check->packet = cl->short_ack[index];
	record_check(c, check->packet, index ? EQUATION_N : EQUATION_M);
	check->actual = check->expected - 1;
	connection_find_numbers(c, index ? RULE_N_PLUS_1 : RULE_M_PLUS_1,
	                        dir_peer(closer), check->packet,
	                        check->expected, check->actual);
}

static void finish_fins(struct connection *c, int64_t capture_end)
{
	struct closing *cl = &c->closing;
	struct finding *f;

	for (unsigned i = 0; i < cl->fins; i++) {
		enum dir closer = i ? dir_peer(cl->first) : cl->first;

		if (!cl->fin_retransmissions[i])
			continue;
		f = connection_find(c, RULE_FIN_RETRANSMITTED, closer,
		                    cl->last_fin[i].packet);
		f->amount = cl->fin_retransmissions[i];
		f->other = cl->fin[i].packet;
		f->duration = cl->last_fin[i].time - cl->fin[i].time;
	}
	if (cl->fins < 2 || !cl->fin_retransmissions[1])
		return;
	if (cl->reack)
		connection_find(c, RULE_TIME_WAIT_REACK, cl->first, cl->reack)
			->other = cl->last_fin[1].packet;
	else if (!connection_fin_acknowledged(c, 1) && !cl->reset.packet &&
	         c->checks[EQUATION_N].verdict != VERDICT_FAIL &&
	         cl->fin_waited[1] &&
	         (cl->fin_retransmissions[1] > 1 ||
	          capture_end - cl->last_fin[1].time >
	                  connection_under_way(c))) {
		f = connection_find(c, RULE_LAST_ACK_LOST, dir_peer(cl->first),
		                    cl->last_fin[1].packet);
		f->amount = cl->fin_retransmissions[1];
		f->other = cl->ack[1].packet;
	}
}

/* One side has closed; how long did the other take, or is it still at it? */
static void finish_waits(struct connection *c, int64_t capture_end)
{
	const struct closing *cl = &c->closing;
	bool open = cl->fins == 1 && !cl->reset.packet;
	int64_t until = cl->fins == 2 ? cl->fin[1].time : capture_end;
	struct finding *f;

	if (cl->fins == 0 || !cl->ack[0].packet)
		return;
	if (cl->bytes_after_fin) {
		f = connection_find(c, RULE_HALF_CLOSE, dir_peer(cl->first),
		                    cl->first_after_fin);
		f->amount = (int64_t)cl->bytes_after_fin;
		f->duration = cl->last_after_fin - cl->fin[0].time;
	}
	if (cl->reset.packet && cl->fins == 1)
		until = cl->reset.time;
	if (open && unseen_fin(c, dir_peer(cl->first)))
		return;
	if (!open && until - cl->ack[0].time <= CLOSE_WAIT_LINGERING)
		return;
	f = connection_find(c, RULE_CLOSE_WAIT_LINGERING, dir_peer(cl->first),
	                    cl->ack[0].packet);
	f->duration = until - cl->ack[0].time;
	f->amount = open;
	f->other = cl->fin[0].packet;
	if (c->half[cl->first].reset_sent)
		return; /* it waits for nothing any more */
	f = connection_find(c, RULE_FIN_WAIT_2_LINGERING, cl->first,
	                    cl->ack[0].packet);
	f->duration = until - cl->ack[0].time;
	f->amount = open;
}

void close_finish(struct connection *c, int64_t capture_end)
{
	finish_short_ack(c, 0);
	finish_short_ack(c, 1);
	finish_fins(c, capture_end);
	finish_waits(c, capture_end);
}
