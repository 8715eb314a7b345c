/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Each field is set to what an ordinary life makes of it; a test holds every
 * byte against a connection that was fed the same segments.
 */
#include "config.h"

#include "track/unfold.h"

#include "track/census.h"
#include "track/minute.h"
#include "track/seq.h"
#include "track/since.h"
#include "track/tcp_state.h"
#include "track/zeek_steady.h"

/* What census.c made of it when it last looked. */
static void count(struct connection *c, const struct filed *filed,
                  int64_t began)
{
	struct standing now = census_standing(c);

	c->counted.listener = filed->listener;
	c->counted.crowd = filed->crowd;
	c->counted.slot = minute_slot(began);
	census_recall(&c->counted, &now);
}

static bool fin_acked(const struct steady *st, int index)
{
	return index == 0 ? st->stage >= STAGE_HALF_CLOSED
	                  : index == 1 && st->stage == STAGE_CLOSED;
}

/* Those of its SYN: OPT_ bits, and what two of them say. */
static void unfold_options(struct half *half, uint8_t options, uint16_t mss,
                           uint8_t offered_scale)
{
	half->options_seen = true;
	half->mss_seen = options & OPT_MSS;
	half->mss = mss;
	half->scale_offered = options & OPT_WINDOW_SCALE;
	half->offered_scale = offered_scale;
	half->sack_permitted = options & OPT_SACK_PERMITTED;
	half->timestamps = options & OPT_TIMESTAMPS;
}

/* Where it has none, 0 (steady.h says what follows). */
static uint32_t newest_tsval(const struct steady_half *half, bool timed)
{
	return timed ? half->making.tsval : 0;
}

static uint32_t fin_tsval(const struct steady *st, enum dir dir, int index)
{
	return index == 0 ? st->end[dir].fin_tsval
	                  : newest_tsval(&st->half[dir], st->fin[dir].timed);
}

/* Of the segment that acknowledged this end's FIN. */
static uint32_t fin_ack_tsval(const struct steady *st, enum dir dir)
{
	enum dir by = dir_peer(dir);

	return dir == st->closer
	               ? st->end[by].fin_tsval
	               : newest_tsval(&st->half[by], st->fin[dir].ack_timed);
}

static void unfold_fin(struct connection *c, const struct steady *st,
                       enum dir dir)
{
	const struct steady_fin *from = &st->fin[dir];
	struct half *half = &c->half[dir];
	int index = steady_fin(st, dir);
	struct moment fin, ack;

	if (index < 0)
		return;
	fin = steady_fin_moment(st, (unsigned)index);
	half->fin_seen = true;
	half->fin_arrived = index > 0 || st->stage != STAGE_FIN_CROSSED;
	half->fin_seq = st->snd_nxt[dir] - 1;
	half->fin_time = fin.time;
	half->fin_packet = fin.packet;
	c->closing.fin[index] = c->closing.last_fin[index] = fin;
	c->closing.met[index] = from->met;
	c->closing.fin_timed[index] = from->timed;
	c->closing.fin_tsval[index] = fin_tsval(st, dir, index);
	if (!fin_acked(st, index)) {
		c->closing.fin_due[index] = true;
		return;
	}
	ack = steady_fin_ack_moment(st, (unsigned)index);
	half->fin_ack_packet = ack.packet;
	half->fin_ack_timed = from->ack_timed;
	half->fin_ack_tsval = fin_ack_tsval(st, dir);
	/* Behind all payload: a FIN that follows has this very number. */
	half->fin_ack_seq = st->snd_nxt[dir_peer(dir)] -
	                    (index == 0 && st->stage >= STAGE_LAST_ACK);
	c->closing.ack[index] = c->closing.last_ack[index] = ack;
}

/* What both kinds know of a half whose SYN was seen. */
static void unfold_numbers(struct half *half, const struct steady *st,
                           enum dir dir)
{
	const struct steady_half *from = &st->half[dir];

	half->base_known = half->syn_seen = half->sent = true;
	half->contiguous_known = true;
	half->iss = half->base = half->first_seq = st->end[dir].iss;
	half->snd_nxt = half->contiguous = st->snd_nxt[dir];
	half->last_ack = from->last_ack;
	half->edge_known = st->numbers[dir].edge_known;
	half->right_edge = st->right_edge[dir];
	half->window = from->window;
	half->segments = from->segments;
	half->snd_nxt_time = st->birth.time + steady_snd_nxt_ns(st, dir);
	half->last_time = st->birth.time + steady_last_ns(from);
	half->scale = steady_scale(st, dir);
	/* Windows are scaled from the first segment behind the SYN. */
	half->first_ack_due = from->segments == 1;
}

static void unfold_half(struct connection *c, const struct steady *st,
                        enum dir dir)
{
	const struct steady_half *from = &st->half[dir];
	const struct steady_end *end = &st->end[dir];
	struct half *half = &c->half[dir];
	bool resets = st->stage == STAGE_RESET && st->closer == dir;

	unfold_numbers(half, st, dir);
	unfold_options(half, end->options, end->mss, end->offered_scale);
	half->trail = steady_ring(st, dir);
	half->making = from->making;
	half->acked = true;
	half->max_ack = from->last_ack;
	half->answer_least = from->answer_least;
	half->open_proved = from->segments > (resets ? 2u : 1u);
	half->state = (uint8_t)steady_state(st, (enum stage)st->stage, dir);
	half->payload_bytes = steady_payload(st, dir);
	half->data_sent = half->payload_bytes > 0;
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

	pass(c, EQUATION_J, st->end[DIR_0].iss + 1, c->opening.syn_ack.packet);
	pass(c, EQUATION_K, st->end[DIR_1].iss + 1, c->opening.ack.packet);
	if (cl->fins > 0)
		pass(c, EQUATION_M, st->snd_nxt[closer], cl->ack[0].packet);
	if (cl->fins > 1)
		pass(c, EQUATION_N, st->snd_nxt[other], cl->ack[1].packet);
}

/* The reset of a half, which its peer takes. */
static void unfold_reset(struct connection *c, enum dir dir,
                         const struct moment *at, enum tcp_state from_state,
                         enum tcp_state to_state)
{
	struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	from->before_reset = (uint8_t)from_state;
	to->before_reset = (uint8_t)to_state;
	from->state = to->state = TCP_CLOSED;
	from->reset_sent = to->reset_taken = true;
	from->own_reset = at->packet;
	from->own_reset_time = at->time;
	c->closing.reset = *at;
	c->closing.reset_by = (uint8_t)dir;
	c->closing.reset_state = (uint8_t)to_state;
	if (from->acked && seq_gt(to->snd_nxt, from->max_ack))
		c->closing.reset_unacked = to->snd_nxt - from->max_ack;
	c->completeness |= COMPLETE_RST;
	c->ended = true;
}

static void unfold_syn_options(struct half *half, const struct bare *syn)
{
	unfold_options(half, syn->options, syn->mss, syn->window_scale);
}

/* What each end's SYN leaves, as far as it is there. */
static struct steady both_ends(const struct embryo *e)
{
	struct steady st = {.birth = e->birth};

	steady_open_end(&st, e, DIR_0);
	steady_open_end(&st, e, DIR_1);
	return st;
}

/* The SYN, in a connection of which nothing else is known. */
static void unfold_syn(struct connection *c, const struct embryo *e,
                       const struct steady *st)
{
	struct half *client = &c->half[DIR_0], *server = &c->half[DIR_1];

	unfold_numbers(client, st, DIR_0);
	unfold_syn_options(client, &e->syn);
	client->state = TCP_SYN_SENT;
	server->state = TCP_LISTEN;
	c->stream = e->filed.stream;
	c->client = DIR_0;
	c->completeness = COMPLETE_SYN;
	c->first = c->last = (struct moment){e->birth.packet, e->birth.time};
	c->opening.syn = c->opening.last_syn = c->first;
	c->opening.syns = 1;
	c->last_syn_time = c->first.time;
	if (e->has_syn_ack)
		return;
	server->window = UINT32_MAX; /* none advertised */
	/* Whether its own offer counts only the SYN,ACK can tell. */
	client->scale = steady_own_scale(&e->syn);
	server->scale = client->scale == SCALE_NONE ? SCALE_NONE
	                                            : SCALE_UNKNOWN;
}

static void unfold_syn_ack(struct connection *c, const struct embryo *e,
                           const struct steady *st)
{
	struct half *server = &c->half[DIR_1];

	unfold_numbers(server, st, DIR_1);
	unfold_syn_options(server, &e->answer);
	server->acked = true;
	server->max_ack = st->half[DIR_1].last_ack;
	server->answer_least = embryo_answered_ns(e);
	server->state = TCP_SYN_RECEIVED;
	c->half[DIR_0].state = TCP_ESTABLISHED;
	c->completeness |= COMPLETE_SYN_ACK;
	c->last = embryo_last(e);
	c->opening.syn_ack = c->opening.last_syn_ack = c->last;
	c->opening.syn_acks = 1;
	pass(c, EQUATION_J, e->syn.seq + 1, c->last.packet);
	pass(c, EQUATION_K, e->answer.seq + 1, 0);
}

/* "Nobody listens here." */
static void unfold_refusal(struct connection *c, const struct embryo *e)
{
	const struct bare *reset = &e->answer;
	struct half *server = &c->half[DIR_1];

	server->base_known = server->acked = true;
	server->base = reset->seq - 1;
	server->last_ack = server->max_ack = reset->ack;
	server->window = reset->window;
	server->segments = 1;
	c->last = embryo_last(e);
	server->last_time = c->last.time;
	server->answer_least = embryo_answered_ns(e);
	c->completeness |= COMPLETE_ACK;
	c->opening.refused = c->last;
	c->opening.refused_after = embryo_answered_ns(e);
	unfold_reset(c, DIR_1, &c->last, TCP_LISTEN, TCP_SYN_SENT);
	server->own_reset_timed = reset->options & OPT_TIMESTAMPS;
	server->own_reset_tsval = reset->tsval;
	server->own_reset_id = reset->has_ip_id ? reset->ip_id : 0;
	server->own_reset_ttl = reset->ttl;
}

void unfold_embryo(struct connection *c, const struct embryo *e, bool zeek)
{
	struct steady st = both_ends(e);

	unfold_syn(c, e, &st);
	if (e->has_syn_ack)
		unfold_syn_ack(c, e, &st);
	if (e->refused)
		unfold_refusal(c, e);
	count(c, &e->filed, e->birth.time);
	if (!zeek)
		return;
	c->zeek = zeek_new();
	zeek_unfold_embryo(c->zeek, e, c->end);
}

static void unfold_trail(struct half *half, const struct embryo *e,
                         enum dir dir)
{
	struct segment s = embryo_segment(e, dir);
	struct passed passed = trail_passed(&s);

	trail_note(&half->trail, &passed);
	making_note(&half->making, &s, 1);
}

void unfold_trails(struct connection *c, const struct embryo *e)
{
	unfold_trail(&c->half[DIR_0], e, DIR_0);
	if (e->has_syn_ack || e->refused)
		unfold_trail(&c->half[DIR_1], e, DIR_1);
}

static void unfold_steady_reset(struct connection *c, const struct steady *st)
{
	enum dir dir = (enum dir)st->closer;
	struct moment at = steady_last(st);

	unfold_reset(c, dir, &at, TCP_ESTABLISHED, TCP_ESTABLISHED);
	c->half[dir].own_reset_timed = st->fin[dir].timed;
	c->half[dir].own_reset_tsval = st->end[dir].fin_tsval;
	c->half[dir].own_reset_id = (uint16_t)st->end[dir].fin_packets;
	c->half[dir].own_reset_ttl = (uint8_t)(st->end[dir].fin_packets >> 16);
}

static void unfold_opening(struct connection *c, const struct steady *st)
{
	struct opening *o = &c->opening;

	o->syn = o->last_syn = c->first;
	o->syn_ack = o->last_syn_ack = steady_syn_ack(st);
	o->ack = steady_ack(st);
	o->syns = o->syn_acks = 1;
	o->third_seq = st->end[DIR_0].iss + 1;
	o->third_newer = st->numbers[DIR_0].third_newer;
	c->last_syn_time = c->first.time;
	c->round_trip = st->ack_ns;
}

/* Its TIME-WAIT began with FIN(N). */
static void count_steady(struct connection *c, const struct steady *st)
{
	count(c, &st->filed, st->birth.time);
	if (c->closing.fins < 2 || !c->counted.listener)
		return;
	c->counted.time_wait = minute_slot(c->closing.fin[1].time);
	if (c->counted.crowd && st->closer == DIR_0)
		c->counted.client_time_wait = c->counted.time_wait;
}

static uint8_t completeness(const struct connection *c)
{
	unsigned bits = COMPLETE_SYN | COMPLETE_SYN_ACK | COMPLETE_ACK;

	if (c->half[DIR_0].data_sent || c->half[DIR_1].data_sent)
		bits |= COMPLETE_DATA;
	if (c->closing.fins)
		bits |= COMPLETE_FIN;
	return (uint8_t)bits;
}

void unfold_steady(struct connection *c, const struct steady *st, bool zeek)
{
	const struct birth *b = &st->birth;

	c->stream = st->filed.stream;
	c->client = DIR_0;
	c->first = (struct moment){b->packet, b->time};
	c->last = steady_last(st);
	if (steady_fin(st, (enum dir)st->closer) == 0) {
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
	if (st->stage == STAGE_RESET)
		unfold_steady_reset(c, st);
	count_steady(c, st);
	if (!zeek)
		return;
	c->zeek = zeek_new();
	zeek_unfold(c->zeek, st, c->end);
}
