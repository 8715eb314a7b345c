/* SPDX-License-Identifier: BSD-2-Clause
 *
 * walk: what the layers of decode/ hand to each other on the way down.
 *
 * A layer is a function of the walk and a view of its own bytes; it checks its
 * header, and calls the next layer with what is left.  Which function that is
 * stands in tables of {number, name, function}: link types, EtherTypes, IP
 * protocols, PPP protocols, UDP ports and so on.  The result is what the
 * packet turned out to be; segments met are written to walk->decoded.
 */
#ifndef TCPLADDER_WALK_H
#define TCPLADDER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "decode/decode.h"

struct fragments;

/* A run of bytes of which the snapshot may hold only the beginning. */
struct view {
	const uint8_t *at; /* the first byte */
	uint32_t captured; /* bytes that may be read from there, <= wire */
	uint32_t wire;     /* bytes there were on the wire */
};

/* True when `count` bytes were captured at `offset`. */
static inline bool view_have(struct view v, uint32_t offset, uint32_t count)
{
	return offset <= v.captured && count <= v.captured - offset;
}

/* What follows the first `count` bytes; empty where there are fewer. */
static inline struct view view_skip(struct view v, uint32_t count)
{
	uint32_t step = count < v.captured ? count : v.captured;

	return (struct view){v.at + step, v.captured - step,
	                     count < v.wire ? v.wire - count : 0};
}

/* The first `count` bytes, or all there are. */
static inline struct view view_first(struct view v, uint32_t count)
{
	return (struct view){v.at, count < v.captured ? count : v.captured,
	                     count < v.wire ? count : v.wire};
}

/* What the layers above IP must know of it. */
struct datagram {
	const uint8_t *source, *destination; /* 4 or 16 bytes, network order */
	uint16_t id;                         /* IPv4 */
	uint8_t family;                      /* 4 or 6 */
	uint8_t ttl;                         /* or hop limit */
	bool partial;      /* a first fragment that will never be whole: how
	                      long its datagram was cannot be known */
	bool checksum_bad; /* IPv4 header, when verified */
};

/* One frame on its way down. */
struct walk {
	struct decoder *decoder;
	const struct frame *frame;
	struct decoded *decoded;
	struct datagram ip; /* the innermost so far; set by IP layers */
	unsigned depth;     /* tables gone through so far */
	uint16_t vlan;      /* the innermost tag's, or 0 */
	bool quoting;       /* in what an ICMP error quotes */
};

struct decoder {
	bool checksums;
	uint64_t jumbograms;
	struct fragments *fragments;
	struct walk walk;        /* of the last frame */
	int link_type;           /* of the last frame, and its row */
	const struct step *link; /* NULL: not supported */
	bool plain;              /* plain.h is worth a try */
	bool layered;            /* it is never tried: for the tests */
};

typedef enum packet_kind decode_step(struct walk *walk, struct view view);

/* One row of a table, and a table. */
struct step {
	uint16_t number; /* as on the wire */
	const char *name;
	decode_step *decode;
};

struct step_table {
	const char *name;
	const struct step *rows;
	size_t count;
};

/* More tables than this on the way down are nobody's network. */
#define NESTING_MAX 16

/* The row for a number, or NULL. */
const struct step *step_find(const struct step_table *table, unsigned number);

/* Goes through a table to the next layer; `otherwise` where the table has no
 * row, PACKET_MALFORMED where the nesting is too deep. */
enum packet_kind step_into(const struct step_table *table, unsigned number,
                           struct walk *walk, struct view view,
                           enum packet_kind otherwise);

/* Table `index` of all there are, or NULL past the last: for the tests. */
const struct step_table *decode_table(size_t index);

#endif
