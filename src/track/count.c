/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an embryo or a steady connection is counted as follows from how far it
 * has come, so that of struct counted only the listener and the crowd are kept.
 */
#include "config.h"

#include "track/count.h"

#include "track/minute.h"
#include "track/since.h"
#include "track/tcp_state.h"

void count_begin(struct census *n, struct connection *c,
                 const struct segment *s)
{
	/* Met in the middle: who listens there, nobody knows. */
	if (s->flags & SEG_SYN)
		census_begin(n, &c->counted, &c->end[c->client],
		             &c->end[dir_peer(c->client)], s->time);
}

void count_segment(struct census *n, struct connection *c)
{
	struct standing now = census_standing(c);
	struct subject subject;

	if (!census_news(&c->counted, &now))
		return;
	subject = census_subject(c);
	census_step(n, &c->counted, &now, &subject);
}

/* Both states as they are before the handshake is complete. */
static struct standing embryonic(bool has_syn_ack)
{
	return (struct standing){
		.state = {has_syn_ack ? TCP_ESTABLISHED : TCP_SYN_SENT,
	                  has_syn_ack ? TCP_SYN_RECEIVED : TCP_LISTEN},
	};
}

static struct standing standing_of(const struct steady *st, enum stage stage)
{
	struct standing now = {
		.closing = stage != STAGE_OPEN && stage != STAGE_RESET,
		.reset = stage == STAGE_RESET,
		.opened = true,
	};

	now.state[DIR_0] = (uint8_t)steady_state(st, stage, DIR_0);
	now.state[DIR_1] = (uint8_t)steady_state(st, stage, DIR_1);
	return now;
}

/* From what it was counted as to what it is. */
static void move_on(struct census *n, struct birth *b,
                    const struct standing *was, const struct standing *now,
                    const struct subject *subject)
{
	struct counted k = {
		.listener = b->listener,
		.crowd = b->crowd,
		.slot = minute_slot(b->time),
	};

	census_recall(&k, was);
	census_step(n, &k, now, subject);
	b->crowd = k.crowd;
}

void count_syn(struct census *n, struct embryo *e, const struct segment *s)
{
	struct standing now = embryonic(false);
	struct subject subject = {.last = moment_of(s)};
	struct counted k = {0};

	census_begin(n, &k, &s->source, &s->destination, s->time);
	census_step(n, &k, &now, &subject);
	e->birth.listener = k.listener;
}

void count_syn_ack(struct census *n, struct embryo *e, const struct segment *s)
{
	struct standing was = embryonic(false), now = embryonic(true);
	struct subject subject = {.last = moment_of(s)};

	move_on(n, &e->birth, &was, &now, &subject);
}

static const struct standing rejected = {
	.state = {TCP_CLOSED, TCP_CLOSED},
	.reset = true,
};

void count_refusal(struct census *n, struct embryo *e, const struct segment *s)
{
	struct standing was = embryonic(false);
	struct subject subject = {.last = moment_of(s)};

	move_on(n, &e->birth, &was, &rejected, &subject);
}

static struct subject subject_of(const struct steady *st,
                                 const struct segment *s)
{
	enum dir dir = (enum dir)st->latest;

	return (struct subject){
		.client = dir == DIR_0 ? s->source : s->destination,
		.last = moment_of(s),
		.ack = since_moment(&st->ack, &st->birth),
		.syn_time = st->birth.time,
		.last_syn_time = st->birth.time,
		.has_syn = true,
		.talked = steady_payload(st, DIR_0) &&
	                  steady_payload(st, DIR_1),
	};
}

void count_ack(struct census *n, struct steady *st, const struct segment *s)
{
	struct standing was = embryonic(true),
			now = standing_of(st, STAGE_OPEN);
	struct subject subject = subject_of(st, s);

	move_on(n, &st->birth, &was, &now, &subject);
}

void count_stage(struct census *n, struct steady *st, const struct segment *s,
                 enum stage before)
{
	struct standing was = standing_of(st, before);
	struct standing now = standing_of(st, (enum stage)st->stage);
	struct subject subject;

	if (census_alike(&was, &now))
		return;
	subject = subject_of(st, s);
	move_on(n, &st->birth, &was, &now, &subject);
}

void count_cut(struct census *n, const struct embryo *e, int64_t capture_end)
{
	struct standing now = e->refused ? rejected : embryonic(e->has_syn_ack);
	struct counted k = {.listener = e->birth.listener,
	                    .slot = minute_slot(e->birth.time)};

	census_recall(&k, &now);
	census_cut(n, &k, e->birth.time, capture_end);
}
