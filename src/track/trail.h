/* SPDX-License-Identifier: BSD-2-Clause
 *
 * trail: what the latest segments of one sender left behind, by which another
 * is known again, or known to be older or newer.
 */
#ifndef TCPLADDER_TRAIL_H
#define TCPLADDER_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"

#define TRAIL_RECENT 4        /* identities remembered */
#define TRAIL_ID_STEP_MAX 256 /* further apart, the IP ID is no counter */
#define TRAIL_ID_LOST_MAX 4   /* the lost tail's packets, and one */

/* A segment that passed. */
struct passed {
	uint32_t identity; /* trail_identity(); 0: none */
	uint32_t us;       /* when, microseconds, truncated */
};

/* All zero: nothing was sent. */
struct trail {
	struct passed recent[TRAIL_RECENT]; /* its latest segments, a ring */
	uint8_t next;                       /* where the next one goes */
};

/* What tells when a segment was made.  All zero: nothing was sent. */
struct making {
	uint64_t id_bits;  /* bit n: a packet with ip_id - n was here */
	uint32_t tsval;    /* the newest it sent (RFC 7323) */
	uint16_t ip_id;    /* of the newest segment it made (RFC 6864) */
	uint8_t id_streak; /* how often in a row ip_id rose by a little */
	bool id_seen : 1;
	bool id_shared : 1; /* others' packets may have taken IDs between */
	bool ts_seen : 1;   /* tsval is on the wire */
	uint8_t hops : 5;   /* routers that the latest came by, but a reset */
};

#define HOPS_MOST 31 /* or more: whoever sends with so little has a reason */
#define HOPS_SAME 2  /* one way is as long as another, or nearly so */

/* Routers that a packet has come by: systems begin with one of four numbers, and
 * each router takes one off (RFC 791 §3.2, RFC 8200 §3). */
static inline unsigned trail_hops(uint8_t ttl)
{
	unsigned first = ttl <= 32    ? 32
	                 : ttl <= 64  ? 64
	                 : ttl <= 128 ? 128
	                              : 255;

	return first - ttl < HOPS_MOST ? first - ttl : HOPS_MOST;
}

/* Not from the same machine, if the numbers are known.  What is beyond one beginning
 * may be short of another: they are told apart modulo 32. */
static inline bool trail_hops_differ(unsigned a, unsigned b)
{
	unsigned by = a > b ? a - b : b - a;

	return a < HOPS_MOST && b < HOPS_MOST && by > HOPS_SAME &&
	       by < HOPS_MOST + 1 - HOPS_SAME;
}

/* It has neither IP ID nor timestamps. */
static inline bool trail_anonymous(const struct segment *s)
{
	return !(s->has_ip_id && s->ip_id) &&
	       !(s->options.seen & OPT_TIMESTAMPS);
}

static inline uint64_t trail_pair(uint32_t high, uint32_t low)
{
	return (uint64_t)high << 32 | low;
}

/* A hash of all of a packet that its sender chose; never 0.  A sum of products,
 * which processors make side by side. */
static inline uint32_t trail_identity(const struct segment *s)
{
	uint32_t bits = (uint32_t)s->flags << 16 | s->window, hash;
	uint64_t sum = trail_pair(s->seq, s->ack) *
	                       UINT64_C(0x9E3779B97F4A7C15) +
	               trail_pair(bits, s->len) * UINT64_C(0xC2B2AE3D27D4EB4F) +
	               s->ip_id * UINT64_C(0x165667B19E3779F9);

	if (s->options.seen & OPT_TIMESTAMPS)
		sum += trail_pair(s->options.tsval, s->options.tsecr) *
		       UINT64_C(0xD6E8FEB86659FD93);
	if (s->options.seen & OPT_SACK)
		sum += trail_pair(s->options.sack[0].left,
		                  s->options.sack[0].right) *
		       UINT64_C(0xA0761D6478BD642F);
	hash = (uint32_t)(sum >> 32) ^ (uint32_t)sum;
	return hash ? hash : 1;
}

/* Microseconds of a time in ns since the epoch, truncated: they come round in
 * 71 minutes. */
static inline uint32_t trail_us(int64_t time)
{
	return (uint32_t)(time / 1000);
}

/* How long ago an identity was put down in a ring of so many, ns; -1 where it
 * is not there, or too long ago to say. */
int64_t trail_age(const struct passed *ring, unsigned count, uint32_t identity,
                  int64_t time);

static inline struct passed trail_passed(const struct segment *s)
{
	return (struct passed){trail_identity(s), trail_us(s->time)};
}

/* The one it takes the place of is forgotten. */
static inline void trail_note(struct trail *trail, const struct passed *passed)
{
	trail->recent[trail->next] = *passed;
	trail->next = (trail->next + 1u) % TRAIL_RECENT;
}

/* Its sender's IP ID counts up, as those of before say or this one after them, and
 * this packet has one. */
bool making_counts(const struct making *making, const struct segment *segment);

/* 1: a packet with its ID was here, 0: none was, -1: too long ago to say. */
int making_had(const struct making *making, const struct segment *segment);

/* True when none of the latest IP IDs is missing, as many as have risen in a row,
 * and `most` at most (64). */
bool making_row_whole(const struct making *making, unsigned most);

/* What a packet carries at most: where both offers of MSS are known (RFC 9293
 * §3.7.1), the smaller; 0 where none is. */
static inline uint16_t trail_mss(uint16_t one, uint16_t other)
{
	return one && (!other || one < other) ? one : other;
}

#define PACKET_USUAL 1460 /* bytes of payload that one packet carries, mostly */

/* Whether the trail is too short a memory from this segment on, which takes the place
 * of the oldest in it.  Payload without ID and timestamps is known again by how soon
 * it comes again: within a round trip (ns; 0: not known).  So its sender, who has sent
 * payload, needs more where one is forgotten that is younger; or where it is more
 * than a packet, since that may come again as parts (offload.h). */
static inline bool trail_is_outgrown(const struct passed *oldest,
                                     const struct segment *s, bool has_sent,
                                     int64_t round_trip)
{
	uint32_t age = trail_us(s->time) - oldest->us;

	return trail_anonymous(s) && has_sent &&
	       (s->len > PACKET_USUAL || !round_trip ||
	        (oldest->identity && age <= round_trip / 1000));
}

/* How many packets, each with an ID of its own, a segment with payload is on the
 * wire: more than one where a network card cuts it after the capture, or has joined it
 * before.  1 where it is not known what a packet may carry (mss, 0). */
unsigned trail_packets(const struct segment *segment, uint16_t mss);

/* Takes its timestamp and its IP IDs, where they are the newest; it is so many
 * packets. */
void making_note(struct making *making, const struct segment *segment,
                 unsigned packets);

#endif
