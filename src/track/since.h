/* SPDX-License-Identifier: BSD-2-Clause
 *
 * since: moments of an embryo or a steady connection, told from its SYN.  For
 * the files that know their insides.
 */
#ifndef TCPLADDER_SINCE_H
#define TCPLADDER_SINCE_H

#include "track/steady.h"

/* 48 bits of nanoseconds. */
static inline int64_t since_ns(const uint16_t ns[3])
{
	return (int64_t)((uint64_t)ns[2] << 32 | (uint32_t)ns[1] << 16 | ns[0]);
}

static inline void since_ns_set(uint16_t ns[3], int64_t value)
{
	ns[0] = (uint16_t)value;
	ns[1] = (uint16_t)(value >> 16);
	ns[2] = (uint16_t)(value >> 32);
}

/* True where the segment is no earlier than the SYN, nor too late. */
static inline bool since_fits(const struct birth *b, const struct segment *s)
{
	return ((uint64_t)s->time - (uint64_t)b->time) >> 48 == 0 &&
	       s->packet - b->packet <= UINT32_MAX;
}

static inline void since_set(struct since *at, const struct birth *b,
                             const struct segment *s)
{
	uint32_t packets = (uint32_t)(s->packet - b->packet);

	at->packets[0] = (uint16_t)packets;
	at->packets[1] = (uint16_t)(packets >> 16);
	since_ns_set(at->ns, s->time - b->time);
}

static inline struct moment since_moment(const struct since *at,
                                         const struct birth *b)
{
	uint32_t packets = (uint32_t)at->packets[1] << 16 | at->packets[0];

	return (struct moment){b->packet + packets, b->time + since_ns(at->ns)};
}

#endif
