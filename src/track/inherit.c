/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/inherit.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/seq.h"
#include "track/tcp_state.h"

#define NEAR (INT32_C(1) << 24) /* bytes: the same stream of numbers */

struct inherited {
	struct half half[DIR_COUNT]; /* by the new connection's directions */
	enum dir client;
	int64_t round_trip;
};

static bool is_open(const struct half *half)
{
	return half->sent && tcp_state_synchronized(half->state) &&
	       half->state != TCP_TIME_WAIT;
}

void inherit_remember(struct connection *c, const struct connection *earlier)
{
	enum dir same =
		memcmp(&earlier->end[0], &c->end[0], sizeof(c->end[0])) == 0
			? DIR_0
			: DIR_1;

	if (!is_open(&earlier->half[0]) || !is_open(&earlier->half[1]))
		return;
	c->inherited = xzalloc(sizeof(*c->inherited));
	c->inherited->half[DIR_0] = earlier->half[same];
	c->inherited->half[DIR_1] = earlier->half[dir_peer(same)];
	evidence_clone(&c->inherited->half[DIR_0]);
	evidence_clone(&c->inherited->half[DIR_1]);
	c->inherited->client = earlier->client == same ? DIR_0 : DIR_1;
	c->inherited->round_trip = earlier->round_trip;
}

static bool is_near(const struct half *half, uint32_t number)
{
	int32_t distance = seq_diff(number, half->snd_nxt);

	return distance > -NEAR && distance < NEAR;
}

/* Both its numbers are where the earlier connection stood. */
static bool goes_on(const struct connection *c, const struct segment *s,
                    enum dir dir)
{
	const struct half *half = c->inherited->half;

	return is_near(&half[dir], s->seq) && (s->flags & SEG_ACK) &&
	       is_near(&half[dir_peer(dir)], s->ack);
}

/* One half as it was, under this stream's numbering and counts. */
static void take_over(struct half *half, struct half *old)
{
	struct half now = *half;

	evidence_fini(half);
	*half = *old;
	old->gaps = NULL;
	half->base = now.base;
	half->base_known = now.base_known;
	half->segments = now.segments;
	half->payload_bytes = now.payload_bytes;
	half->retransmissions = 0;
	half->retransmitted_bytes = 0;
	half->longest_wait = 0;
	half->first_repeat = 0;
}

static void adopt(struct connection *c)
{
	struct inherited *old = c->inherited;

	take_over(&c->half[DIR_0], &old->half[DIR_0]);
	take_over(&c->half[DIR_1], &old->half[DIR_1]);
	c->client = (uint8_t)old->client;
	c->round_trip = old->round_trip;
	c->opening = (struct opening){0};
	memset(c->checks, 0, sizeof(c->checks));
	c->continues = true;
	c->half[DIR_1].challenged = true;
	connection_find(c, RULE_SYN_ON_OPEN, DIR_0, c->first.packet);
	for (uint32_t i = 0; i < c->record_count; i++) {
		c->records[i].label = LABEL_NONE;
		c->records[i].state[0] = c->half[0].state;
		c->records[i].state[1] = c->half[1].state;
	}
}

void inherit_decide(struct connection *c, const struct segment *s, enum dir dir)
{
	const struct half *syn = &c->half[DIR_0];

	if (s->flags & SEG_SYN) {
		if (s->flags & SEG_ACK)
			inherit_fini(c);
		return;
	}
	/* An answer to the SYN, if only a reset, is none of the old ones. */
	if (!(dir == DIR_1 && s->ack == syn->snd_nxt) && goes_on(c, s, dir))
		adopt(c);
	inherit_fini(c);
}

void inherit_fini(struct connection *c)
{
	if (!c->inherited)
		return;
	evidence_fini(&c->inherited->half[DIR_0]);
	evidence_fini(&c->inherited->half[DIR_1]);
	free(c->inherited);
	c->inherited = NULL;
}
