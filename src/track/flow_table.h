/* SPDX-License-Identifier: BSD-2-Clause
 *
 * flow_table: from a segment's two ends to its connection.
 *
 * Open addressing; a slot is eight bytes, part of the hash and the
 * connection's place in a store where nothing ever moves.  The two ends are
 * put in order before they are hashed, so that both ways lead to one slot.
 */
#ifndef TCPLADDER_FLOW_TABLE_H
#define TCPLADDER_FLOW_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "decode/segment.h"
#include "track/connection.h"

#define FLOW_CHUNK 256 /* connections a piece of store */

struct flow_slot {
	uint32_t tag;   /* upper half of the hash */
	uint32_t place; /* 1 + place in the store; 0: empty */
};

struct flow_table {
	struct hash_key key;
	struct flow_slot *slots;
	size_t slot_count; /* a power of two */
	size_t used;       /* slots that are not empty */
	struct connection **chunks;
	size_t places;   /* places ever given out */
	uint32_t *freed; /* places given back, a stack */
	size_t freed_count, freed_room;
};

void flow_table_init(struct flow_table *table);

/* Frees the table and every connection in it. */
void flow_table_fini(struct flow_table *table);

/* The hash of a segment's two ends, the same both ways. */
uint64_t flow_hash(const struct flow_table *table, const struct segment *s);

/* The connection that has the slot of these two ends, or NULL. */
struct connection *flow_table_find(const struct flow_table *table,
                                   uint64_t hash, const struct segment *s);

/* A zeroed connection for these two ends; it takes their slot, and what had
 * it before can be found only by its place.  Valid until freed. */
struct connection *flow_table_add(struct flow_table *table, uint64_t hash,
                                  const struct segment *s);

/* Takes a connection out and frees it; nobody else may hold it. */
void flow_table_remove(struct flow_table *table, struct connection *c);

/* The connection at a place, 0 to places - 1; its `half` is unused (segments
 * 0, stream UINT32_MAX) where the place has been given back. */
struct connection *flow_table_at(const struct flow_table *table, size_t place);

#endif
