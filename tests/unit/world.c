/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "world.h"

#include "seg.h"

unsigned world_draw(struct world *w, unsigned below)
{
	w->random = w->random * UINT64_C(6364136223846793005) +
	            UINT64_C(1442695040888963407);
	return (unsigned)(w->random >> 33) % below;
}

/* The next segment that an end would send, if it behaves. */
static struct segment next(struct world *w, unsigned from, uint16_t flags,
                           uint32_t len)
{
	static const char *const frames[] = {"A>B .", "B>A ."};
	struct segment s = seg(frames[from]);
	struct world_end *end = &w->end[from];

	w->time += world_draw(w, 8) ? world_draw(w, 30000000)
	                            : world_draw(w, 1000) * 700000;
	end->tsval += world_draw(w, 30);
	end->ip_id = (uint16_t)(end->ip_id +
	                        (world_draw(w, 9) ? 1 : world_draw(w, 6)));
	s.packet = ++w->packet;
	s.time = w->time;
	s.seq = end->next;
	s.ack = flags & SEG_ACK ? end->acked : 0;
	s.flags = flags;
	s.len = len;
	s.window = end->window;
	s.ttl = from ? 118 : 64;
	if ((flags & SEG_RST) && world_draw(w, 2))
		s.ttl -= (uint8_t)world_draw(w, 6); /* perhaps another's */
	s.header_len = 20;
	s.tcp_captured = 20 + len - (len && world_draw(w, 400) == 0);
	if (w->ids && !w->six) {
		s.has_ip_id = true;
		s.ip_id = end->ip_id;
	}
	if (w->six)
		s.source.family = s.destination.family = 6;
	if (w->stamps) {
		s.options.seen |= OPT_TIMESTAMPS;
		s.options.tsval = end->tsval;
		s.options.tsecr = w->end[!from].tsval;
	}
	if ((flags & SEG_SYN) && world_draw(w, 3)) {
		s.options.seen |= OPT_WINDOW_SCALE | OPT_MSS;
		s.options.window_scale = (uint8_t)world_draw(w, 16);
		s.options.mss = world_draw(w, 2) ? 1460 : 1400;
	}
	end->next += segment_space(&s);
	end->said = s.ack;
	end->closed |= (flags & SEG_FIN) != 0;
	return s;
}

void world_spoil(struct world *w, struct segment *s)
{
	switch (world_draw(w, 500)) {
	case 0:
		s->seq += world_draw(w, 5) - 2;
		break;
	case 1:
		s->ack += world_draw(w, 2000) - 1000;
		break;
	case 2:
		s->window = (uint16_t)world_draw(w, 3);
		break;
	case 3:
		s->flags ^= (uint16_t)(1u << world_draw(w, 8));
		break;
	case 4:
		s->time -= world_draw(w, 40000000);
		break;
	case 5:
		if (w->stamps)
			s->options.tsval -= world_draw(w, 100);
		break;
	case 6:
		s->checksum = CHECKSUM_BAD;
		break;
	default:
		break;
	}
}

static struct segment from_end(struct world *w, unsigned step, unsigned from)
{
	struct world_end *end = &w->end[from];
	uint32_t len = 0;

	if (step == 0)
		return next(w, 0, SEG_SYN, 0);
	if (step == 1 || step == 2 || world_draw(w, 4))
		end->acked = w->end[!from].next;
	if (step == 1)
		return next(w, 1,
		            world_draw(w, 20) ? SEG_SYN | SEG_ACK
		                              : SEG_RST | SEG_ACK,
		            0);
	if (step > 2 && !w->stays_open && world_draw(w, 60) == 0)
		return next(w, from, SEG_RST | SEG_ACK, 0);
	if (step > 2 && world_draw(w, 6) == 0)
		end->window = (uint16_t)(end->window + world_draw(w, 400) - 9);
	if (step > 3 && !end->closed && !w->stays_open &&
	    world_draw(w, w->end[!from].closed ? 2 : 12) == 0) {
		if (!w->end[!from].closed)
			w->first = from;
		return next(w, from, SEG_FIN | SEG_ACK,
		            world_draw(w, 4) ? 0 : 100);
	}
	if (step > 2 && !end->closed &&
	    (end->said == end->acked ? world_draw(w, 9) : !world_draw(w, 3)))
		/* Some are what a network card cuts or has joined. */
		len = 1 + world_draw(w, world_draw(w, 20) ? 1500 : 9000);
	return next(w, from, SEG_ACK, len);
}

struct segment world_next(struct world *w, unsigned step)
{
	unsigned from = step == 0 || step == 2 ? 0
	                : step == 1            ? 1
	                                       : world_draw(w, 2);
	bool closing = w->end[0].closed || w->end[1].closed;

	/* Whoever closed first mostly waits for the other. */
	if (closing && world_draw(w, 5))
		from = w->end[0].closed && w->end[1].closed ? w->first
		                                            : !w->first;
	return from_end(w, step, from);
}

struct world world_new(uint64_t seed)
{
	struct world w = {.time = INT64_C(1600000000000000000), .random = seed};

	w.stamps = world_draw(&w, 2);
	w.ids = world_draw(&w, 2);
	w.six = world_draw(&w, 5) == 0;
	for (unsigned i = 0; i < 2; i++)
		w.end[i] = (struct world_end){
			.next = world_draw(&w, 1u << 31) * 2,
			.tsval = world_draw(&w, 1u << 31),
			.window = 5000,
			.ip_id = (uint16_t)world_draw(&w, 99)};
	return w;
}
