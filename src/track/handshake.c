/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The opening: SYN(J) →, ← SYN(K),ACK(J+1), ACK(K+1) →.
 *
 * A SYN counts one, so the numbers that come back are J+1 and K+1 (RFC 9293
 * §3.4).  Data in the SYN may be acknowledged with it: J+1+n (RFC 7413 §3).
 * A SYN,ACK that fails is not called wrong at once: it may answer an old
 * duplicate of a SYN, and the client then resets it and gets the right one
 * (figure 8), which is what the third step is for.
 *
 * References: RFC 9293 §3.4, §3.5 (figures 6 to 8), §3.10.7.3; RFC 7413;
 * RFC 5961 §4 (SYN on an open connection).
 */
#include "config.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/endpoint.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/outcome.h"
#include "track/rival.h"
#include "track/seq.h"
#include "track/step.h"
#include "track/tcp_state.h"

#define WAIT_MAX (INT64_MAX / 5) /* ns */

/* Takes what a SYN offers; a later SYN of the same number changes nothing. */
static void take_options(struct half *from, const struct segment *s)
{
	if (from->options_seen)
		return;
	from->options_seen = true;
	from->mss_seen = s->options.seen & OPT_MSS;
	from->mss = s->options.mss;
	from->scale_offered = s->options.seen & OPT_WINDOW_SCALE;
	from->offered_scale = s->options.window_scale;
	from->sack_permitted = s->options.seen & OPT_SACK_PERMITTED;
	from->timestamps = s->options.seen & OPT_TIMESTAMPS;
}

static void take_syn(struct half *from, const struct segment *s)
{
	from->iss = s->seq;
	from->syn_seen = true;
	take_options(from, s);
}

/* How this wait compares with the one before it. */
static void space_out(struct opening *o, int64_t wait)
{
	enum back_off now = BACK_OFF_OTHER;

	/* A clock that was set in between says nothing, and must not overflow. */
	if (wait < -WAIT_MAX || wait > WAIT_MAX)
		wait = WAIT_MAX;
	if (o->syns >= 2) {
		if (wait * 2 >= o->wait * 3)
			now = BACK_OFF_DOUBLING;
		else if (wait * 5 >= o->wait * 4 && wait * 4 <= o->wait * 5)
			now = BACK_OFF_EVEN;
		if (o->syns > 2 && now != o->back_off)
			now = BACK_OFF_OTHER;
		o->back_off = (uint8_t)now;
	}
	o->wait = wait;
}

/* A mirror port may show the SYN,ACK before its SYN. */
static void check_late_j(struct connection *c, const struct segment *s)
{
	const struct half *server = &c->half[dir_peer(c->client)];
	struct check *check = &c->checks[EQUATION_J];

	if (!c->opening.syn_ack.packet || check->verdict != VERDICT_NOT_SEEN)
		return;
	check->expected = s->seq + 1;
	if (s->len && server->max_ack == s->seq + 1 + s->len)
		check->expected = server->max_ack;
	check->expected_known = true;
	check->actual = server->max_ack;
	check->packet = c->opening.syn_ack.packet;
	check->verdict = check->actual == check->expected ? VERDICT_PASS
	                                                  : VERDICT_FAIL;
	record_check(c, check->packet, EQUATION_J);
}

void handshake_syn_again(struct connection *c, const struct segment *s)
{
	struct opening *o = &c->opening;

	if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN && o->syns &&
	    o->syn_acks && connection_dir(c, s) == c->client)
		o->syn_again = true;
}

static void step_syn(struct connection *c, const struct segment *s,
                     enum dir dir, struct sight *sight)
{
	struct opening *o = &c->opening;

	if (c->half[dir].open_proved) {
		c->half[dir_peer(dir)].challenged = true;
		if (!connection_has(c, RULE_SYN_ON_OPEN))
			connection_find(c, RULE_SYN_ON_OPEN, dir, s->packet);
		return;
	}
	take_syn(&c->half[dir], s);
	sight->label = dir == c->client ? LABEL_SYN : LABEL_SYN_K;
	if (dir != c->client) {
		/* Figure 7: the other end is opening as well. */
		if (o->syn.packet && !o->syn_ack.packet)
			o->simultaneous = true;
		return;
	}
	if (!o->syn.packet)
		o->syn = moment_of(s);
	else
		space_out(o, s->time - o->last_syn.time);
	if (o->syns == 1)
		o->syn_tsval = c->half[dir].making.tsval;
	handshake_syn_again(c, s);
	o->last_syn = moment_of(s);
	o->syns++;
	if (s->len)
		o->syn_bytes = s->len;
	check_late_j(c, s);
}

/* J+1: called for every SYN,ACK until one passes. */
static void check_j(struct connection *c, const struct segment *s, enum dir dir,
                    struct sight *sight)
{
	const struct half *to = &c->half[dir_peer(dir)];
	struct check *check = &c->checks[EQUATION_J];
	uint32_t bytes = c->opening.syn_bytes;

	if (!to->syn_seen || check->verdict == VERDICT_PASS)
		return;
	if (c->earlier.known && c->earlier.iss_known &&
	    s->ack == c->earlier.iss + 1 && s->ack != to->iss + 1)
		return; /* the answer to the SYN before ours */
	if (check->verdict == VERDICT_FAIL && !c->opening.rejected &&
	    s->ack != to->iss + 1)
		return; /* the first wrong one is told */
	check->expected = to->iss + 1;
	if (bytes && s->ack == to->iss + 1 + bytes)
		check->expected = s->ack;
	check->expected_known = true;
	if (check->verdict == VERDICT_FAIL && s->ack == check->expected &&
	    !c->opening.rejected)
		return;
	if (check->verdict == VERDICT_FAIL && s->ack == check->expected)
		connection_find_numbers(c, RULE_STALE_SYN, dir, check->packet,
		                        check->expected, check->actual);
	check->actual = s->ack;
	check->packet = s->packet;
	check->verdict = check->actual == check->expected ? VERDICT_PASS
	                                                  : VERDICT_FAIL;
	sight->check = 1 + EQUATION_J;
}

/* The sequence number the client goes on with. */
static uint32_t after_syn(const struct connection *c)
{
	const struct check *j = &c->checks[EQUATION_J];
	uint32_t next = c->half[c->client].iss + 1;

	return j->verdict == VERDICT_PASS ? j->actual : next;
}

/* The client has sent more, and the server too, of which the capture has
 * nothing: so this is not what completed the handshake. */
static bool was_preceded(const struct connection *c, const struct segment *s)
{
	const struct half *client = &c->half[c->client];
	const struct half *server = &c->half[dir_peer(c->client)];

	return !(s->flags & SEG_SYN) && client->syn_seen &&
	       seq_gt(s->seq, after_syn(c)) && seq_gt(s->ack, server->snd_nxt);
}

/* Of several SYN,ACKs with numbers of their own the client takes one: to a client
 * in ESTABLISHED another is not acceptable (RFC 9293 §3.10.7.4).  The server's
 * numbers begin with it. */
static void take_k(struct connection *c, uint32_t k)
{
	struct half *server = &c->half[dir_peer(c->client)];

	if (c->rival.answer.packet && c->rival.k[1] == k)
		c->opening.syn_ack = c->rival.answer;
	evidence_begin_again(server);
	server->iss = server->first_seq = k;
	server->snd_nxt = server->contiguous = k + 1;
	server->sent = server->contiguous_known = true;
}

/* K+1, once: the first time its SYN is acknowledged, or not. */
static void check_k(struct connection *c, const struct segment *s, enum dir dir,
                    struct sight *sight)
{
	const struct half *to = &c->half[dir_peer(dir)];
	struct check *check = &c->checks[EQUATION_K];

	if (check->verdict != VERDICT_NOT_SEEN || !to->syn_seen ||
	    was_preceded(c, s))
		return;
	if (c->opening.k_changed &&
	    (s->ack == c->opening.k_before + 1 || s->ack == to->iss + 1 ||
	     (c->rival.answer.packet && s->ack == c->rival.k[0] + 1)))
		take_k(c, s->ack - 1);
	check->expected = to->iss + 1;
	check->expected_known = true;
	check->actual = s->ack;
	check->packet = s->packet;
	/* What the server has sent since may be acknowledged with it. */
	check->verdict = endpoint_acks_syn(to, s) ? VERDICT_PASS : VERDICT_FAIL;
	if (check->verdict == VERDICT_PASS)
		check->expected = s->ack;
	sight->second_check = 1 + EQUATION_K;
	if (check->verdict == VERDICT_FAIL)
		connection_find_numbers(c, RULE_K_PLUS_1, dir, s->packet,
		                        check->expected, check->actual);
}

/* The reset has ended nothing: its sender goes on. */
static void forget_reset(struct connection *c, enum dir dir)
{
	struct closing *cl = &c->closing;

	cl->reset.packet = cl->reset_after_rtt = 0;
	cl->reset_forged = false;
	c->half[dir].reset_sent = false;
	c->half[dir].own_reset = 0;
}

/* The SYN had been refused; the client sent it again, and now somebody listens.
 * Windows does so three times with the same number. */
static void listens_now(struct connection *c, enum dir dir)
{
	forget_reset(c, dir);
}

/* Sooner than any timer, it answers another SYN that was sent. */
static void note_answer_again(struct opening *o, const struct segment *s)
{
	if (o->syn_again ||
	    (o->syn_acks && o->syns > o->syn_acks &&
	     s->time - o->last_syn_ack.time < EVIDENCE_TIMER_MIN))
		o->answered_again = true;
}

/* The ACK that completes the handshake had come when this was made: it bears the
 * timestamp of what the client sent last, where the SYN's was another (RFC 7323
 * §4.3). */
static bool echoes_third(const struct connection *c, const struct segment *s)
{
	const struct making *client = &c->half[c->client].making;

	return c->opening.ack.packet && c->opening.third_newer &&
	       (s->options.seen & OPT_TIMESTAMPS) && client->ts_seen &&
	       s->options.tsecr == client->tsval;
}

/* Of several SYNs one before the latest had come.  (Linux goes on to echo the one
 * that it made the connection of, RFC 7323 §4.3; others may echo the latest, which
 * so tells nothing.) */
static bool echoes_older_syn(const struct connection *c,
                             const struct segment *s)
{
	const struct half *client = &c->half[c->client];

	return c->opening.syns > 1 && (s->options.seen & OPT_TIMESTAMPS) &&
	       client->making.ts_seen &&
	       seq_ge(s->options.tsecr, c->opening.syn_tsval) &&
	       seq_lt(s->options.tsecr, client->making.tsval);
}

static void step_syn_ack(struct connection *c, const struct segment *s,
                         enum dir dir, struct sight *sight)
{
	struct opening *o = &c->opening;
	uint32_t k_before = o->k_before;
	bool another;

	if (c->half[dir].open_proved &&
	    (o->ack.packet || s->seq != c->half[dir].iss))
		return;
	if (o->refused.packet && !o->syn_ack.packet)
		listens_now(c, dir);
	/* After a rejected one, another number is another try. */
	if (o->rejected && c->half[dir].syn_seen &&
	    s->seq != c->half[dir].iss) {
		o->syn_ack.packet = 0;
		o->syn_acks = 0;
		o->syn_again = false;
		record_unlabel_syn_k(c);
		forget_reset(c, c->client); /* of the wrong one only */
		evidence_begin_again(&c->half[dir]);
	}
	another = c->half[dir].syn_seen && s->seq != c->half[dir].iss;
	if (another) {
		rival_note(c, s, dir);
		o->k_changed = true;
		o->k_before = c->half[dir].iss;
	}
	take_syn(&c->half[dir], s);
	sight->label = LABEL_SYN_ACK;
	if (dir == c->client) {
		sight->label = LABEL_SYN_J_ACK;
		/* Figure 7: its SYN again, with the ACK of the other's. */
		check_k(c, s, dir, sight);
		return;
	}
	if (!o->syn_ack.packet) {
		o->syn_ack = moment_of(s);
		o->syn_had_come = echoes_older_syn(c, s);
	}
	/* With another K it is not sent again, but made anew. */
	if (!o->syn_acks || !another || s->seq == k_before) {
		note_answer_again(o, s);
		o->unheeded |= echoes_third(c, s);
		o->last_syn_ack = moment_of(s);
		o->syn_acks++;
	}
	o->syn_again = false;
	/* What was decided was decided by the SYN,ACK before this one. */
	if (c->checks[EQUATION_K].verdict == VERDICT_NOT_SEEN) {
		c->checks[EQUATION_K].expected = s->seq + 1;
		c->checks[EQUATION_K].expected_known = true;
	}
	check_j(c, s, dir, sight);
	if (c->half[c->client].syn_seen &&
	    !endpoint_acks_syn(&c->half[c->client], s))
		sight->label = LABEL_SYN_K;
}

/* The server has acknowledged data that the capture lacks. */
static bool has_sent_more(const struct connection *c)
{
	const struct half *server = &c->half[dir_peer(c->client)];

	return server->acked && seq_gt(server->max_ack, after_syn(c));
}

/* The client's first segment that only acknowledges. */
static void step_third(struct connection *c, const struct segment *s,
                       enum dir dir, struct sight *sight)
{
	struct opening *o = &c->opening;
	const struct half *from = &c->half[dir];

	if (o->ack.packet || (!from->syn_seen && !o->syn_ack.packet))
		return;
	check_k(c, s, dir, sight);
	if (c->checks[EQUATION_K].verdict == VERDICT_FAIL &&
	    !endpoint_acks_syn(&c->half[dir_peer(dir)], s))
		return;
	o->ack = moment_of(s);
	o->ack_carries_data = s->len > 0;
	o->sent_more = has_sent_more(c);
	sight->label = LABEL_ACK_K;
	o->third_seq = s->seq;
	o->third_newer = (s->options.seen & OPT_TIMESTAMPS) &&
	                 from->making.ts_seen &&
	                 seq_gt(s->options.tsval, from->making.tsval);
	/* Whether data in the SYN counts only a right SYN,ACK tells. */
	if (from->syn_seen && s->seq != after_syn(c) &&
	    (!o->syn_bytes || c->checks[EQUATION_J].verdict == VERDICT_PASS)) {
		o->odd_ack = o->ack;
		o->odd_ack_end = s->seq + segment_space(s);
	}
}

/* Where the client goes on shows whether it meant its third ACK's number: what ends
 * there had been sent before it, and was lost. */
static void step_after_third(struct connection *c, const struct segment *s)
{
	struct opening *o = &c->opening;
	uint32_t space = segment_space(s);

	o->odd_ack_met |= space && s->seq + space == o->third_seq;
	if (s->seq == after_syn(c) ||
	    (seq_lt(s->seq, o->odd_ack_end) && s->seq != o->third_seq))
		o->odd_ack_proved = true;
}

/* The reset by which a client gets rid of a wrong SYN,ACK. */
static void step_reset(struct connection *c, const struct segment *s,
                       enum dir dir)
{
	const struct check *j = &c->checks[EQUATION_J];

	if (dir == c->client && j->verdict == VERDICT_FAIL &&
	    s->seq == j->actual)
		c->opening.rejected = true;
}

void handshake_step(struct connection *c, const struct segment *s, enum dir dir,
                    struct sight *sight)
{
	if (s->flags & SEG_RST) {
		if (!(s->flags & SEG_SYN))
			step_reset(c, s, dir);
		return;
	}
	if (!(s->flags & SEG_SYN)) {
		if (dir == c->client && c->opening.odd_ack.packet)
			step_after_third(c, s);
		if ((s->flags & SEG_ACK) && dir == c->client && !c->continues)
			step_third(c, s, dir, sight);
		return;
	}
	if (s->flags & SEG_ACK)
		step_syn_ack(c, s, dir, sight);
	else
		step_syn(c, s, dir, sight);
}

static void finish_j(struct connection *c)
{
	struct check *j = &c->checks[EQUATION_J];
	const struct opening *o = &c->opening;

	/* The client knows whether its data was taken: it goes on behind it. */
	if (j->verdict == VERDICT_FAIL && o->syn_bytes && o->ack.packet &&
	    o->third_seq == j->expected + o->syn_bytes)
		j->expected = o->third_seq;
	if (j->verdict == VERDICT_FAIL)
		connection_find_numbers(c, RULE_J_PLUS_1, dir_peer(c->client),
		                        j->packet, j->expected, j->actual);
}

/* The capture has lost what came before the client's first ACK: data or a FIN stands
 * behind lost data (sent again, it fills the hole), or the ACK does, or the server
 * went on to acknowledge that far. */
static bool follows_unseen(const struct connection *c)
{
	const struct opening *o = &c->opening;
	const struct half *server = &c->half[dir_peer(c->client)];

	if (seq_le(o->third_seq, after_syn(c)))
		return false;
	if (seq_gt(o->odd_ack_end, o->third_seq) || o->odd_ack_met)
		return true;
	return !o->odd_ack_proved && server->acked &&
	       seq_ge(server->max_ack, o->third_seq);
}

/* Else the third ACK's own number is wrong. */
static void finish_third(struct connection *c)
{
	struct opening *o = &c->opening;

	/* Nor did the SYN open anything where its sender goes on as the older
	 * connection of its peer has it. */
	if (!o->odd_ack.packet ||
	    (o->older_met && o->third_seq == o->older_ack))
		return;
	o->third_unseen = follows_unseen(c);
	if (o->third_unseen)
		return;
	c->gaps[c->client] = 0; /* what looked like one was this */
	connection_find_numbers(c, RULE_THIRD_ACK_SEQUENCE, c->client,
	                        o->odd_ack.packet, after_syn(c), o->third_seq);
}

static void finish_repeats(struct connection *c)
{
	const struct opening *o = &c->opening;
	struct finding *f;

	if (o->syns > 1 &&
	    (o->syn_ack.packet || c->closing.reset.packet || o->older.packet)) {
		f = connection_find(c, RULE_SYN_RETRANSMITTED, c->client,
		                    o->last_syn.packet);
		f->amount = o->syns - 1;
		f->duration = o->last_syn.time - o->syn.time;
		f->other = o->syn.packet;
	}
	if (o->syn_acks > 1) {
		f = connection_find(c, RULE_SYN_ACK_RETRANSMITTED,
		                    dir_peer(c->client),
		                    o->last_syn_ack.packet);
		f->amount = o->syn_acks - 1;
		f->duration = o->last_syn_ack.time - o->syn_ack.time;
		f->other = o->ack.packet;
	}
}

static void finish_notes(struct connection *c)
{
	const struct opening *o = &c->opening;
	struct finding *f;

	if (o->simultaneous)
		connection_find(c, RULE_SIMULTANEOUS_OPEN, c->client,
		                o->syn.packet);
	if (o->older.packet && !c->continues)
		connection_find_numbers(c, RULE_SYN_CHALLENGED,
		                        dir_peer(c->client), o->older.packet,
		                        c->half[c->client].iss + 1,
		                        o->older_ack);
	if (o->syn_bytes) {
		f = connection_find(c, RULE_FAST_OPEN, c->client,
		                    o->syn.packet);
		f->amount = o->syn_bytes;
		f->numbered = c->checks[EQUATION_J].verdict == VERDICT_PASS;
		f->expected = c->half[c->client].iss + 1 + o->syn_bytes;
		f->actual = c->checks[EQUATION_J].actual;
	}
	if (o->ack_carries_data && o->syn_ack.packet && !o->syn_bytes &&
	    !o->sent_more && !o->simultaneous && o->syn_acks > 0)
		connection_find(c, RULE_DATA_BEFORE_THIRD_ACK, c->client,
		                o->ack.packet);
}

/* Where the capture ends before an answer is due, its silence is only noted. */
static void note_cut(struct connection *c, struct finding *f,
                     const struct moment *last, int64_t capture_end)
{
	int64_t waited = capture_end - last->time;

	if (c->counted.left || c->evicted || waited < 0 || waited >= ANSWER_DUE)
		return;
	c->opening.cut = true;
	c->opening.waited = waited;
	f->severity = SEVERITY_NOTE;
}

/* How a handshake that did not come about ended, if it began. */
static void finish_incomplete(struct connection *c, int64_t capture_end)
{
	const struct opening *o = &c->opening;
	enum outcome outcome = connection_outcome(c);
	struct finding *f;

	switch (outcome) {
	case OUTCOME_UNANSWERED:
		if (o->older.packet || c->continued)
			break; /* somebody did answer */
		f = connection_find(c, RULE_SYN_UNANSWERED, c->client,
		                    o->last_syn.packet);
		f->amount = o->syns;
		f->duration = o->last_syn.time - o->syn.time;
		f->other = o->syn.packet;
		if (o->syns == 1)
			note_cut(c, f, &o->last_syn, capture_end);
		break;
	case OUTCOME_REFUSED:
		f = connection_find(c, RULE_REFUSED, dir_peer(c->client),
		                    c->closing.reset.packet);
		f->duration = o->refused_after;
		f->other = o->last_syn.packet;
		break;
	case OUTCOME_HALF_OPEN:
		f = connection_find(c, RULE_HALF_OPEN, dir_peer(c->client),
		                    o->last_syn_ack.packet);
		f->amount = o->syn_acks;
		f->duration = (c->closing.reset.packet ? c->closing.reset.time
		                                       : c->last.time) -
		              o->syn_ack.time;
		if (c->checks[EQUATION_K].verdict == VERDICT_NOT_SEEN)
			f->other = c->closing.reset.packet;
		if (o->syn_acks == 1 && !c->closing.reset.packet)
			note_cut(c, f, &o->last_syn_ack, capture_end);
		break;
	case OUTCOME_ABORTED:
		connection_find(c, RULE_ABORTED_OPEN, c->client,
		                c->closing.reset.packet);
		break;
	default:
		break;
	}
}

void handshake_finish(struct connection *c, int64_t capture_end)
{
	finish_j(c);
	finish_third(c);
	finish_repeats(c);
	rival_finish(c);
	finish_notes(c);
	finish_incomplete(c, capture_end);
}
