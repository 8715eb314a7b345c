/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The handshake is told to the view; what followed it is set, as far as an
 * ordinary life leaves a trace there.
 */
#include "config.h"

#include "track/zeek_steady.h"

#include "track/seq.h"
#include "track/since.h"
#include "track/zeek_step.h"

/* One of the handshake's segments; the view asks for no more of it. */
static void tell(struct zeek_view *view, enum dir dir,
                 const struct endpoint end[DIR_COUNT], struct segment s)
{
	s.source = end[dir];
	s.destination = end[dir_peer(dir)];
	s.len_known = true;
	s.header_len = 20;
	zeek_segment(view, dir, &s);
}

void zeek_unfold_embryo(struct zeek_view *view, const struct embryo *e,
                        const struct endpoint end[DIR_COUNT])
{
	struct moment answered = embryo_last(e);

	tell(view, DIR_0, end,
	     (struct segment){.time = e->birth.time,
	                      .seq = e->syn.seq,
	                      .flags = e->syn.flags,
	                      .window = e->syn.window});
	if (e->has_syn_ack || e->refused)
		tell(view, DIR_1, end,
		     (struct segment){.time = answered.time,
		                      .seq = e->answer.seq,
		                      .ack = e->answer.ack,
		                      .flags = e->answer.flags,
		                      .window = e->answer.window});
}

bool zeek_predicts_open(const struct embryo *e, const struct segment *s)
{
	int64_t answered = embryo_answered_ns(e);

	return e->syn.window && e->answer.window &&
	       answered < ZEEK_ATTEMPT_DELAY && s->ack != 0 &&
	       s->time - e->birth.time - answered < ZEEK_INACTIVITY;
}

/* No timer has run out since its latest segment. */
static bool in_time(const struct steady *st, const struct segment *s)
{
	if (st->stage < STAGE_LAST_ACK)
		return s->time - steady_last(st).time < ZEEK_INACTIVITY;
	return s->time - steady_fin_moment(st, 1).time < ZEEK_CLOSE_DELAY;
}

/* All its payload is in the capture, and not too much of it unheard. */
static bool keeps_payload(const struct steady *st, enum dir dir,
                          const struct segment *s)
{
	uint32_t iss = st->end[dir].iss;
	uint32_t heard = st->half[dir_peer(dir)].last_ack - iss;

	return !s->len ||
	       (s->tcp_captured >= (uint64_t)s->header_len + s->len &&
	        (heard > 1 || s->seq + s->len - iss - 1 <= ZEEK_UNHEARD_MAX));
}

bool zeek_predicts(const struct steady *st, enum dir dir,
                   const struct segment *s)
{
	return s->ack != 0 && in_time(st, s) && keeps_payload(st, dir, s);
}

static void unfold_end(struct zeek_view *view, const struct steady *st,
                       enum dir dir)
{
	uint32_t iss = st->end[dir].iss;
	struct zeek_end *end = &view->ends[dir];
	uint32_t heard = st->half[dir_peer(dir)].last_ack - iss;

	end->last = st->snd_nxt[dir];
	end->acked = iss + heard;
	end->payload.whole = 1 + steady_payload(st, dir);
	end->payload.acknowledged = seq_min(heard, end->payload.whole);
	if (steady_fin(st, dir) < 0)
		return;
	end->before = end->state;
	end->state = ZEEK_CLOSED;
	end->bits |= END_FIN | END_CLOSED | END_EOF;
	end->fin = st->snd_nxt[dir] - iss;
	end->history_fin = end->fin - 1;
}

static void unfold_letters(struct zeek_view *view, const struct steady *st)
{
	static const struct {
		uint8_t dir;
		char letter;
	} letters[FIRST_COUNT] = {
		[FIRST_DATA_0] = {DIR_0, 'D'}, [FIRST_DATA_1] = {DIR_1, 'D'},
		[FIRST_FIN_0] = {DIR_0, 'F'},  [FIRST_FIN_1] = {DIR_1, 'F'},
		[FIRST_ACK_1] = {DIR_1, 'A'},
	};

	for (unsigned rest = st->firsts; rest; rest >>= FIRST_BITS) {
		unsigned first = rest & ((1u << FIRST_BITS) - 1);

		zeek_recall(view, &view->ends[letters[first].dir],
		            letters[first].letter);
	}
}

void zeek_unfold(struct zeek_view *view, const struct steady *st,
                 const struct endpoint end[DIR_COUNT])
{
	const struct birth *b = &st->birth;
	uint32_t j = st->end[DIR_0].iss, k = st->end[DIR_1].iss;

	tell(view, DIR_0, end,
	     (struct segment){
		     .time = b->time, .seq = j, .flags = SEG_SYN, .window = 1});
	tell(view, DIR_1, end,
	     (struct segment){.time = steady_syn_ack(st).time,
	                      .seq = k,
	                      .ack = j + 1,
	                      .flags = SEG_SYN | SEG_ACK,
	                      .window = 1});
	tell(view, DIR_0, end,
	     (struct segment){.time = steady_ack(st).time,
	                      .seq = j + 1,
	                      .ack = k + 1,
	                      .flags = SEG_ACK,
	                      .window = 1});
	unfold_end(view, st, DIR_0);
	unfold_end(view, st, DIR_1);
	unfold_letters(view, st);
	view->latest = steady_last(st).time;
	if (st->stage < STAGE_LAST_ACK)
		return;
	view->latest = steady_fin_moment(st, 1).time;
	view->removal = view->latest + ZEEK_CLOSE_DELAY;
}
