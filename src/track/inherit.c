/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/inherit.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "decode/segment.h"
#include "track/analysis.h"
#include "track/connection.h"
#include "track/evidence.h"
#include "track/seq.h"
#include "track/tcp_state.h"

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

/* Both its numbers are where the earlier connection stood. */
static bool goes_on(const struct connection *c, const struct segment *s,
                    enum dir dir)
{
	const struct half *half = c->inherited->half;

	return seq_near(s->seq, half[dir].snd_nxt) && (s->flags & SEG_ACK) &&
	       seq_near(s->ack, half[dir_peer(dir)].snd_nxt);
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
	half->wait_unknown = false;
	half->first_repeat = 0;
}

static void adopt(struct connection *c, const struct segment *s, enum dir dir)
{
	struct inherited *old = c->inherited;

	take_over(&c->half[DIR_0], &old->half[DIR_0]);
	take_over(&c->half[DIR_1], &old->half[DIR_1]);
	c->client = (uint8_t)old->client;
	c->round_trip = old->round_trip;
	c->opening = (struct opening){0};
	memset(c->checks, 0, sizeof(c->checks));
	memset(c->bare_again, 0, sizeof(c->bare_again));
	c->continues = true;
	c->half[DIR_1].challenged = true;
	if (dir == DIR_1) {
		c->opening.older = moment_of(s);
		c->opening.older_ack = s->ack;
	}
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
		adopt(c, s, dir);
	inherit_fini(c);
}

/* One half as it was before the SYN. */
static struct half begin_half(const struct half *now, enum tcp_state state)
{
	return (struct half){
		.base = now->base,
		.base_known = now->base_known,
		.segments = now->segments,
		.payload_bytes = now->payload_bytes,
		.scale = SCALE_UNKNOWN,
		.window = UINT32_MAX,
		.state = (uint8_t)state,
	};
}

/* The connection from its first SYN on, with what is of the stream and of what
 * was counted: it is being opened, with a SYN that an older one has answered. */
static struct connection begin_again(const struct connection *c)
{
	return (struct connection){
		.end = {c->end[DIR_0], c->end[DIR_1]},
		.stream = c->stream,
		.completeness = c->completeness,
		.announced = c->announced,
		.first_completeness = c->first_completeness,
		.hidden = c->hidden,
		.waits = c->waits,
		.disordered = c->disordered,
		.place = c->place,
		.counted = c->counted,
		.half = {begin_half(&c->half[DIR_0], TCP_SYN_SENT),
	                 begin_half(&c->half[DIR_1], TCP_LISTEN)},
		.first = c->first,
		.last = c->last,
		.opening = {.syn = c->first,
	                    .last_syn = c->first,
	                    .syns = 1,
	                    .older = c->opening.older,
	                    .older_met = true,
	                    .older_ack = c->opening.older_ack,
	                    .older_reset = c->closing.reset.packet},
		.earlier = c->earlier,
		.renumbered = c->renumbered,
		.ahead = {c->ahead[DIR_0], c->ahead[DIR_1]},
		.copies = c->copies,
		.first_copy = c->first_copy,
		.findings = c->findings,
		.ignored = c->ignored,
		.records = c->records,
		.record_count = c->record_count,
		.records_omitted = c->records_omitted,
		.zeek = c->zeek,
	};
}

/* What it was taken for is undone. */
static void disown(struct connection *c)
{
	evidence_fini(&c->half[DIR_0]);
	evidence_fini(&c->half[DIR_1]);
	*c = begin_again(c);
	for (uint32_t i = 0; i < c->record_count; i++) {
		if (c->records[i].packet == c->first.packet)
			c->records[i].label = LABEL_SYN;
		c->records[i].state[DIR_0] = TCP_SYN_SENT;
		c->records[i].state[DIR_1] = TCP_LISTEN;
		c->records[i].crossed_by = 0;
	}
}

/* The first SYN once more, of which this is a repetition. */
static void note_first(struct connection *c, const struct segment *again)
{
	struct segment first = *again;

	first.packet = c->first.packet;
	first.time = c->first.time;
	first.has_ip_id = false;
	first.options.seen &= ~OPT_TIMESTAMPS;
	analysis_note(c, &first, DIR_0, 0);
}

void inherit_reconsider(struct connection *c, const struct segment *s,
                        enum dir dir)
{
	if (!(dir == DIR_0 && c->opening.older.packet &&
	      c->closing.reset.packet && c->closing.reset_by == DIR_0 &&
	      (s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN &&
	      s->seq == c->half[DIR_0].base))
		return;
	disown(c);
	note_first(c, s);
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
