/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an embryo or a steady connection is counted as follows from how far it
 * has come, so that of struct counted only the listener and the crowd are kept.
 * What follows is asked once, before the first connection.
 */
#include "config.h"

#include "track/count.h"

#include "track/minute.h"
#include "track/since.h"
#include "track/tcp_state.h"

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

void count_init(struct count *n)
{
	const struct standing syn = embryonic(false), syn_ack = embryonic(true);
	const struct standing refused = {.state = {TCP_CLOSED, TCP_CLOSED},
	                                 .reset = true};

	census_init(&n->census);
	n->syn = census_as(&syn);
	n->syn_ack = census_as(&syn_ack);
	n->refused = census_as(&refused);
	for (unsigned closer = 0; closer < DIR_COUNT; closer++)
		for (unsigned stage = 0; stage < STAGE_COUNT; stage++) {
			struct steady st = {.closer = closer & 1u};
			struct standing now =
				standing_of(&st, (enum stage)stage);

			n->steady[closer][stage] = census_as(&now);
		}
}

void count_fini(struct count *n)
{
	census_fini(&n->census);
}

void count_begin(struct count *n, struct connection *c, const struct segment *s)
{
	/* Met in the middle: who listens there, nobody knows. */
	if (s->flags & SEG_SYN)
		census_begin(&n->census, &c->counted,
		             &c->end[dir_peer(c->client)], s->time);
}

void count_segment(struct count *n, struct connection *c)
{
	struct standing now = census_standing(c);
	struct subject subject;

	if (!census_news(&c->counted, &now))
		return;
	subject = census_subject(c);
	census_step(&n->census, &c->counted, &now, &subject);
}

/* From what it was counted as to what it is.  slot: its handshake's. */
static void move_on(struct count *n, struct filed *filed, int64_t slot,
                    uint16_t was, uint16_t now, const struct subject *subject)
{
	struct counted k = {
		.listener = filed->listener,
		.crowd = filed->crowd,
		.as = was,
		.slot = slot,
	};

	census_move(&n->census, &k, now, subject);
	filed->crowd = (uint16_t)k.crowd;
}

void count_syn(struct count *n, struct embryo *e, const struct segment *s)
{
	struct counted k = {.as = n->syn};

	census_begin(&n->census, &k, &s->destination, s->time);
	e->filed.listener = (uint16_t)k.listener;
}

/* An answer has come to the SYN. */
static void move_answered(struct count *n, struct embryo *e, uint16_t now,
                          const struct segment *s)
{
	struct subject subject = {.last = moment_of(s)};

	move_on(n, &e->filed, minute_slot(e->birth.time), n->syn, now,
	        &subject);
}

void count_syn_ack(struct count *n, struct embryo *e, const struct segment *s)
{
	move_answered(n, e, n->syn_ack, s);
}

void count_refusal(struct count *n, struct embryo *e, const struct segment *s)
{
	move_answered(n, e, n->refused, s);
}

static struct subject subject_of(const struct steady *st,
                                 const struct segment *s)
{
	enum dir dir = (enum dir)st->latest;

	return (struct subject){
		.client = dir == DIR_0 ? s->source : s->destination,
		.last = moment_of(s),
		.ack = steady_ack(st),
		.syn_time = st->birth.time,
		.last_syn_time = st->birth.time,
		.has_syn = true,
		.talked = steady_payload(st, DIR_0) &&
	                  steady_payload(st, DIR_1),
	};
}

void count_ack(struct count *n, struct steady *st, const struct segment *s)
{
	struct subject subject = subject_of(st, s);

	move_on(n, &st->filed, minute_slot(st->birth.time), n->syn_ack,
	        n->steady[0][STAGE_OPEN], &subject);
}

/* Its handshake is over, and more than the moment only a crowd asks for. */
void count_stage(struct count *n, struct steady *st, const struct segment *s,
                 enum stage before)
{
	const uint16_t *as = n->steady[st->closer];
	struct subject subject = {.last = moment_of(s)};

	if (as[before] == as[st->stage])
		return;
	if (st->filed.crowd)
		subject = subject_of(st, s);
	move_on(n, &st->filed, 0, as[before], as[st->stage], &subject);
}

void count_brief(struct count *n, const struct filed *filed,
                 const struct brief *brief)
{
	if (filed->listener)
		census_settle_brief(&n->census, filed->listener, brief);
}

void count_cut(struct count *n, const struct embryo *e, int64_t capture_end)
{
	struct counted k = {
		.listener = e->filed.listener,
		.slot = minute_slot(e->birth.time),
		.as = e->has_syn_ack ? n->syn_ack : n->syn,
	};

	if (capture_end - e->birth.time >= CENSUS_PATIENCE)
		return;
	if (e->refused)
		k.as = n->refused;
	census_cut(&n->census, &k, e->birth.time, capture_end);
}
