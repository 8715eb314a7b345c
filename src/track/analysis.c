/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A segment is judged once, in the order of the capture, against what its own
 * side sent before (`from`) and what the other side said last (`to`).  The
 * definitions are those of Wireshark's TCP analysis, so that the same packets
 * bear the same words; the table below has their order.  Where Wireshark goes
 * by a number of milliseconds to tell a retransmission from a segment that was
 * overtaken, evidence.c goes by what the sender did.
 *
 * References: Wireshark User's Guide, "TCP Analysis"; RFC 9293 §3.8.4
 * (keep-alive), §3.8.6.1 (zero-window probes); RFC 5681 §2 (duplicate ACK).
 */
#include "config.h"

#include "track/analysis.h"

#include <stdbool.h>
#include <stddef.h>

#include "track/connection.h"
#include "track/elsewhere.h"
#include "track/evidence.h"
#include "track/marks.h"
#include "track/rival.h"
#include "track/seq.h"

#define CONTROL (SEG_SYN | SEG_FIN | SEG_RST)

struct view {
	const struct connection *c;
	const struct segment *s;
	const struct half *from, *to;
	uint32_t marks; /* so far */
};

/* Nothing in it but an acknowledgment at the current place. */
static bool bare_ack_in_place(const struct view *v)
{
	return v->s->len == 0 && v->from->acked &&
	       v->s->seq == v->from->snd_nxt &&
	       v->s->ack == v->from->last_ack && !(v->s->flags & CONTROL);
}

static bool is_zero_window_probe(const struct view *v)
{
	return v->s->len == 1 && v->s->seq == v->from->snd_nxt &&
	       v->to->window == 0;
}

static bool is_zero_window(const struct view *v)
{
	return v->s->window == 0 && !(v->s->flags & CONTROL);
}

static bool is_beyond_next(const struct view *v)
{
	return v->from->sent && seq_gt(v->s->seq, v->from->snd_nxt) &&
	       !(v->s->flags & SEG_RST);
}

static bool is_keep_alive(const struct view *v)
{
	return v->s->len <= 1 && v->s->seq == v->from->snd_nxt - 1 &&
	       !(v->s->flags & CONTROL);
}

/* Linux probes a shut window with an old byte's number and no data, which
 * looks like a keep-alive (RFC 9293 §3.8.6.1). */
static bool is_window_probe(const struct view *v)
{
	return is_keep_alive(v) && v->to->window == 0;
}

static bool is_window_update(const struct view *v)
{
	return bare_ack_in_place(v) && v->s->window != 0 &&
	       v->s->window != v->from->window;
}

/* Payload that ends exactly where the advertised window does.  The window is
 * not scaled until the first ACK after the SYN (RFC 7323 §2.2). */
static bool is_window_full(const struct view *v)
{
	unsigned shift = 0;

	if (v->s->len == 0 || (v->s->flags & CONTROL) ||
	    v->to->scale == SCALE_UNKNOWN)
		return false;
	if (v->to->scale >= 0 && !v->to->first_ack_due)
		shift = (unsigned)v->to->scale;
	return v->s->seq + v->s->len ==
	       v->to->last_ack + (v->to->window << shift);
}

static bool is_keep_alive_ack(const struct view *v)
{
	return bare_ack_in_place(v) && v->s->window != 0 &&
	       v->s->window == v->from->window &&
	       (v->to->last_marks & MARK_BIT(KEEP_ALIVE));
}

static bool is_zero_window_probe_ack(const struct view *v)
{
	return bare_ack_in_place(v) && v->s->window == 0 &&
	       v->from->window == 0 &&
	       (v->to->last_marks & MARK_BIT(ZERO_WINDOW_PROBE));
}

static bool is_duplicate_ack(const struct view *v)
{
	return bare_ack_in_place(v) && v->s->window != 0 &&
	       v->s->window == v->from->window;
}

/* The judgments up to the acknowledgment, in order; `last` ones that hold end
 * the row. */
static const struct {
	enum mark mark;
	bool (*holds)(const struct view *v);
	bool last;
} row[] = {
	{MARK_ZERO_WINDOW_PROBE, is_zero_window_probe, true},
	{MARK_ZERO_WINDOW, is_zero_window, false},
	{MARK_PREVIOUS_NOT_CAPTURED, is_beyond_next, false},
	{MARK_KEEP_ALIVE, is_keep_alive, false},
	{MARK_WINDOW_PROBE, is_window_probe, false},
	{MARK_WINDOW_UPDATE, is_window_update, false},
	{MARK_WINDOW_FULL, is_window_full, false},
	{MARK_KEEP_ALIVE_ACK, is_keep_alive_ack, true},
	{MARK_ZERO_WINDOW_PROBE_ACK, is_zero_window_probe_ack, true},
	{MARK_DUPLICATE_ACK, is_duplicate_ack, true},
};

/* An acknowledgment beyond what was seen whole; said once for each hole. */
static bool is_acked_unseen(const struct view *v)
{
	if (!(v->s->flags & SEG_ACK) || !v->to->contiguous_known ||
	    seq_le(v->s->ack, v->to->contiguous) ||
	    half_probed(v->to, v->s->ack))
		return false;
	return seq_lt(v->to->contiguous, v->to->snd_nxt) ||
	       v->to->duplicate_acks == 0;
}

/* New numbers, or which kind of old ones.  The two special kinds of
 * retransmission are retransmissions, too, as in Wireshark. */
static uint32_t repeat_marks(const struct view *v)
{
	const struct segment *s = v->s;

	if ((s->len == 0 && !(s->flags & (SEG_SYN | SEG_FIN))) ||
	    (v->marks & MARK_BIT(KEEP_ALIVE)))
		return 0;
	switch (evidence_origin(v->from, v->to, s,
	                        connection_round_trip(v->c))) {
	case ORIGIN_RETRANSMITTED:
		break;
	case ORIGIN_OVERTAKEN:
		return MARK_BIT(OUT_OF_ORDER);
	case ORIGIN_COPY: /* longer ago than evidence_copy() remembers */
		return MARK_BIT(NETWORK_DUPLICATE);
	case ORIGIN_PIECE:
		return MARK_BIT(DUPLICATE_CAPTURE);
	default:
		return 0;
	}
	if (s->len > 0 && v->to->acked &&
	    seq_le(s->seq + s->len, v->to->max_ack))
		return MARK_BIT(SPURIOUS_RETRANSMISSION) |
		       MARK_BIT(RETRANSMISSION);
	/* The byte before snd_nxt was a probe's, and no data. */
	if (s->len > 1 && s->seq == v->from->snd_nxt - 1)
		return 0;
	if (evidence_asked_for(v->to, s))
		return MARK_BIT(FAST_RETRANSMISSION) | MARK_BIT(RETRANSMISSION);
	return MARK_BIT(RETRANSMISSION);
}

/* A SYN,ACK once more is no copy where a SYN came once more: each is answered,
 * as long as the handshake is not complete.  But for one IP ID, which Linux does
 * without here, or one timestamp for two times, unless an answer was lost: then
 * the timer's and the next SYN's come together. */
static bool answers_another_syn(const struct connection *c,
                                const struct segment *s, enum dir dir)
{
	const struct opening *o = &c->opening;
	bool timed = s->options.seen & OPT_TIMESTAMPS;

	if ((s->flags & (SEG_SYN | SEG_ACK)) != (SEG_SYN | SEG_ACK) ||
	    dir == c->client || !o->syn_acks || s->seq != c->half[dir].iss ||
	    (s->has_ip_id && s->ip_id))
		return false;
	if (o->syn_again)
		return !timed ||
		       s->time - o->last_syn_ack.time < EVIDENCE_TICK_MAX;
	return (!timed || o->syn_had_come) && !c->copies &&
	       o->syns > o->syn_acks;
}

uint32_t analysis_marks(const struct connection *c, const struct segment *s,
                        enum dir dir)
{
	struct view v = {c, s, &c->half[dir], &c->half[dir_peer(dir)], 0};
	uint32_t repeats;
	int64_t elapsed;

	if (c->retold && v.from->sent && evidence_is_old(v.from, s))
		return MARK_BIT(DUPLICATE_CAPTURE);
	if (elsewhere_is(v.from, s))
		return MARK_BIT(DUPLICATE_CAPTURE);
	if (answers_another_syn(c, s, dir))
		return MARK_BIT(RETRANSMISSION);
	if (v.from->sent && evidence_copy(v.from, s, connection_round_trip(c),
	                                  c->copies > 0, &elapsed))
		return elapsed <= EVIDENCE_CAPTURE_MAX
		               ? MARK_BIT(DUPLICATE_CAPTURE)
		               : MARK_BIT(NETWORK_DUPLICATE);
	if (rival_is(c, s, dir))
		return 0;
	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		if (!row[i].holds(&v))
			continue;
		v.marks |= UINT32_C(1) << row[i].mark;
		if (row[i].last)
			break;
	}
	if (is_acked_unseen(&v))
		v.marks |= MARK_BIT(ACKED_UNSEEN);
	repeats = repeat_marks(&v);
	return repeats & MARKS_COPY ? repeats : v.marks | repeats;
}

/* Duplicate ACKs are counted until another number is acknowledged. */
static void note_ack(struct half *from, struct half *to,
                     const struct segment *s, uint32_t marks)
{
	bool again = marks & MARK_BIT(DUPLICATE_ACK);

	if (again && seq_lt(s->ack, to->snd_nxt)) {
		from->asked = s->ack;
		from->asked_time = s->time;
		from->has_asked = true;
	}
	if (again && from->duplicate_acks < 0)
		from->duplicate_acks = 1;
	else if (again && from->duplicate_acks < INT16_MAX)
		from->duplicate_acks++;
	if (s->ack != from->last_ack)
		from->duplicate_acks = 0;
	if (!(s->flags & SEG_ACK) || !to->contiguous_known ||
	    seq_le(s->ack, to->contiguous))
		return;
	if (seq_lt(to->contiguous, to->snd_nxt))
		to->contiguous = to->snd_nxt;
	else
		to->duplicate_acks = -1;
}

/* How soon it answers: what it acknowledges now for the first time, and was
 * last to pass here, has gone there and come back since. */
static void note_answer(struct half *from, const struct half *to,
                        const struct segment *s)
{
	int64_t time = s->time - to->snd_nxt_time;

	if (!to->sent || s->ack != to->snd_nxt ||
	    (from->acked && seq_le(s->ack, from->max_ack)) || time <= 0)
		return;
	if (!from->answer_least || time < from->answer_least)
		from->answer_least = time;
}

/* How far the sender has come.  A reset carries whatever number its reason
 * demanded (RFC 9293 §3.5.2), a probe a byte that is no data yet. */
static void note_next(struct half *from, const struct segment *s,
                      uint32_t marks)
{
	uint32_t end = s->seq + segment_space(s);

	if (marks & MARK_BIT(ZERO_WINDOW_PROBE)) {
		from->probed = true;
		from->probe_end = end;
		return;
	}
	if (!from->sent && (s->flags & SEG_RST))
		return;
	if (!from->sent) {
		from->first_seq = s->seq;
		from->snd_nxt = s->seq;
	}
	if (!from->sent ||
	    (seq_gt(end, from->snd_nxt) && !(s->flags & SEG_RST))) {
		from->snd_nxt = end;
		from->snd_nxt_time = s->time;
	}
	from->sent = true;
	if (!from->contiguous_known || s->seq == from->contiguous) {
		from->contiguous = from->snd_nxt;
		from->contiguous_known = true;
	}
}

/* Of its payload, what had been sent before: a segment that is sent again may
 * bring more behind it.  Where nothing of it is in the capture, all. */
static uint32_t old_bytes(const struct half *from, const struct segment *s)
{
	uint32_t end = from->fin_seen ? seq_min(from->snd_nxt, from->fin_seq)
	                              : from->snd_nxt;
	uint32_t old = end - s->seq;

	return from->sent && old > 0 && old < s->len ? old : s->len;
}

/* A SYN, and a FIN alone, are told by rules of their own. */
static void note_again(struct connection *c, const struct segment *s,
                       enum dir dir, uint32_t old)
{
	struct half *from = &c->half[dir];

	from->retransmissions++;
	from->retransmitted_bytes += old;
	if (s->len == 0 || (s->flags & SEG_SYN))
		c->bare_again[dir]++;
}

/* Some resets acknowledge a number that nobody has sent, or what they answer,
 * whatever is missing before that (RFC 9293 §3.5.2). */
static bool acknowledges(const struct half *to, const struct segment *s)
{
	return !(s->flags & SEG_RST) || !to->sent || evidence_whole(to, s->ack);
}

void analysis_note(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t marks)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	uint32_t old = old_bytes(from, s);

	note_ack(from, to, s, marks);
	/* A bare third ACK beyond J+1 has still to show that it means it. */
	if (c->opening.odd_ack.packet != s->packet || segment_space(s)) {
		evidence_note(from, to, s, c->round_trip);
		note_next(from, s, marks);
	}
	from->window = s->window;
	from->last_ack = s->ack;
	from->last_time = s->time;
	from->last_marks = marks & MARKS_ANSWERED;
	if ((s->flags & SEG_ACK) && acknowledges(to, s)) {
		note_answer(from, to, s);
		if (!from->acked || seq_gt(s->ack, from->max_ack))
			from->max_ack = s->ack;
		from->acked = true;
	}
	if (marks & MARKS_RETRANSMITTED)
		note_again(c, s, dir, old);
	/* Wireshark's initial round trip: the latest SYN to the first ACK, which
	 * is its sender's, not one that challenges it (RFC 5961 §4). */
	if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN)
		c->last_syn_time = s->time;
	else if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_ACK &&
	         c->opening.syn.packet && dir == c->client && !c->round_trip &&
	         s->time > c->last_syn_time)
		c->round_trip = s->time - c->last_syn_time;
}

/* Both sides must offer scaling for either to use it. */
void analysis_scale(struct connection *c, const struct segment *s, enum dir dir)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];
	bool offered = s->options.seen & OPT_WINDOW_SCALE;

	if ((s->flags & SEG_SYN)) {
		if (offered)
			from->scale =
				(int8_t)(s->options.window_scale > 14
			                         ? 14
			                         : s->options.window_scale);
		if (from->scale == SCALE_UNKNOWN) {
			from->scale = SCALE_NONE;
			to->scale = SCALE_NONE;
		} else if ((s->flags & SEG_ACK) && to->scale == SCALE_NONE) {
			from->scale = SCALE_NONE;
		}
		from->first_ack_due = true;
	} else if (s->flags & SEG_ACK) {
		from->first_ack_due = false;
	}
}
