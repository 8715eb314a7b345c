/* SPDX-License-Identifier: BSD-2-Clause
 *
 * seq: arithmetic on sequence numbers, modulo 2^32 (RFC 9293 §3.4).
 *
 * A number is "before" another when the shorter way round the circle leads
 * from it to the other, so every comparison holds across the wrap.
 */
#ifndef TCPLADDER_SEQ_H
#define TCPLADDER_SEQ_H

#include <stdbool.h>
#include <stdint.h>

/* How far a is ahead of b; negative when it is behind. */
static inline int32_t seq_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

static inline bool seq_lt(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) < 0;
}

static inline bool seq_le(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) <= 0;
}

static inline bool seq_gt(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) > 0;
}

static inline bool seq_ge(uint32_t a, uint32_t b)
{
	return seq_diff(a, b) >= 0;
}

/* Bytes: numbers that are not further from each other are of one stream. */
#define SEQ_NEAR (INT32_C(1) << 24)

static inline bool seq_near(uint32_t a, uint32_t b)
{
	int32_t distance = seq_diff(a, b);

	return distance > -SEQ_NEAR && distance < SEQ_NEAR;
}

/* a is beyond b, and of the same stream. */
static inline bool seq_beyond(uint32_t a, uint32_t b)
{
	return seq_gt(a, b) && seq_near(a, b);
}

/* The one that is further on. */
static inline uint32_t seq_max(uint32_t a, uint32_t b)
{
	return seq_gt(a, b) ? a : b;
}

/* The one that is less far on. */
static inline uint32_t seq_min(uint32_t a, uint32_t b)
{
	return seq_lt(a, b) ? a : b;
}

#endif
