/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How it is decided, strongest first:
 *
 * 1. Identity.  The same numbers, flags, window, timestamps and IP ID are the
 *    same packet.  Linux counts the IP ID up for every packet of a connection,
 *    so a retransmission has another one.  Where the ID does not move (0, IPv6)
 *    a new TSval tells (RFC 7323 §3.2), and where there is none, time: nobody
 *    sends again before a round trip is over.
 * 2. What was seen.  Numbers that passed before can only come again; whether from
 *    their sender, what they were first sent in tells (offload.c).  Numbers that
 *    were skipped may be late or sent again.
 * 3. Order of making.  Against the segment that skipped them: an older TSval or
 *    IP ID was made before it and is late; a newer one was made after it.
 * 4. Time since they were skipped, against the round trip: a sender needs that
 *    long to hear of the loss (RFC 5681 §3.2, RFC 6298).
 *
 * References: RFC 7323 §3.2 and §4.3, RFC 6864 (IP ID), RFC 5681, RFC 6298.
 */
#include "config.h"

#include "track/evidence.h"

#include <stdlib.h>

#include "decode/segment.h"
#include "track/gaps.h"
#include "track/half.h"
#include "track/offload.h"
#include "track/seq.h"
#include "track/tcp_state.h"

#define OLD (UINT32_C(1) << 30) /* bytes back, before numbers come round */
#define COUNTER_TTL 64 /* who begins higher counts for all connections */
#define TIMER_MAX INT64_C(700000000)     /* ns; doubled for each lost packet */
#define SYN_TIMER_MIN INT64_C(200000000) /* ns; under one IP ID */
#define SYN_TIMER_USUAL INT64_C(900000000) /* ns; RFC 6298 §2.1: a second */
#define ASKED_FOR_MAX 20000000             /* ns; Wireshark's 20 ms */

int64_t evidence_age(const struct half *from, const struct segment *s)
{
	uint32_t identity = trail_identity(s);
	int64_t age =
		trail_age(from->trail.recent, TRAIL_RECENT, identity, s->time);

	if (age < 0 && from->gaps)
		age = trail_age(from->gaps->seen, from->gaps->seen_room,
		                identity, s->time);
	return age;
}

bool evidence_seen(const struct half *from, const struct segment *s)
{
	return making_counts(&from->making, s) &&
	       making_had(&from->making, s) == 1;
}

bool evidence_nothing_new(const struct half *from, const struct segment *s)
{
	const struct making *m = &from->making;
	uint32_t end = s->seq + segment_space(s);

	if (((s->flags & SEG_RST) && !from->own_reset) ||
	    seq_gt(end, from->snd_nxt) ||
	    evidence_unseen(from, s->seq, end) != 0 ||
	    ((s->flags & SEG_ACK) && seq_gt(s->ack, from->max_ack)))
		return false;
	return !(s->options.seen & OPT_TIMESTAMPS) || !m->ts_seen ||
	       seq_le(s->options.tsval, m->tsval);
}

bool evidence_is_old(const struct half *from, const struct segment *s)
{
	return s->time <= from->last_time && evidence_nothing_new(from, s) &&
	       (!making_counts(&from->making, s) ||
	        (int16_t)(s->ip_id - from->making.ip_id) <= 0);
}

bool evidence_is_too_soon(int64_t age, int64_t round_trip)
{
	return age < (round_trip ? round_trip / 2 : EVIDENCE_NO_ROUND_TRIP / 3);
}

bool evidence_copy(const struct half *from, const struct segment *s,
                   int64_t round_trip, bool copies, int64_t *elapsed)
{
	bool bare = segment_space(s) == 0;
	int64_t age = evidence_age(from, s);

	*elapsed = age;
	if (age < 0)
		return false;
	if (making_counts(&from->making, s))
		return true;
	/* Bare ACKs may repeat for good reasons (RFC 5681 §2), but not with
	 * one IP ID where each packet is known to be here twice. */
	if (bare)
		return copies && s->has_ip_id &&
		       (s->ip_id || !(s->flags & SEG_RST)) &&
		       age < EVIDENCE_NO_ROUND_TRIP / 3;
	/* A SYN is sent again by a timer alone (RFC 9293 §3.8.1), which runs for
	 * a second (RFC 6298 §2.1) or not much less. */
	if ((s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN &&
	    age < (s->has_ip_id && s->ip_id ? SYN_TIMER_MIN
	                                    : EVIDENCE_TIMER_MIN))
		return true;
	/* An ID that moves is not given twice at once (RFC 6864 §4.1). */
	if (age <= EVIDENCE_CAPTURE_MAX && s->ip_id && from->making.id_streak)
		return true;
	/* The clock behind TSval ticks at least once a second (RFC 7323 §5.4),
	 * Linux's every millisecond: sent again, it would have moved on.  But
	 * some make a SYN's options once for all its tries (gVisor). */
	if ((s->options.seen & OPT_TIMESTAMPS) && age > EVIDENCE_TICK_MAX &&
	    (!(s->flags & SEG_SYN) || age < SYN_TIMER_USUAL))
		return true;
	return evidence_is_too_soon(age, round_trip);
}

int evidence_order(const struct half *from, const struct segment *s, bool timed,
                   uint32_t tsval, uint16_t ip_id)
{
	int32_t ticks = seq_diff(s->options.tsval, tsval);
	int16_t steps = (int16_t)(s->ip_id - ip_id);

	if ((s->options.seen & OPT_TIMESTAMPS) && timed && ticks != 0)
		return ticks < 0 ? -1 : 1;
	if (making_counts(&from->making, s) && ip_id != 0 && steps != 0 &&
	    abs(steps) <= TRAIL_ID_STEP_MAX * 4)
		return steps < 0 ? -1 : 1;
	return 0;
}

/* The same of the one with these numbers. */
static int made(const struct half *from, const struct segment *s,
                uint32_t tsval, uint16_t ip_id)
{
	return evidence_order(from, s, from->making.ts_seen, tsval, ip_id);
}

/* The same of the newest that its sender has made. */
static int made_after_newest(const struct half *from, const struct segment *s)
{
	return made(from, s, from->making.tsval, from->making.ip_id);
}

bool evidence_is_overtaken(const struct half *from, const struct segment *s)
{
	return made_after_newest(from, s) < 0;
}

int evidence_order_to_reset(const struct half *from, const struct segment *s)
{
	uint16_t before = (uint16_t)(from->own_reset_id - s->ip_id);
	int order = evidence_order(from, s, from->own_reset_timed,
	                           from->own_reset_tsval, from->own_reset_id);
	bool just_before = from->own_reset_id && s->ip_id && before &&
	                   before <= TRAIL_ID_STEP_MAX;

	return order ? order : just_before ? -1 : 0;
}

static const struct gap *gap_of(const struct half *from, uint32_t left,
                                uint32_t right)
{
	if (!from->gaps)
		return NULL;
	for (unsigned i = 0; i < from->gaps->count; i++) {
		const struct gap *g = &from->gaps->gap[i];

		if (seq_lt(g->left, right) && seq_gt(g->right, left))
			return g;
	}
	return NULL;
}

uint32_t evidence_unseen(const struct half *from, uint32_t left, uint32_t right)
{
	uint32_t unseen = 0;

	if (from->sent && seq_lt(left, from->first_seq))
		unseen += seq_min(right, from->first_seq) - left;
	for (unsigned i = 0; from->gaps && i < from->gaps->count; i++) {
		uint32_t a = seq_max(left, from->gaps->gap[i].left);
		uint32_t b = seq_min(right, from->gaps->gap[i].right);

		if (seq_lt(a, b))
			unseen += b - a;
	}
	return unseen;
}

bool evidence_whole(const struct half *from, uint32_t end)
{
	if (!from->sent ||
	    (seq_gt(end, from->snd_nxt) && !half_probed(from, end)))
		return false;
	for (unsigned i = 0; from->gaps && i < from->gaps->count; i++)
		if (!from->gaps->gap[i].acknowledged)
			return seq_ge(from->gaps->gap[i].left, end);
	return true;
}

unsigned evidence_acknowledged(struct half *from, uint32_t ack)
{
	unsigned count = 0;

	for (unsigned i = 0; from->gaps && i < from->gaps->count; i++) {
		struct gap *g = &from->gaps->gap[i];

		if (seq_gt(g->right, ack))
			break;
		count += !g->acknowledged;
		g->acknowledged = true;
	}
	return count;
}

bool evidence_asked_for(const struct half *peer, const struct segment *s)
{
	return peer->duplicate_acks >= 2 && peer->last_ack == s->seq &&
	       s->time - peer->last_time < ASKED_FOR_MAX;
}

/* Numbers that were skipped come now: late, or sent again? */
static enum origin filler(const struct half *from, const struct half *peer,
                          const struct segment *s, const struct gap *gap,
                          int64_t round_trip)
{
	int order = gap ? made(from, s, gap->tsval, gap->ip_id)
	                : made_after_newest(from, s);
	int64_t since = s->time - (gap ? gap->time : from->snd_nxt_time);

	if (order)
		return order < 0 ? ORIGIN_OVERTAKEN : ORIGIN_RETRANSMITTED;
	/* Three duplicates mean a loss, mostly (RFC 5681 §3.2). */
	if (!round_trip && evidence_asked_for(peer, s))
		return ORIGIN_RETRANSMITTED;
	if (!round_trip)
		round_trip = EVIDENCE_NO_ROUND_TRIP;
	/* The handshake's is a rough measure: asked for, take less of it. */
	if (evidence_asked_for(peer, s))
		round_trip -= round_trip / 4;
	return since < round_trip ? ORIGIN_OVERTAKEN : ORIGIN_RETRANSMITTED;
}

/* As long as a timer may have run for `lost` packets: not less than a round
 * trip and the shortest timer, not more than the back-off of so many tries
 * (RFC 6298 §5.5, RFC 8985 §7.2). */
static bool as_after_a_timer(int64_t silence, int64_t round_trip, unsigned lost)
{
	return silence > round_trip + round_trip / 2 &&
	       silence > EVIDENCE_TIMER_MIN && silence < TIMER_MAX << lost;
}

/* The next number in order may still be a second try: the first was lost before
 * the capture point, and nothing came after it.  The packet it was lost in is
 * missing from the row of IDs, which are its connection's alone; there was no
 * other reason to send one, since all that the peer sent had been acknowledged,
 * and nothing that the capture lacks is now; and then both were silent while the
 * sender's timer ran. */
static bool tail_was_lost(const struct half *from, const struct half *peer,
                          const struct segment *s, int64_t round_trip)
{
	uint16_t steps = (uint16_t)(s->ip_id - from->making.ip_id);

	if (s->ip_id < from->making.ip_id)
		steps--; /* 0, which tells nothing, lies between */
	if (!round_trip || !s->has_ip_id || !from->making.id_seen ||
	    from->making.id_shared || steps < 2 || steps > TRAIL_ID_LOST_MAX ||
	    s->ttl > COUNTER_TTL || segment_space(s) == 0)
		return false;
	return from->making.id_streak >= 1 &&
	       making_row_whole(&from->making, 8) && peer->sent &&
	       from->acked && from->max_ack == peer->snd_nxt &&
	       s->ack == from->max_ack &&
	       as_after_a_timer(s->time - from->last_time, round_trip,
	                        steps - 1u) &&
	       as_after_a_timer(s->time - peer->last_time, round_trip,
	                        steps - 1u);
}

/* Numbers that passed before come again, and nothing says when this was made.
 * Before a SYN is answered a timer alone sends again (RFC 9293 §3.8.1), and none
 * runs so short.  Then it is no second try, and Wireshark's word for it is as
 * good as any: late, unless it ends where the newest one does. */
static bool comes_too_soon(const struct half *from, const struct half *peer,
                           const struct segment *s)
{
	return (from->state == TCP_SYN_SENT ||
	        from->state == TCP_SYN_RECEIVED) &&
	       !peer->acked && s->seq + segment_space(s) != from->snd_nxt &&
	       s->time - from->snd_nxt_time < EVIDENCE_NO_ROUND_TRIP &&
	       made_after_newest(from, s) == 0;
}

/* Numbers up to this one never were missing here. */
static bool was_never_missed(const struct half *from, uint32_t end)
{
	const struct gaps *gaps = from->gaps;

	return !gaps || !gaps->holed ||
	       (from->snd_nxt - gaps->lowest <= OLD &&
	        seq_le(end, gaps->lowest));
}

/* The peer has asked for these numbers, or earlier ones, and not so long ago
 * that the answer would have been here by now. */
static bool was_asked_for(const struct half *peer, const struct segment *s,
                          int64_t round_trip)
{
	return peer->has_asked && seq_ge(s->seq, peer->asked) &&
	       (s->time - peer->asked_time) / 2 <= round_trip;
}

/* It was not made after what its sender sent last, by its timestamp, or where there
 * is none by its IP ID; or it has neither, so that nothing says it was.  (An ID that
 * does not count would be the one of before, which only a short memory knows.)  A
 * SYN,ACK may be an older one that the one sent again has overtaken. */
static bool is_no_newer(const struct half *from, const struct segment *s)
{
	const struct making *m = &from->making;
	bool timed = (s->options.seen & OPT_TIMESTAMPS) && m->ts_seen;
	int order = made_after_newest(from, s);

	if (timed && s->options.tsval == m->tsval)
		return order <= 0;
	if (s->flags & SEG_SYN)
		return false;
	return order < 0 || (!timed && !(s->has_ip_id && s->ip_id));
}

/* Numbers that passed before come again.  Who sends again has a reason, a timer
 * that ran (RFC 6298) or an ACK that asks (RFC 5681 §3.2), and by then his clock
 * and his counter have moved on: here the receiver has them, has not missed them,
 * and the newest segment is less than a round trip old.  So it was the network that
 * sent again; unless it acknowledges more than any before, as BSD's FIN does when
 * the peer's has come. */
static bool had_no_reason(const struct half *from, const struct half *peer,
                          const struct segment *s, int64_t round_trip)
{
	uint32_t end = s->seq + segment_space(s);

	return is_no_newer(from, s) && seq_le(s->ack, from->max_ack) &&
	       peer->acked && seq_ge(peer->max_ack, end) &&
	       was_never_missed(from, end) &&
	       !was_asked_for(peer, s, round_trip) &&
	       s->time - from->snd_nxt_time < round_trip;
}

enum origin evidence_origin(const struct half *from, const struct half *peer,
                            const struct segment *s, int64_t round_trip)
{
	uint32_t end = s->seq + segment_space(s);
	enum origin was;
	int64_t elapsed;

	if (!from->sent || seq_gt(s->seq, from->snd_nxt))
		return ORIGIN_NEW;
	if (s->seq == from->snd_nxt)
		return tail_was_lost(from, peer, s, round_trip)
		               ? ORIGIN_RETRANSMITTED
		               : ORIGIN_NEW;
	if (evidence_copy(from, s, round_trip, false, &elapsed))
		return ORIGIN_COPY;
	if (offload_is_piece(from, s))
		return ORIGIN_PIECE;
	end = seq_min(end, from->snd_nxt);
	if (evidence_unseen(from, s->seq, end) == 0) {
		if (offload_was_here(from, s) ||
		    had_no_reason(from, peer, s, round_trip))
			return ORIGIN_COPY;
		was = offload_origin(from, s, round_trip);
		if (was != ORIGIN_NEW)
			return was;
		return comes_too_soon(from, peer, s) ? ORIGIN_OVERTAKEN
		                                     : ORIGIN_RETRANSMITTED;
	}
	/* The receiver has these numbers already: whatever brought them there
	 * was an earlier copy that the capture lacks. */
	if (peer->acked && seq_ge(peer->max_ack, end) &&
	    made_after_newest(from, s) >= 0)
		return ORIGIN_RETRANSMITTED;
	return filler(from, peer, s, gap_of(from, s->seq, end), round_trip);
}

/* A longer memory, which begins with what is in the trail. */
static struct gaps *outgrown(const struct trail *trail)
{
	struct gaps *gaps = gaps_new();

	for (unsigned i = 0; i < TRAIL_RECENT; i++) {
		unsigned at = (trail->next + i) % TRAIL_RECENT;

		if (trail->recent[at].identity)
			gaps_note_seen(gaps, &trail->recent[at]);
	}
	return gaps;
}

static void remember_identity(struct half *from, const struct segment *s,
                              int64_t round_trip)
{
	struct trail *trail = &from->trail;
	struct passed passed = trail_passed(s);

	if (!from->gaps &&
	    trail_is_outgrown(&trail->recent[trail->next], s,
	                      from->payload_bytes != 0, round_trip))
		from->gaps = outgrown(trail);
	trail_note(trail, &passed);
	if (from->gaps)
		gaps_note_seen(from->gaps, &passed);
}

static void open_gap(struct half *from, const struct segment *s)
{
	struct gaps *gaps = from->gaps;

	if (!gaps)
		gaps = from->gaps = gaps_new();
	if (!gaps->holed)
		gaps->lowest = from->snd_nxt;
	gaps->holed = true;
	while (gaps->count && from->snd_nxt - gaps->gap[0].left > OLD)
		gaps_remove(gaps, 0);
	if (gaps->count == GAPS_MAX)
		gaps_remove(gaps, 0);
	gaps_insert(gaps, gaps->count,
	            (struct gap){
			    .left = from->snd_nxt,
			    .right = s->seq,
			    .time = s->time,
			    .tsval = s->options.tsval,
			    .ip_id = s->has_ip_id ? s->ip_id : 0,
		    });
}

/* Numbers below all that was seen.  What lies between was sent before the capture
 * shows it, or is late as well. */
static void begin_lower(struct half *from, const struct segment *s)
{
	struct gap hole = {
		.left = s->seq + segment_space(s),
		.right = from->first_seq,
		.time = from->snd_nxt_time,
		.tsval = from->making.tsval,
		.ip_id = from->making.ip_id,
		.acknowledged = true,
	};

	from->first_seq = s->seq;
	if (segment_space(s) == 0 || seq_ge(hole.left, hole.right) ||
	    hole.right - hole.left > OLD)
		return;
	if (!from->gaps)
		from->gaps = gaps_new();
	if (!from->gaps->holed || seq_lt(hole.left, from->gaps->lowest))
		from->gaps->lowest = hole.left;
	from->gaps->holed = true;
	if (from->gaps->count < GAPS_MAX)
		gaps_insert(from->gaps, 0, hole);
}

/* Numbers of a hole have come.  If this is how they were first sent, it tells when;
 * else what showed the hole does, which was made after that. */
static void note_filled(struct half *from, const struct gap *g,
                        const struct segment *s)
{
	uint32_t end = s->seq + segment_space(s);
	bool late = made(from, s, g->tsval, g->ip_id) < 0;

	gaps_note_first(from->gaps,
	                &(struct first_sent){
				.time = g->time,
				.start = seq_max(s->seq, g->left),
				.end = seq_min(end, g->right),
				.tsval = late ? s->options.tsval : g->tsval,
				.ip_id = late ? s->ip_id : g->ip_id,
			});
}

/* Takes a segment's numbers out of one hole: all of it, an end, or its middle.
 * Returns which hole is next. */
static unsigned fill_gap(struct half *from, unsigned i, const struct segment *s)
{
	struct gaps *gaps = from->gaps;
	struct gap *g = &gaps->gap[i];
	uint32_t left = s->seq, right = s->seq + segment_space(s);

	if (seq_le(right, g->left) || seq_ge(left, g->right))
		return i + 1;
	note_filled(from, g, s);
	if (seq_le(left, g->left) && seq_ge(right, g->right)) {
		gaps_remove(gaps, i);
		return i;
	}
	if (seq_le(left, g->left)) {
		g->left = right;
	} else if (seq_ge(right, g->right)) {
		g->right = left;
	} else if (gaps->count < GAPS_MAX) {
		gaps_insert(gaps, i, *g);
		gaps->gap[i].right = left;
		gaps->gap[i + 1].left = right;
		return i + 2;
	} else {
		g->left = right;
	}
	return i + 1;
}

void evidence_note(struct half *from, const struct half *peer,
                   const struct segment *s, int64_t round_trip)
{
	uint32_t end = s->seq + segment_space(s);
	unsigned packets = offload_packets(from, peer, s);

	remember_identity(from, s, round_trip);
	making_note(&from->making, s, packets);
	if (!from->sent || (s->flags & SEG_RST))
		return;
	if (seq_gt(s->seq, from->snd_nxt) && !half_probed(from, s->seq))
		open_gap(from, s);
	if (from->gaps && seq_gt(end, from->snd_nxt))
		gaps_note_first(from->gaps,
		                &(struct first_sent){
					.time = s->time,
					.start = s->seq,
					.end = end,
					.tsval = s->options.tsval,
					.ip_id = s->has_ip_id ? s->ip_id : 0,
					.packets = (uint16_t)packets,
				});
	for (unsigned i = 0; from->gaps && i < from->gaps->count;)
		i = fill_gap(from, i, s);
	if (seq_lt(s->seq, from->first_seq))
		begin_lower(from, s);
}

void evidence_begin_again(struct half *from)
{
	from->sent = false; /* its next segment is its first */
	from->contiguous_known = false;
	if (!from->gaps)
		return;
	from->gaps->count = 0;
	from->gaps->holed = false;
}

int64_t evidence_first_sent(const struct half *from, const struct segment *s)
{
	/* A FIN may have joined it since. */
	uint32_t end = s->seq + (s->len ? s->len : segment_space(s));
	const struct gap *gap = gap_of(from, s->seq, end);
	int64_t age = -1;

	if (gap)
		return gap->time;
	for (unsigned i = 0; from->gaps && i < from->gaps->first_room; i++)
		if (from->gaps->first[i].end == end &&
		    from->gaps->first[i].time)
			return from->gaps->first[i].time;
	if (end == from->snd_nxt)
		return from->snd_nxt_time;
	/* Sent again alike in all, and never before. */
	if (trail_anonymous(s) && !from->first_repeat)
		age = evidence_age(from, s);
	return age >= 0 ? s->time - age : 0;
}

void evidence_clone(struct half *copy)
{
	if (copy->gaps)
		copy->gaps = gaps_clone(copy->gaps);
}

void evidence_fini(struct half *from)
{
	gaps_free(from->gaps);
	from->gaps = NULL;
}
