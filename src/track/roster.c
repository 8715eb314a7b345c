/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/roster.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define FIRST_SLOTS 64

void roster_init(struct roster *r, size_t item_size, size_t key_size,
                 size_t most)
{
	assert(key_size <= ROSTER_KEY_MAX && key_size <= item_size);
	*r = (struct roster){
		.item_size = item_size,
		.key_size = key_size,
		.most = most,
		.slot_count = FIRST_SLOTS,
	};
	hash_key_random(&r->hash);
	r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
}

void roster_fini(struct roster *r)
{
	free(r->items);
	free(r->slots);
}

void *roster_at(const struct roster *r, size_t index)
{
	return (char *)r->items + index * r->item_size;
}

/* The slot where the search for a key begins. */
static size_t home_of(const struct roster *r, const void *key)
{
	uint64_t words[ROSTER_KEY_MAX / 8] = {0};

	memcpy(words, key, r->key_size);
	return hash_words(&r->hash, words, (r->key_size + 7) / 8) &
	       (r->slot_count - 1);
}

/* The slot that holds the key, or the empty one where it belongs. */
static size_t probe(const struct roster *r, const void *key)
{
	size_t mask = r->slot_count - 1, slot = home_of(r, key);

	while (r->slots[slot] &&
	       memcmp(roster_at(r, r->slots[slot] - 1), key, r->key_size) != 0)
		slot = (slot + 1) & mask;
	return slot;
}

static void grow_slots(struct roster *r)
{
	free(r->slots);
	r->slot_count *= 2;
	r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
	for (size_t i = 0; i < r->count; i++)
		r->slots[probe(r, roster_at(r, i))] = (uint32_t)i + 1;
}

/* Adds an item of this key, which belongs into this slot; returns its index. */
static size_t add(struct roster *r, const void *key, size_t slot)
{
	if (r->count * 2 >= r->slot_count) {
		grow_slots(r);
		slot = probe(r, key);
	}
	r->items = xgrow(r->items, r->count, r->item_size);
	memset(roster_at(r, r->count), 0, r->item_size);
	memcpy(roster_at(r, r->count), key, r->key_size);
	r->slots[slot] = (uint32_t)++r->count;
	return r->count - 1;
}

size_t roster_index(struct roster *r, const void *key)
{
	size_t slot;

	if (r->count && memcmp(roster_at(r, r->latest), key, r->key_size) == 0)
		return r->latest;
	slot = probe(r, key);
	if (r->slots[slot])
		r->latest = r->slots[slot] - 1;
	else if (r->count < r->most)
		r->latest = add(r, key, slot);
	else
		return ROSTER_FULL;
	return r->latest;
}

/* Linear probing without tombstones: what follows moves up. */
static void empty_slot(struct roster *r, size_t hole)
{
	size_t mask = r->slot_count - 1;

	for (size_t i = (hole + 1) & mask; r->slots[i]; i = (i + 1) & mask) {
		size_t home = home_of(r, roster_at(r, r->slots[i] - 1));

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		r->slots[hole] = r->slots[i];
		hole = i;
	}
	r->slots[hole] = 0;
}

void roster_replace(struct roster *r, size_t index, const void *key)
{
	empty_slot(r, probe(r, roster_at(r, index)));
	memset(roster_at(r, index), 0, r->item_size);
	memcpy(roster_at(r, index), key, r->key_size);
	r->slots[probe(r, key)] = (uint32_t)index + 1;
}
