/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Had a segment reached the other end when that end made its FIN?  Strongest
 * first:
 *
 * 1. Acknowledgment.  The FIN carries its sender's RCV.NXT (RFC 9293 §3.4): new
 *    data below it had arrived, and data that would have moved it had not.
 * 2. Timestamps.  The FIN echoes the latest TSval that came in order (RFC 7323
 *    §4.3).  A later one had not come; or, an earlier one had.
 * 3. Time.  Sooner than this end ever answered anything, it was not there.
 *
 * A path keeps packets in order, so the walk goes back from the FIN and ends
 * at the first segment that had arrived.
 *
 * The states the ladder draws stay as they are: its rows stand in the order of
 * the capture, and a state belongs beside the arrow that brings it.
 */
#include "config.h"

#include "track/crossing.h"

#include "decode/segment.h"
#include "track/connection.h"
#include "track/endpoint.h"
#include "track/marks.h"
#include "track/seq.h"
#include "track/tcp_state.h"

enum there { UNTOLD, ARRIVED, UNDER_WAY, BEHIND };

static uint32_t record_end(const struct record *r)
{
	return r->seq + (uint32_t)r->bytes + !!(r->flags & SEG_SYN) +
	       !!(r->flags & SEG_FIN);
}

/* Data that was next in order and did not move the acknowledgment had not come,
 * unless it was lost: then the next one brings a duplicate ACK at once (RFC
 * 5681 §4.2).  What stands behind it has no say of its own. */
static enum there by_acknowledgment(const struct half *from,
                                    const struct record *r,
                                    const struct segment *s)
{
	uint32_t end = record_end(r);

	if (!(s->flags & SEG_ACK) || end == r->seq ||
	    (r->marks & MARKS_RETRANSMITTED))
		return UNTOLD;
	if (seq_le(end, s->ack))
		return ARRIVED;
	if (from->duplicate_acks > 0)
		return UNTOLD;
	return r->seq == s->ack ? UNDER_WAY : BEHIND;
}

/* TS.Recent follows what begins at or below Last.ACK.sent: the ACK in the
 * segment that the sender of `s` sent before it. */
static enum there by_timestamps(const struct half *from, const struct record *r,
                                const struct segment *s)
{
	if (!(s->options.seen & OPT_TIMESTAMPS) || !r->timed ||
	    r->tsval == s->options.tsecr)
		return UNTOLD;
	if (seq_lt(r->tsval, s->options.tsecr))
		return ARRIVED;
	return from->acked && seq_le(r->seq, from->last_ack) ? UNDER_WAY
	                                                     : UNTOLD;
}

static enum there whereabouts(const struct half *from, const struct record *r,
                              const struct segment *s)
{
	enum there by_number = by_acknowledgment(from, r, s);
	enum there by_clock = by_timestamps(from, r, s);

	if (by_number == ARRIVED || by_number == UNDER_WAY)
		return by_number;
	if (by_clock != UNTOLD)
		return by_clock;
	if (s->time - r->time < from->answer_least)
		return UNDER_WAY;
	return by_number == BEHIND ? BEHIND : ARRIVED;
}

uint32_t crossing_find(const struct connection *c, const struct segment *s,
                       enum dir dir)
{
	const struct half *from = &c->half[dir];
	uint32_t first = c->record_count;
	unsigned flags = s->flags & (SEG_SYN | SEG_FIN | SEG_RST | SEG_ACK);
	bool fin = flags == (SEG_FIN | SEG_ACK) && !from->fin_seen;
	bool reset = (flags & SEG_RST) && !(flags & SEG_SYN) &&
	             !from->reset_sent;
	enum there there;

	if ((!fin && !reset) || c->records_omitted ||
	    !tcp_state_synchronized(from->state))
		return first;
	/* One that endpoint_step() takes, so that there is no other. */
	if (reset && endpoint_reset_effect(c, s, dir) != RESET_TAKEN)
		return first;
	for (uint32_t i = first; i-- > 0;) {
		const struct record *r = &c->records[i];

		/* What opened the connection to it came before it closed. */
		if (i == 0 ||
		    !tcp_state_synchronized(c->records[i - 1].state[dir]))
			break;
		if (r->dir == dir || r->run)
			continue;
		there = whereabouts(from, r, s);
		if (there == ARRIVED)
			break;
		if (there == UNDER_WAY)
			first = i;
	}
	return first;
}

void crossing_note(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t first, uint8_t before)
{
	const struct half *to = &c->half[dir_peer(dir)];
	uint8_t state = c->half[dir].state;

	if (state == before)
		return; /* it was not the sender's own */
	for (uint32_t i = first; i < c->record_count; i++) {
		struct record *r = &c->records[i];

		if (r->dir == dir || r->run)
			continue;
		if ((r->flags & SEG_FIN) && to->fin_seen)
			state = (uint8_t)tcp_state_next(state, EVENT_GOT_FIN,
			                                NULL);
		r->crossed_by = s->packet;
		r->crossed_state = state;
		c->half[dir].reset_crossed |= (s->flags & SEG_RST) != 0;
	}
}

/* Once in a connection's life for each end, since only its first reset is
 * looked at. */
void crossing_withdraw(struct connection *c, enum dir dir)
{
	struct half *from = &c->half[dir];

	if (!from->reset_crossed)
		return;
	from->reset_crossed = false;
	for (uint32_t i = 0; i < c->record_count; i++)
		if (c->records[i].dir != dir &&
		    c->records[i].crossed_by != from->fin_packet)
			c->records[i].crossed_by = 0;
}
