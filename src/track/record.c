/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/record.h"

#include <assert.h>
#include <stddef.h>

#include "base/xalloc.h"
#include "decode/segment.h"
#include "track/connection.h"
#include "track/marks.h"
#include "track/tcp_state.h"

#define LATELY 8 /* records looked back through for a copy's original */

static struct record *append(struct connection *c)
{
	assert(c->record_count < UINT32_MAX);
	/* Powers of two from eight: grow when the count reaches one. */
	if (c->record_count == 0 ||
	    (c->record_count >= 8 &&
	     (c->record_count & (c->record_count - 1)) == 0))
		c->records = xreallocarray(
			c->records,
			c->record_count ? 2 * (size_t)c->record_count : 8,
			sizeof(*c->records));
	return &c->records[c->record_count++];
}

/* What the receiver is in when the segment has arrived, and with it or before it
 * the acknowledgment of its FIN that had not when it went on. */
static uint8_t late_state(const struct connection *c, enum dir dir)
{
	enum dir peer = dir_peer(dir);

	if (!c->closing.ack_late[peer])
		return TCP_UNKNOWN;
	return (uint8_t)tcp_state_next(c->half[peer].state,
	                               EVENT_GOT_ACK_OF_FIN, NULL);
}

static void write_record(struct connection *c, struct record *r,
                         const struct segment *s, const struct sight *sight)
{
	enum dir dir = connection_dir(c, s);
	const struct half *from = &c->half[dir], *to = &c->half[dir_peer(dir)];

	*r = (struct record){
		.packet = s->packet,
		.last_packet = s->packet,
		.time = s->time,
		.bytes = s->len,
		.seq = s->seq,
		.ack = s->ack,
		.rel_seq = s->len_known ? s->seq - from->base : s->seq,
		.rel_ack = s->len_known ? s->ack - to->base : s->ack,
		.tsval = s->options.tsval,
		.timed = s->options.seen & OPT_TIMESTAMPS,
		.marks = sight->marks,
		.flags = s->flags,
		.window = s->window,
		.dir = (uint8_t)dir,
		.label = sight->label,
		.state = {c->half[0].state, c->half[1].state},
		.late_state = late_state(c, dir),
		.check = sight->check,
		.second_check = sight->second_check,
		.segments = s->len ? 1 : 0,
		.key = sight->key,
		.pin = sight->pin,
	};
}

void record_widen(struct record *run, uint64_t first, uint64_t last)
{
	if (first < run->packet)
		run->packet = first;
	if (last > run->last_packet)
		run->last_packet = last;
}

/* Adds an ordinary segment to the run that stands last, if it goes the same
 * way.  Bare ACKs belong to whatever run there is. */
static bool extend_run(struct connection *c, const struct segment *s)
{
	struct record *r;

	if (!c->record_count)
		return false;
	r = &c->records[c->record_count - 1];
	if (!r->run)
		return false;
	if (s->len && r->bytes && r->dir != connection_dir(c, s))
		return false;
	if (s->len && !r->bytes) {
		r->dir = (uint8_t)connection_dir(c, s);
		r->flags = s->flags;
	}
	record_widen(r, s->packet, s->packet);
	r->bytes += s->len;
	r->segments += s->len ? 1 : 0;
	return true;
}

void record_segment(struct connection *c, const struct segment *s,
                    const struct sight *sight,
                    const struct connection_options *wanted)
{
	struct record *r;

	if (wanted->keep == KEEP_NONE)
		return;
	if (c->records_omitted) { /* what follows belongs to no run, either */
		c->records_omitted++;
		return;
	}
	if (wanted->keep == KEEP_KEY && !sight->key && extend_run(c, s))
		return;
	if (wanted->keep_max && c->record_count >= wanted->keep_max) {
		c->records_omitted++;
		return;
	}
	r = append(c);
	write_record(c, r, s, sight);
	r->run = wanted->keep == KEEP_KEY && !sight->key;
}

void record_copy(struct connection *c, const struct segment *s)
{
	enum dir dir = connection_dir(c, s);

	for (uint32_t i = c->record_count; i && c->record_count - i < LATELY;) {
		struct record *r = &c->records[--i];

		if (r->run || r->dir != dir || r->seq != s->seq ||
		    r->ack != s->ack || r->flags != s->flags)
			continue;
		r->copies += r->copies < UINT8_MAX;
		return;
	}
}

void record_check(struct connection *c, uint64_t packet, unsigned equation)
{
	for (uint32_t i = c->record_count; i-- > 0;)
		if (c->records[i].packet == packet) {
			c->records[i].check = (uint8_t)(1 + equation);
			return;
		}
}

void record_disown(struct connection *c, uint64_t packet)
{
	for (uint32_t i = c->record_count; i-- > 0;)
		if (c->records[i].packet == packet) {
			struct record *r = &c->records[i];

			r->marks = MARK_BIT(DUPLICATE_CAPTURE);
			r->label = LABEL_NONE;
			r->check = 0;
			for (enum dir d = DIR_0; i && d < DIR_COUNT; d++)
				r->state[d] = r[-1].state[d];
			return;
		}
}

void record_unlabel_syn_k(struct connection *c)
{
	for (; c->records_judged < c->record_count; c->records_judged++)
		if (c->records[c->records_judged].label == LABEL_SYN_K)
			c->records[c->records_judged].label = LABEL_NONE;
}

/* The state of an end that had sent its FIN, where it seemed that it had not. */
static uint8_t after_fin(uint8_t seen, bool crossed)
{
	enum tcp_state state = (enum tcp_state)seen;

	if (crossed && state == TCP_CLOSE_WAIT)
		return TCP_CLOSING;
	return (uint8_t)tcp_state_next(state, EVENT_SENT_FIN, NULL);
}

void record_fin_was_sent(struct connection *c, enum dir dir, uint32_t fin,
                         bool crossed)
{
	uint32_t first = c->record_count;

	for (uint32_t i = first; i-- > 0;) {
		const struct record *r = &c->records[i];

		/* Without ACK it moves no state (RFC 9293 §3.10.7.4, fifth). */
		if (r->dir != dir ||
		    !(r->flags & (SEG_ACK | SEG_RST | SEG_SYN)))
			continue;
		if (r->seq != fin + 1 || (r->flags & SEG_RST) ||
		    !tcp_state_synchronized(r->state[dir]))
			break;
		first = i;
	}
	for (uint32_t i = first; i < c->record_count; i++) {
		struct record *r = &c->records[i];

		/* The peer's FIN comes behind it. */
		crossed |= r->state[dir] != TCP_CLOSE_WAIT;
		r->fin_state[dir] = after_fin(r->state[dir], crossed);
	}
}

uint8_t record_state(const struct record *r, enum dir dir)
{
	if (dir != r->dir && r->crossed_by)
		return r->crossed_state;
	if (dir != r->dir && r->late_state != TCP_UNKNOWN)
		return r->late_state;
	if (r->fin_state[dir] != TCP_UNKNOWN)
		return r->fin_state[dir];
	return r->state[dir];
}

const char *label_name(enum label label)
{
	static const char *const names[LABEL_COUNT] = {
		[LABEL_NONE] = NULL,
		[LABEL_SYN] = "SYN(J)",
		[LABEL_SYN_ACK] = "SYN(K),ACK(J+1)",
		[LABEL_SYN_K] = "SYN(K)",
		[LABEL_SYN_J_ACK] = "SYN(J),ACK(K+1)",
		[LABEL_ACK_K] = "ACK(K+1)",
		[LABEL_FIN_M] = "FIN(M)",
		[LABEL_ACK_M] = "ACK(M+1)",
		[LABEL_FIN_N] = "FIN(N)",
		[LABEL_FIN_N_ACK] = "FIN(N),ACK(M+1)",
		[LABEL_ACK_N] = "ACK(N+1)",
	};

	assert(label < LABEL_COUNT);
	return names[label];
}
