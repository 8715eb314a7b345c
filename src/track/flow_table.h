/* SPDX-License-Identifier: BSD-2-Clause
 *
 * flow_table: from a segment's two ends to its connection's place.
 *
 * Open addressing; a slot is eight bytes, part of the hash and the place in
 * the store (store.h).  The two ends are put in order before they are hashed,
 * so that both ways lead to one slot.
 */
#ifndef TCPLADDER_FLOW_TABLE_H
#define TCPLADDER_FLOW_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/hash.h"
#include "base/order.h"
#include "decode/segment.h"
#include "track/store.h"

struct flow_slot {
	uint32_t tag;   /* the hash */
	uint32_t place; /* in the store; 0: empty */
};

struct flow_table {
	struct hash_line_key key;
	struct flow_slot *slots;
	size_t slot_count;         /* a power of two */
	size_t used;               /* slots that are not empty */
	size_t most;               /* … of which, before the table grows */
	struct flow_slot *drained; /* what flow_table_drain() left, or NULL */
	size_t drained_count;
};

void flow_table_init(struct flow_table *table);

/* Frees the slots. */
void flow_table_fini(struct flow_table *table);

/* Two ends as the words of a key, the same both ways. */
static inline void flow_words(uint32_t words[HASH_LINE_MAX],
                              const struct endpoint *a,
                              const struct endpoint *b)
{
	bool turned = memcmp(a, b, sizeof(*a)) > 0;
	const struct endpoint *low = turned ? b : a, *high = turned ? a : b;

	memcpy(words, low->address, 16);
	memcpy(words + 4, high->address, 16);
	words[8] = (uint32_t)low->port << 16 | high->port;
}

/* The hash of a segment's two ends, the same both ways. */
uint32_t flow_hash(const struct flow_table *table, const struct segment *s);

/* The hash of the ends of what is at this place. */
uint32_t flow_table_hash(const struct flow_table *table,
                         const struct store *store, uint32_t place);

/* Asks the memory for the slot of this hash. */
static inline void flow_table_prefetch(const struct flow_table *table,
                                       uint32_t hash)
{
	__builtin_prefetch(&table->slots[hash & (table->slot_count - 1)]);
}

/* The number of the slot that most probably is this hash's, and the place it
 * leads to; 0: none. */
static inline uint32_t flow_table_guess(const struct flow_table *table,
                                        uint32_t hash, uint32_t *place)
{
	size_t mask = table->slot_count - 1, i = hash & mask;

	while (table->slots[i].place && table->slots[i].tag != hash)
		i = (i + 1) & mask;
	*place = table->slots[i].place;
	return (uint32_t)i;
}

/* True where the slot leads to the connection of these two ends, in which the
 * segment goes that way. */
static inline bool flow_slot_is(const struct flow_slot *slot,
                                const struct store *store, uint32_t hash,
                                const struct segment *s, enum dir *dir)
{
	int way;

	if (slot->tag != hash || !slot->place)
		return false;
	way = store_dir(store, slot->place, s);
	if (way < 0)
		return false;
	*dir = (enum dir)way;
	return true;
}

/* The place of the connection that has the slot of these two ends, and which
 * way the segment goes in it; 0: there is none. */
uint32_t flow_table_search(const struct flow_table *table,
                           const struct store *store, uint32_t hash,
                           const struct segment *s, enum dir *dir);

/* The same, but that the slot that was guessed is looked at first: it may be
 * another's by now, and any number will do. */
static inline uint32_t flow_table_find(const struct flow_table *table,
                                       const struct store *store, uint32_t hash,
                                       uint32_t guess, const struct segment *s,
                                       enum dir *dir)
{
	const struct flow_slot *slot =
		&table->slots[guess & (table->slot_count - 1)];

	if (flow_slot_is(slot, store, hash, s, dir))
		return slot->place;
	return flow_table_search(table, store, hash, s, dir);
}

/* Gives the slot of these ends, which nothing has, to this place. */
void flow_table_add(struct flow_table *table, uint32_t hash, uint32_t place);

/* The slot of a place is another's now: the same connection in another form,
 * or another one of the same ends. */
void flow_table_change(struct flow_table *table, uint32_t hash, uint32_t from,
                       uint32_t to);

/* True where the place has a slot. */
bool flow_table_has(const struct flow_table *table, const struct store *store,
                    uint32_t place);

/* Empties the slot of this place, if it has one; what is in the store there
 * stays. */
void flow_table_remove(struct flow_table *table, const struct store *store,
                       uint32_t place);

/* Empties the table, which takes little memory then. */
void flow_table_clear(struct flow_table *table);

/* Empties the table: returns all places that were in it, as the values of so
 * many pairs, in the memory of its slots: valid until the next call, or
 * flow_table_fini(). */
struct pair *flow_table_drain(struct flow_table *table, size_t *count);

#endif
