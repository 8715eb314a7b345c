/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bytes: a run of bytes from the wire that knows where it ends.
 *
 * Nothing in decode/ touches a byte before it has asked whether the byte is
 * there.  No alignment is assumed; every number on the wire is big-endian
 * unless the name says otherwise.
 */
#ifndef TCPLADDER_BYTES_H
#define TCPLADDER_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const uint8_t *at; /* the first byte */
	size_t len;        /* bytes that may be read from there */
};

/* True when `count` bytes stand at `offset`. */
static inline bool bytes_have(struct bytes b, size_t offset, size_t count)
{
	return offset <= b.len && count <= b.len - offset;
}

/* What follows the first `count` bytes; empty where there are fewer. */
static inline struct bytes bytes_skip(struct bytes b, size_t count)
{
	if (count > b.len)
		count = b.len;
	return (struct bytes){b.at + count, b.len - count};
}

/* The first `count` bytes, or all there are. */
static inline struct bytes bytes_first(struct bytes b, size_t count)
{
	return (struct bytes){b.at, count < b.len ? count : b.len};
}

/* Numbers; the caller has asked bytes_have() before. */
static inline uint16_t load_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t load_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static inline uint16_t load_le16(const uint8_t *p)
{
	return (uint16_t)(p[1] << 8 | p[0]);
}

static inline uint32_t load_le32(const uint8_t *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[1] << 8 | p[0];
}

#endif
