/* SPDX-License-Identifier: BSD-2-Clause
 *
 * fragment: IP datagrams put together again.
 *
 * Pieces wait in a cache bounded in datagrams, in bytes and in capture time;
 * the oldest make room.  Time per piece is linear in its bytes however the
 * pieces overlap, arrive, or repeat.
 */
#ifndef TCPLADDER_FRAGMENT_H
#define TCPLADDER_FRAGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FRAGMENT_DATAGRAMS_MAX 4096
#define FRAGMENT_BYTES_MAX ((size_t)32 << 20)
#define FRAGMENT_SECONDS_MAX 120 /* RFC 1122 §3.3.2: 60 to 120 seconds */
#define FRAGMENT_END_MAX 65535u  /* no IP datagram ends beyond */

struct fragments;

/* Which datagram a piece is of.  Equal keys are equal bytes. */
struct fragment_key {
	uint8_t source[16], destination[16]; /* IPv4 in the first four */
	uint32_t id;
	uint8_t family;   /* 4 or 6 */
	uint8_t protocol; /* IPv4; 0 for IPv6 (RFC 8200 §4.5) */
	uint16_t vlan;    /* two networks may see the same datagram */
};

struct fragment {
	struct fragment_key key;
	uint32_t offset;     /* bytes */
	uint32_t len;        /* bytes at data */
	const uint8_t *data; /* all of them captured */
	bool more;           /* not the last piece */
	uint8_t protocol;    /* what the payload is */
};

enum fragment_result {
	FRAGMENT_KEPT,  /* some are still missing */
	FRAGMENT_WHOLE, /* this was the missing one */
	FRAGMENT_BAD,   /* empty, or ends beyond any datagram */
};

/* A new, empty cache; the caller frees it with fragments_free(). */
struct fragments *fragments_new(void);

/* Takes a copy of one piece that was captured at `time` (nanoseconds).  On
 * FRAGMENT_WHOLE, the piece's data, len and protocol (the first piece's) are
 * those of the datagram; data is valid until fragments_release(). */
enum fragment_result fragments_add(struct fragments *fragments,
                                   struct fragment *piece, int64_t time);

/* True when whole datagrams wait to be released. */
bool fragments_holding(const struct fragments *fragments);

/* Frees the whole datagrams handed out so far. */
void fragments_release(struct fragments *fragments);

/* Datagrams and bytes waiting: for the tests. */
size_t fragments_count(const struct fragments *fragments);
size_t fragments_bytes(const struct fragments *fragments);

void fragments_free(struct fragments *fragments);

#endif
