/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A card that cuts what its host hands down (segmentation offload) gives the
 * first packet the IP ID of the whole, and each of the others one more; one that
 * joins what comes in (receive offload) does so only where IDs follow in the
 * same way, and all else of the headers is alike.  So a segment that is larger
 * than a packet can be stands for a row of IDs, and each of these packets may
 * come again by itself: because the capture is taken on both sides of the card,
 * or because the network delivered it twice.
 *
 * References: RFC 6864 (IP ID), RFC 7323 §3.2, RFC 9293 §3.7.1 (MSS).
 */
#include "config.h"

#include "track/offload.h"

#include <stddef.h>

#include "decode/segment.h"
#include "track/gaps.h"
#include "track/half.h"
#include "track/seq.h"

unsigned offload_packets(const struct half *from, const struct half *peer,
                         const struct segment *s)
{
	if (s->len <= PACKET_USUAL)
		return 1;
	return trail_packets(s, trail_mss(from->mss_seen ? from->mss : 0,
	                                  peer->mss_seen ? peer->mss : 0));
}

static bool is_new(const struct half *from, const struct segment *s)
{
	return seq_gt(s->seq + segment_space(s), from->snd_nxt) ||
	       ((s->flags & SEG_ACK) && seq_gt(s->ack, from->max_ack));
}

bool offload_was_here(const struct half *from, const struct segment *s)
{
	return evidence_seen(from, s) && !is_new(from, s);
}

/* The packet with this ID is one of the latest, and not this one. */
static bool is_cut_from_latest(const struct half *from, const struct segment *s)
{
	return from->making.id_seen && from->making.id_streak &&
	       making_had(&from->making, s) == 1 && evidence_age(from, s) < 0 &&
	       s->time - from->last_time <= EVIDENCE_CAPTURE_MAX;
}

static bool follows_piece(const struct piece *before, const struct segment *s)
{
	uint16_t steps = (uint16_t)(s->ip_id - before->ip_id);

	return before->seen && steps <= 1 &&
	       (steps ? s->seq : s->seq + s->len) == before->end &&
	       trail_us(s->time) - before->us <= EVIDENCE_CAPTURE_MAX / 1000;
}

bool offload_is_piece(const struct half *from, const struct segment *s)
{
	if (!s->has_ip_id || !s->ip_id || !s->len || is_new(from, s))
		return false;
	return (from->gaps && follows_piece(&from->gaps->piece, s)) ||
	       is_cut_from_latest(from, s);
}

void offload_note(struct half *from, const struct segment *s)
{
	if (!offload_is_piece(from, s))
		return;
	if (!from->gaps)
		from->gaps = gaps_new();
	from->gaps->piece = (struct piece){s->seq + s->len, trail_us(s->time),
	                                   s->ip_id, true};
}

/* By its ID it is one of the packets that these numbers first came in.  Where it
 * is not known how many those were, its size tells, which is that of those before
 * it, unless it is the last. */
static bool is_one_of(const struct first_sent *first, const struct segment *s)
{
	uint16_t nth = (uint16_t)(s->ip_id - first->ip_id);

	return nth < first->packets ||
	       (s->len && s->seq - first->start == nth * s->len);
}

/* It is less than these numbers first came in, which was more than one packet. */
static bool is_part(const struct first_sent *first, const struct segment *s)
{
	uint32_t whole = first->end - first->start;

	return s->len && s->len < whole &&
	       (first->packets > 1 || whole > PACKET_USUAL);
}

enum origin offload_origin(const struct half *from, const struct segment *s,
                           int64_t round_trip)
{
	uint32_t end = s->seq + segment_space(s);
	const struct first_sent *first =
		from->gaps ? gaps_first(from->gaps, s->seq, end) : NULL;
	bool timed = (s->options.seen & OPT_TIMESTAMPS) && from->making.ts_seen;
	enum origin copy;
	int order;

	if (!first)
		return ORIGIN_NEW;
	copy = s->time - first->time <= EVIDENCE_CAPTURE_MAX ? ORIGIN_PIECE
	                                                     : ORIGIN_COPY;
	if (making_counts(&from->making, s) && first->ip_id &&
	    is_one_of(first, s))
		return copy;
	order = evidence_order(from, s, timed, first->tsval, first->ip_id);
	if (order)
		return order < 0 ? ORIGIN_OVERTAKEN : ORIGIN_RETRANSMITTED;
	if (timed && gaps_tick_is_short(from->gaps, first->tsval,
	                                round_trip ? round_trip
	                                           : EVIDENCE_NO_ROUND_TRIP))
		return copy;
	if (is_part(first, s) &&
	    evidence_is_too_soon(s->time - first->time, round_trip))
		return copy;
	return ORIGIN_NEW;
}
