/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An embryo: the SYN and what answers it, as they were, until the ACK makes a
 * steady connection of it.
 *
 * References: RFC 9293 §3.5, §3.10.7.3.
 */
#include "config.h"

#include "track/predict.h"
#include "track/since.h"
#include "track/steady.h"

bool embryo_begins(const struct segment *s)
{
	return (s->flags & PREDICT_CONTROL) == SEG_SYN && s->len == 0 &&
	       predict_plain(s) && !(s->options.seen & OPT_SACK);
}

static struct bare bare_of(const struct segment *s)
{
	return (struct bare){
		.seq = s->seq,
		.ack = s->ack,
		.tsval = s->options.tsval,
		.tsecr = s->options.tsecr,
		.window = s->window,
		.flags = s->flags,
		.ip_id = s->ip_id,
		.mss = s->options.mss,
		.options = s->options.seen,
		.window_scale = s->options.window_scale,
		.has_ip_id = s->has_ip_id,
		.ttl = s->ttl,
	};
}

void embryo_begin(struct embryo *e, const struct segment *s)
{
	e->birth.packet = s->packet;
	e->birth.time = s->time;
	e->syn = bare_of(s);
}

/* The first answer to the SYN, and nothing else, with these of PREDICT_CONTROL. */
static bool answers(const struct embryo *e, enum dir dir,
                    const struct segment *s, unsigned control)
{
	return dir == DIR_1 && !e->has_syn_ack && !e->refused &&
	       (s->flags & PREDICT_CONTROL) == control && s->len == 0 &&
	       predict_plain(s) && !(s->options.seen & OPT_SACK) &&
	       s->ack == e->syn.seq + 1 && since_fits(&e->birth, s);
}

/* Takes it, if it is; sets what kind it was. */
static bool take_answer(struct embryo *e, enum dir dir, const struct segment *s,
                        unsigned control, bool *kind)
{
	if (!answers(e, dir, s, control))
		return false;
	since_set(&e->answered, &e->answered_high, s->time - e->birth.time);
	e->birth.last_packets = (uint32_t)(s->packet - e->birth.packet);
	e->answer = bare_of(s);
	*kind = true;
	return true;
}

bool embryo_answer(struct embryo *e, enum dir dir, const struct segment *s)
{
	return take_answer(e, dir, s, SEG_SYN | SEG_ACK, &e->has_syn_ack);
}

bool embryo_refuse(struct embryo *e, enum dir dir, const struct segment *s)
{
	return take_answer(e, dir, s, SEG_RST | SEG_ACK, &e->refused);
}

struct segment embryo_segment(const struct embryo *e, enum dir dir)
{
	const struct bare *b = dir == DIR_0 ? &e->syn : &e->answer;
	struct moment at = {e->birth.packet, e->birth.time};

	if (dir == DIR_1)
		at = embryo_last(e);
	return (struct segment){
		.packet = at.packet,
		.time = at.time,
		.seq = b->seq,
		.ack = b->ack,
		.flags = b->flags,
		.window = b->window,
		.has_ip_id = b->has_ip_id,
		.ip_id = b->ip_id,
		.ttl = b->ttl,
		.len_known = true,
		.options = {.seen = b->options,
	                    .window_scale = b->window_scale,
	                    .mss = b->mss,
	                    .tsval = b->tsval,
	                    .tsecr = b->tsecr},
		.header_len = 20,
	};
}

bool embryo_completes(const struct embryo *e, enum dir dir,
                      const struct segment *s)
{
	int64_t now = s->time - e->birth.time;
	int64_t half_way = embryo_answered_ns(e);
	uint32_t kept;

	return dir == DIR_0 && e->has_syn_ack &&
	       (s->flags & PREDICT_CONTROL) == SEG_ACK && s->len == 0 &&
	       s->window != 0 && predict_plain(s) && s->seq == e->syn.seq + 1 &&
	       s->ack == e->answer.seq + 1 &&
	       s->packet - e->birth.packet <= UINT16_MAX &&
	       since_fits(&e->birth, s) && now > 0 && since_short(now, &kept) &&
	       since_short(half_way, &kept) &&
	       since_short(now - half_way, &kept);
}
