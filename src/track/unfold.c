/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An embryo keeps its segments, so they are simply fed.  Of a steady
 * connection each field is set to what its ordinary life has made of it; a test
 * holds every byte against a connection that was fed every segment.
 */
#include "config.h"

#include "track/unfold.h"

#include "track/census.h"
#include "track/minute.h"
#include "track/seq.h"
#include "track/since.h"
#include "track/tcp_state.h"

static const struct connection_options nothing_kept = {.keep = KEEP_NONE};

struct segment embryo_segment(const struct embryo *e, enum dir dir)
{
	const struct bare *b = dir == DIR_0 ? &e->syn : &e->syn_ack;
	struct moment at = {e->birth.packet, e->birth.time};

	if (dir == DIR_1)
		at = since_moment(&e->answered, &e->birth);
	return (struct segment){
		.packet = at.packet,
		.time = at.time,
		.seq = b->seq,
		.ack = b->ack,
		.flags = b->flags,
		.window = b->window,
		.has_ip_id = b->has_ip_id,
		.ip_id = b->ip_id,
		.len_known = true,
		.options = {.seen = b->options,
	                    .window_scale = b->window_scale,
	                    .mss = b->mss,
	                    .tsval = b->tsval,
	                    .tsecr = b->tsecr},
		.header_len = 20,
	};
}

static struct segment between(const struct connection *c,
                              const struct embryo *e, enum dir dir)
{
	struct segment s = embryo_segment(e, dir);

	s.source = c->end[dir];
	s.destination = c->end[dir_peer(dir)];
	return s;
}

/* What census.c made of it when it last looked. */
static void count(struct connection *c, const struct birth *b)
{
	struct standing now = census_standing(c);

	c->counted.listener = b->listener;
	c->counted.crowd = b->crowd;
	c->counted.slot = minute_slot(b->time);
	census_recall(&c->counted, &now);
}

void unfold_embryo(struct connection *c, const struct embryo *e)
{
	struct segment s = between(c, e, DIR_0);

	connection_init(c, &s, e->birth.stream, NULL, &nothing_kept);
	connection_feed(c, &s, &nothing_kept);
	if (e->has_syn_ack) {
		s = between(c, e, DIR_1);
		connection_feed(c, &s, &nothing_kept);
	}
	count(c, &e->birth);
}

static bool fin_acked(const struct steady *st, int index)
{
	return index == 0 ? st->stage >= STAGE_HALF_CLOSED
	                  : index == 1 && st->stage == STAGE_CLOSED;
}

static void unfold_options(struct half *half, const struct steady_half *from)
{
	half->options_seen = true;
	half->mss_seen = from->options & OPT_MSS;
	half->mss = from->mss;
	half->scale_offered = from->options & OPT_WINDOW_SCALE;
	half->offered_scale = from->offered_scale;
	half->sack_permitted = from->options & OPT_SACK_PERMITTED;
	half->timestamps = from->options & OPT_TIMESTAMPS;
	half->scale = from->scale;
}

static void unfold_fin(struct connection *c, const struct steady *st,
                       enum dir dir)
{
	const struct steady_half *from = &st->half[dir];
	struct half *half = &c->half[dir];
	int index = steady_fin(st, dir);
	struct moment fin, ack;

	if (index < 0)
		return;
	fin = since_moment(&st->fin[index], &st->birth);
	half->fin_seen = true;
	half->fin_arrived = index > 0 || st->stage != STAGE_FIN_CROSSED;
	half->fin_seq = from->snd_nxt - 1;
	half->fin_time = fin.time;
	half->fin_packet = fin.packet;
	c->closing.fin[index] = c->closing.last_fin[index] = fin;
	c->closing.met[index] = from->fin_met;
	c->closing.fin_timed[index] = from->fin_timed;
	c->closing.fin_tsval[index] = from->fin_tsval;
	if (!fin_acked(st, index))
		return;
	ack = since_moment(&st->fin_ack[index], &st->birth);
	half->fin_ack_packet = ack.packet;
	half->fin_ack_timed = from->fin_ack_timed;
	half->fin_ack_tsval = from->fin_ack_tsval;
	half->fin_ack_seq = from->fin_ack_seq;
	c->closing.ack[index] = c->closing.last_ack[index] = ack;
}

static void unfold_half(struct connection *c, const struct steady *st,
                        enum dir dir)
{
	const struct steady_half *from = &st->half[dir];
	struct half *half = &c->half[dir];

	half->base_known = half->syn_seen = half->sent = half->acked = true;
	half->contiguous_known = true;
	half->edge_known = from->edge_known;
	/* Only what comes behind its SYN proves it open, and its windows are
	 * scaled from there on. */
	half->open_proved = from->segments > 1;
	half->first_ack_due = from->segments == 1;
	half->state = (uint8_t)steady_state(st, (enum stage)st->stage, dir);
	half->iss = half->base = half->first_seq = from->iss;
	half->snd_nxt = half->contiguous = from->snd_nxt;
	half->last_ack = half->max_ack = from->last_ack;
	half->right_edge = from->right_edge;
	half->window = from->window;
	half->segments = from->segments;
	half->payload_bytes = steady_payload(st, dir);
	half->data_sent = half->payload_bytes > 0;
	half->snd_nxt_time = st->birth.time + since_ns(from->snd_nxt_ns);
	half->last_time = st->birth.time + since_ns(from->last_ns);
	half->answer_least = from->answer_least;
	half->trail = from->trail;
	unfold_options(half, from);
	unfold_fin(c, st, dir);
}

static void pass(struct connection *c, enum equation equation, uint32_t number,
                 uint64_t packet)
{
	struct check *check = &c->checks[equation];

	check->expected_known = true;
	check->expected = number;
	if (!packet)
		return;
	check->verdict = VERDICT_PASS;
	check->actual = number;
	check->packet = packet;
}

static void unfold_checks(struct connection *c, const struct steady *st)
{
	const struct closing *cl = &c->closing;
	enum dir closer = (enum dir)st->closer, other = dir_peer(closer);

	pass(c, EQUATION_J, st->half[DIR_0].iss + 1, c->opening.syn_ack.packet);
	pass(c, EQUATION_K, st->half[DIR_1].iss + 1, c->opening.ack.packet);
	if (cl->fins > 0)
		pass(c, EQUATION_M, st->half[closer].snd_nxt,
		     cl->ack[0].packet);
	if (cl->fins > 1)
		pass(c, EQUATION_N, st->half[other].snd_nxt, cl->ack[1].packet);
}

static void unfold_opening(struct connection *c, const struct steady *st)
{
	struct opening *o = &c->opening;

	o->syn = o->last_syn = c->first;
	o->syn_ack = o->last_syn_ack = since_moment(&st->syn_ack, &st->birth);
	o->ack = since_moment(&st->ack, &st->birth);
	o->syns = o->syn_acks = 1;
	o->third_seq = st->half[DIR_0].iss + 1;
	c->last_syn_time = c->first.time;
	c->round_trip = st->round_trip;
}

/* Its TIME-WAIT began with FIN(N). */
static void count_steady(struct connection *c, const struct steady *st)
{
	count(c, &st->birth);
	if (st->stage < STAGE_LAST_ACK || !c->counted.listener)
		return;
	c->counted.time_wait = minute_slot(c->closing.fin[1].time);
	if (c->counted.crowd && st->closer == DIR_0)
		c->counted.client_time_wait = c->counted.time_wait;
}

/* Wireshark's tcp.completeness: SYN, SYN,ACK and ACK are there. */
static uint8_t completeness(const struct connection *c)
{
	uint8_t bits = 1 | 2 | 4;

	if (c->half[DIR_0].data_sent || c->half[DIR_1].data_sent)
		bits |= 8;
	return c->closing.fins ? bits | 16 : bits;
}

void unfold_steady(struct connection *c, const struct steady *st)
{
	const struct birth *b = &st->birth;
	int64_t last = steady_last_time(st);

	c->stream = b->stream;
	c->client = DIR_0;
	c->first = (struct moment){b->packet, b->time};
	c->last = (struct moment){b->packet + st->last_packets, last};
	if (st->stage != STAGE_OPEN) {
		c->closing.fins = st->stage < STAGE_LAST_ACK ? 1 : 2;
		c->closing.first = st->closer;
		c->closing.fin_acks_fin = st->fin_acks_fin;
	}
	unfold_opening(c, st);
	unfold_half(c, st, DIR_0);
	unfold_half(c, st, DIR_1);
	unfold_checks(c, st);
	c->completeness = completeness(c);
	c->ended = st->stage == STAGE_CLOSED;
	count_steady(c, st);
}
