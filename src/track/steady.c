/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Header prediction.  What is predicted is a segment of which every rule would
 * say nothing: in place, acknowledging something that was sent, no window
 * shut, exceeded or taken back; then a FIN that acknowledges all there is, its
 * ACK, the other FIN, and its ACK; or a reset in place.  All else is for the
 * rules.
 *
 * Where a doubt is left (an IP ID that may have skipped a lost packet, a
 * segment that only a longer memory could know again), nothing is predicted.
 *
 * References: RFC 9293 §3.5, §3.6, §3.10.7; Clark, Jacobson, Romkey and Salwen,
 * "An Analysis of TCP Processing Overhead" (1989).
 */
#include "config.h"

#include "track/steady.h"

#include <string.h>

#include "track/predict.h"
#include "track/seq.h"
#include "track/since.h"
#include "track/zeek_steady.h"

#define TOP 30 /* bits below the highest two of a number */

int8_t steady_own_scale(const struct bare *syn)
{
	if (!(syn->options & OPT_WINDOW_SCALE))
		return SCALE_NONE;
	return (int8_t)(syn->window_scale > 14 ? 14 : syn->window_scale);
}

/* RFC 7323 §2.2: both must offer it. */
int8_t steady_scale(const struct steady *st, enum dir dir)
{
	const struct steady_end *end = st->end;

	if (end[DIR_0].options & end[DIR_1].options & OPT_WINDOW_SCALE)
		return (int8_t)st->numbers[dir].shift;
	return SCALE_NONE;
}

static unsigned shift_of(const struct embryo *e, const struct bare *syn)
{
	if (e->syn.options & e->answer.options & OPT_WINDOW_SCALE)
		return (unsigned)steady_own_scale(syn);
	return 0;
}

static void open_half(struct steady_half *half, const struct bare *syn,
                      int64_t after)
{
	half->window = syn->window;
	half->segments = 1;
	half->last_ack = syn->ack;
	since_set(&half->last_ns, &half->last_ns_high, after);
}

void steady_open_end(struct steady *st, const struct embryo *e, enum dir dir)
{
	const struct bare *syn = dir == DIR_0 ? &e->syn : &e->answer;
	int64_t after = dir == DIR_0 ? 0 : embryo_answered_ns(e);
	struct steady_numbers *numbers = &st->numbers[dir];

	open_half(&st->half[dir], syn, after);
	st->end[dir].iss = syn->seq;
	st->end[dir].mss = syn->mss;
	st->end[dir].options = syn->options;
	st->end[dir].offered_scale = syn->window_scale;
	st->snd_nxt[dir] = syn->seq + 1;
	since_set(&st->snd_nxt_ns[dir], &st->snd_nxt_ns_high[dir], after);
	numbers->iss_top = syn->seq >> TOP;
	numbers->shift = shift_of(e, syn) & 15u;
	if (dir == DIR_0)
		return;
	(void)since_short(after, &st->half[dir].answer_least);
	/* Before both have offered scaling, its window says nothing yet. */
	numbers->edge_known = !(e->syn.options & OPT_WINDOW_SCALE);
	if (numbers->edge_known)
		st->right_edge[dir] = syn->ack + syn->window;
}

static void open_trail(struct steady_half *half, const struct embryo *e,
                       enum dir dir)
{
	struct segment s = embryo_segment(e, dir);

	half->identity[0] = trail_identity(&s);
	making_note(&half->making, &s, 1);
}

static uint16_t offered_mss(const struct steady_end *end)
{
	return end->options & OPT_MSS ? end->mss : 0;
}

static unsigned packets_of(const struct steady *st, const struct segment *s)
{
	return trail_packets(s, trail_mss(offered_mss(&st->end[DIR_0]),
	                                  offered_mss(&st->end[DIR_1])));
}

/* Another of its segments, whose time its half does not know yet. */
static inline void note_passed(struct steady *st, enum dir dir,
                               const struct segment *s, uint32_t identity)
{
	struct steady_half *from = &st->half[dir];
	int64_t last = st->birth.time + steady_last_ns(from);

	memmove(from->us + 1, from->us, sizeof(from->us) - sizeof(*from->us));
	from->us[0] = trail_us(last);
	memmove(from->identity + 1, from->identity,
	        sizeof(from->identity) - sizeof(*from->identity));
	from->identity[0] = identity;
	making_note(&from->making, s,
	            s->len <= PACKET_USUAL ? 1 : packets_of(st, s));
}

void steady_open(struct steady *st, const struct embryo *e,
                 const struct segment *s, bool zeek)
{
	struct steady_half *client = &st->half[DIR_0];
	struct steady_numbers *numbers = &st->numbers[DIR_0];
	int64_t now = s->time - e->birth.time;

	st->birth = e->birth;
	st->birth.last_packets = (uint32_t)(s->packet - st->birth.packet);
	st->filed = e->filed;
	st->zeek = zeek;
	st->syn_ack_ns = e->answered;
	st->syn_ack_packets = (uint16_t)e->birth.last_packets;
	st->ack_ns = (uint32_t)now;
	st->ack_packets = (uint16_t)st->birth.last_packets;
	(void)since_short(now - e->answered, &client->answer_least);
	steady_open_end(st, e, DIR_0);
	steady_open_end(st, e, DIR_1);
	open_trail(client, e, DIR_0);
	open_trail(&st->half[DIR_1], e, DIR_1);
	note_passed(st, DIR_0, s, trail_identity(s));
	client->last_ack = s->ack;
	client->window = s->window;
	client->segments = 2;
	numbers->third_newer = e->syn.options & s->options.seen &
	                               OPT_TIMESTAMPS &&
	                       seq_gt(s->options.tsval, e->syn.tsval);
	numbers->edge_known = true;
	st->right_edge[DIR_0] = predict_edge(s, (int8_t)numbers->shift);
	since_set(&client->last_ns, &client->last_ns_high, now);
}

/* No number is met twice: by their highest bits, it is less than 2 GiB from its SYN to
 * this end of a segment (or, where it is 1 or more, may be taken not to be). */
static bool is_within(const struct steady *st, enum dir dir,
                      const struct segment *s)
{
	uint32_t end = s->seq + s->len;

	return s->len >> TOP == 0 &&
	       (((end >> TOP) - st->numbers[dir].iss_top) & 3u) < 2;
}

/* Payload, or a FIN, in place. */
static bool space_predicted(const struct steady *st, enum dir dir,
                            const struct segment *s)
{
	const struct steady_half *from = &st->half[dir];
	enum dir to = dir_peer(dir);
	uint32_t end = s->seq + s->len;
	int64_t now = s->time - st->birth.time;

	return is_within(st, dir, s) &&
	       !(s->len > 1 && st->numbers[to].edge_known &&
	         seq_gt(end, st->right_edge[to])) &&
	       !predict_loss(&from->making, s, now - steady_last_ns(from));
}

/* No duplicate ACK, no copy: it acknowledges more, or tells of another window
 * for the first time. */
static bool bare_ack_predicted(const struct steady *st, enum dir dir,
                               const struct segment *s, uint32_t identity)
{
	const struct steady_half *from = &st->half[dir];
	struct trail trail;

	if (s->ack != from->last_ack)
		return true;
	if (s->window == from->window)
		return false;
	trail = steady_ring(st, dir);
	return trail_age(trail.recent, TRAIL_RECENT, identity, s->time) < 0;
}

/* The window's edge never moves back by more than the scale rounds it. */
static bool edge_predicted(const struct steady *st, enum dir dir,
                           const struct segment *s)
{
	int8_t shift = (int8_t)st->numbers[dir].shift;
	uint32_t edge = predict_edge(s, shift);

	return !st->numbers[dir].edge_known || st->stage != STAGE_OPEN ||
	       seq_ge(edge, st->right_edge[dir]) ||
	       st->right_edge[dir] - edge < predict_grain(shift);
}

/* Sent by the other end before the closer's FIN came: it acknowledges none of
 * it, and could not have, so that nobody will take it for a wrong M+1. */
static bool crosses_fin(const struct steady *st, const struct segment *s)
{
	uint32_t fin_seq = st->snd_nxt[st->closer] - 1;
	int64_t fin_time = steady_fin_moment(st, 0).time;

	return seq_lt(s->ack, fin_seq) ||
	       (s->ack == fin_seq && !st->fin[st->closer].met &&
	        s->time - fin_time <= st->ack_ns);
}

/* After FIN(M): what its receiver does. */
static int stage_of_other(const struct steady *st, const struct segment *s,
                          bool acks_all)
{
	bool fin = s->flags & SEG_FIN;

	if (!acks_all)
		return !fin && st->stage != STAGE_HALF_CLOSED &&
		                       crosses_fin(st, s)
		               ? STAGE_FIN_CROSSED
		               : -1;
	if (s->len)
		return -1;
	if (fin)
		return STAGE_LAST_ACK;
	return st->stage != STAGE_HALF_CLOSED ? STAGE_HALF_CLOSED : -1;
}

/* What the close expects now: the stage after it, or -1. */
static int next_stage(const struct steady *st, enum dir dir,
                      const struct segment *s)
{
	bool fin = s->flags & SEG_FIN, closer = dir == st->closer;
	bool all = s->ack == st->snd_nxt[dir_peer(dir)];

	switch (st->stage) {
	case STAGE_OPEN:
		if (!fin)
			return STAGE_OPEN;
		return all ? STAGE_FIN : -1;
	case STAGE_LAST_ACK:
		return closer && !fin && !s->len && all ? STAGE_CLOSED : -1;
	case STAGE_CLOSED:
	case STAGE_RESET:
		return -1;
	default:
		return closer ? -1 : stage_of_other(st, s, all);
	}
}

/* What it sends with its timestamp is the newest of its trail: what steady.h
 * says of FIN(N) and ACK(N+1). */
static bool tsval_is_newest(const struct making *making,
                            const struct segment *s)
{
	return !(s->options.seen & OPT_TIMESTAMPS) || !making->ts_seen ||
	       !seq_gt(making->tsval, s->options.tsval);
}

/* Whether what follows of the close (steady.h) will. */
static bool close_follows(const struct steady *st, enum dir dir,
                          const struct segment *s, enum stage stage)
{
	int64_t took = s->time - steady_fin_moment(st, 0).time;
	uint32_t kept;

	if (st->stage < STAGE_HALF_CLOSED && stage >= STAGE_HALF_CLOSED &&
	    (took < 0 || !since_short(took, &kept)))
		return false;
	return stage < STAGE_LAST_ACK ||
	       tsval_is_newest(&st->half[dir].making, s);
}

static void note_fin(struct steady *st, enum dir dir, const struct segment *s)
{
	struct steady_fin *fin = &st->fin[dir];

	if (st->stage == STAGE_OPEN) {
		st->closer = dir & 1u;
		st->end[dir].fin_tsval = s->options.tsval;
	}
	st->end[dir].fin_packets = (uint32_t)(s->packet - st->birth.packet);
	fin->timed = s->options.seen & OPT_TIMESTAMPS;
	fin->met = s->len || st->half[dir_peer(dir)].last_ack == s->seq;
}

static void note_fin_ack(struct steady *st, enum dir dir,
                         const struct segment *s)
{
	st->fin[dir_peer(dir)].ack_timed = s->options.seen & OPT_TIMESTAMPS;
	if (st->stage == STAGE_LAST_ACK)
		return;
	st->end[dir].fin_tsval = s->options.tsval;
	st->fin_ack_packets = (uint32_t)(s->packet - st->birth.packet);
	(void)since_short(s->time - steady_fin_moment(st, 0).time,
	                  &st->fin_ack_ns);
}

static void close_step_by_step(struct steady *st, enum dir dir,
                               const struct segment *s, enum stage stage)
{
	bool acks_m = st->stage < STAGE_HALF_CLOSED &&
	              stage >= STAGE_HALF_CLOSED;

	if (acks_m || stage == STAGE_CLOSED)
		note_fin_ack(st, dir, s);
	st->fin_acks_fin |= acks_m && stage == STAGE_LAST_ACK;
	if (s->flags & SEG_FIN)
		note_fin(st, dir, s);
	st->stage = stage & 15u;
}

/* The sender's numbers, by a segment that was predicted. */
static inline void advance(struct steady *st, enum dir dir,
                           const struct segment *s, uint32_t identity)
{
	struct steady_half *from = &st->half[dir];
	struct steady_numbers *numbers = &st->numbers[dir];
	uint32_t space = segment_space(s);
	uint32_t edge = predict_edge(s, (int8_t)numbers->shift);
	int64_t now = s->time - st->birth.time;

	note_passed(st, dir, s, identity);
	if (space) {
		st->snd_nxt[dir] += space;
		since_set(&st->snd_nxt_ns[dir], &st->snd_nxt_ns_high[dir], now);
	}
	if (!numbers->edge_known || seq_gt(edge, st->right_edge[dir]))
		st->right_edge[dir] = edge;
	numbers->edge_known = true;
	from->window = s->window;
	from->last_ack = s->ack;
	from->segments++;
	since_set(&from->last_ns, &from->last_ns_high, now);
}

/* How soon it answers what was last to pass here; false where that took too
 * long to be kept, and nothing is changed. */
static bool note_answer(struct steady *st, enum dir dir,
                        const struct segment *s)
{
	struct steady_half *from = &st->half[dir];
	enum dir to = dir_peer(dir);
	int64_t sent = st->birth.time + steady_snd_nxt_ns(st, to);
	uint32_t took = 0;

	if (s->ack == st->snd_nxt[to] && s->ack != from->last_ack &&
	    !since_short(s->time - sent, &took))
		return false;
	if (took && (!from->answer_least || took < from->answer_least))
		from->answer_least = took;
	return true;
}

/* Which of the firsts the segment may be; FIRST_NONE where the handshake has
 * shown it already. */
static enum first kind_of(const struct segment *s, enum dir dir)
{
	if (s->flags & SEG_FIN)
		return dir == DIR_0 ? FIRST_FIN_0 : FIRST_FIN_1;
	if (s->len)
		return dir == DIR_0 ? FIRST_DATA_0 : FIRST_DATA_1;
	return dir == DIR_0 ? FIRST_NONE : FIRST_ACK_1;
}

static void note_first(struct steady *st, const struct segment *s, enum dir dir)
{
	unsigned kind = kind_of(s, dir), shift = 0;

	while (st->firsts >> shift) {
		if ((st->firsts >> shift & ((1u << FIRST_BITS) - 1)) == kind)
			return;
		shift += FIRST_BITS;
	}
	st->firsts |= (uint16_t)(kind << shift);
}

/* A reset in place, which no TCP refuses (RFC 5961 §3.2). */
static bool feed_reset(struct steady *st, enum dir dir, const struct segment *s)
{
	struct steady_half *from = &st->half[dir];
	int64_t now = s->time - st->birth.time;

	if (st->zeek || st->stage != STAGE_OPEN ||
	    (s->flags & PREDICT_CONTROL) != (SEG_RST | SEG_ACK) || s->len ||
	    trail_hops_differ(from->making.hops, trail_hops(s->ttl)) ||
	    !note_answer(st, dir, s))
		return false;
	note_passed(st, dir, s, trail_identity(s));
	from->window = s->window;
	from->last_ack = s->ack;
	from->segments++;
	since_set(&from->last_ns, &from->last_ns_high, now);
	st->fin[dir].timed = s->options.seen & OPT_TIMESTAMPS;
	st->end[dir].fin_tsval = s->options.tsval;
	st->end[dir].fin_packets = (s->has_ip_id ? s->ip_id : 0) |
	                           (uint32_t)s->ttl << 16;
	st->closer = dir & 1u;
	st->stage = STAGE_RESET;
	return true;
}

/* A steady connection has no longer memory than its trail. */
static bool outgrows_trail(const struct steady *st, enum dir dir,
                           const struct segment *s)
{
	const struct steady_half *from = &st->half[dir];
	struct passed oldest;

	if (!trail_anonymous(s))
		return false;
	oldest = (struct passed){
		.identity = from->identity[TRAIL_RECENT - 1],
		.us = from->us[TRAIL_RECENT - 2],
	};
	return trail_is_outgrown(&oldest, s, s->len || steady_payload(st, dir),
	                         st->ack_ns);
}

/* In place, and nothing wrong with its numbers. */
static bool is_in_place(const struct steady *st, enum dir dir,
                        const struct segment *s)
{
	return s->seq == st->snd_nxt[dir] && predict_plain(s) &&
	       seq_ge(s->ack, st->half[dir].last_ack) &&
	       seq_le(s->ack, st->snd_nxt[dir_peer(dir)]) &&
	       since_fits(&st->birth, s) && !outgrows_trail(st, dir, s);
}

/* All but a reset. */
static bool feed_other(struct steady *st, enum dir dir, const struct segment *s)
{
	uint32_t identity = trail_identity(s);
	int stage = next_stage(st, dir, s);

	if ((s->flags & (SEG_SYN | SEG_ACK)) != SEG_ACK || s->window == 0 ||
	    stage < 0 || !edge_predicted(st, dir, s) ||
	    (segment_space(s) ? !space_predicted(st, dir, s)
	                      : !bare_ack_predicted(st, dir, s, identity)) ||
	    (stage != STAGE_OPEN &&
	     !close_follows(st, dir, s, (enum stage)stage)) ||
	    (st->zeek && !zeek_predicts(st, dir, s)) ||
	    !note_answer(st, dir, s))
		return false;
	if (stage != STAGE_OPEN)
		close_step_by_step(st, dir, s, (enum stage)stage);
	advance(st, dir, s, identity);
	if (st->zeek)
		note_first(st, s, dir);
	return true;
}

bool steady_feed(struct steady *st, enum dir dir, const struct segment *s)
{
	if (!is_in_place(st, dir, s) ||
	    !((s->flags & SEG_RST) ? feed_reset(st, dir, s)
	                           : feed_other(st, dir, s)))
		return false;
	st->latest = dir & 1u;
	st->birth.last_packets = (uint32_t)(s->packet - st->birth.packet);
	return true;
}

enum tcp_state steady_state(const struct steady *st, enum stage stage,
                            enum dir dir)
{
	/* The closer's, the other's. */
	static const uint8_t states[][2] = {
		[STAGE_OPEN] = {TCP_ESTABLISHED, TCP_ESTABLISHED},
		[STAGE_FIN] = {TCP_FIN_WAIT_1, TCP_CLOSE_WAIT},
		[STAGE_FIN_CROSSED] = {TCP_FIN_WAIT_1, TCP_ESTABLISHED},
		[STAGE_HALF_CLOSED] = {TCP_FIN_WAIT_2, TCP_CLOSE_WAIT},
		[STAGE_LAST_ACK] = {TCP_TIME_WAIT, TCP_LAST_ACK},
		[STAGE_CLOSED] = {TCP_TIME_WAIT, TCP_CLOSED},
		[STAGE_RESET] = {TCP_CLOSED, TCP_CLOSED},
	};

	return (enum tcp_state)states[stage][dir == st->closer ? 0 : 1];
}

int steady_fin(const struct steady *st, enum dir dir)
{
	if (st->stage == STAGE_OPEN || st->stage == STAGE_RESET)
		return -1;
	if (dir == st->closer)
		return 0;
	return st->stage >= STAGE_LAST_ACK ? 1 : -1;
}

struct trail steady_ring(const struct steady *st, enum dir dir)
{
	const struct steady_half *from = &st->half[dir];
	int64_t last = st->birth.time + steady_last_ns(from);
	struct trail trail = {.next = (uint8_t)(from->segments % TRAIL_RECENT)};

	for (unsigned i = 0; i < TRAIL_RECENT && i < from->segments; i++)
		trail.recent[(from->segments - 1 - i) % TRAIL_RECENT] =
			(struct passed){from->identity[i],
		                        i ? from->us[i - 1] : trail_us(last)};
	return trail;
}

uint32_t steady_payload(const struct steady *st, enum dir dir)
{
	return st->snd_nxt[dir] - st->end[dir].iss - 1 -
	       (steady_fin(st, dir) >= 0);
}
