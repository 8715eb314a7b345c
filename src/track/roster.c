/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/roster.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define FIRST_SLOTS 64
#define STALE_MOST 4096 /* bits, of 65536 */

void roster_init(struct roster *r, size_t item_size, size_t key_size,
                 size_t most)
{
	assert(most <= ROSTER_MOST && key_size % sizeof(uint32_t) == 0 &&
	       key_size <= item_size &&
	       key_size <= ROSTER_WORDS_MAX * sizeof(uint32_t));
	*r = (struct roster){
		.item_size = item_size,
		.key_words = (unsigned)(key_size / sizeof(uint32_t)),
		.most = most,
		.slot_count = FIRST_SLOTS,
	};
	hash_line_key_random(&r->hash);
	r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
}

void roster_fini(struct roster *r)
{
	free(r->items);
	free(r->slots);
}

static size_t key_size(const struct roster *r)
{
	return r->key_words * sizeof(uint32_t);
}

/* A key of a few words; memcmp() would take as long to begin. */
static bool is_key(const struct roster *r, size_t index, const void *key)
{
	const uint32_t *have = roster_at(r, index), *want = key;

	for (unsigned i = 0; i < r->key_words; i++)
		if (have[i] != want[i])
			return false;
	return true;
}

static uint16_t tag_of(const struct roster *r, const void *key)
{
	return (uint16_t)hash_line(&r->hash, key, r->key_words);
}

/* The slot that holds the key, or the empty one where it belongs.  Items are
 * only looked at where their tag says so: each is in another line of memory. */
static size_t probe(const struct roster *r, const void *key, uint16_t tag)
{
	size_t mask = r->slot_count - 1, slot = tag & mask;

	while (r->slots[slot].item &&
	       (r->slots[slot].tag != tag ||
	        !is_key(r, r->slots[slot].item - 1, key)))
		slot = (slot + 1) & mask;
	return slot;
}

static void note_tag(struct roster *r, uint16_t tag)
{
	r->tags[tag / 64] |= UINT64_C(1) << tag % 64;
}

static bool may_have(const struct roster *r, uint16_t tag)
{
	return r->tags[tag / 64] >> tag % 64 & 1;
}

/* Those that there are, and no other. */
static void note_tags(struct roster *r)
{
	memset(r->tags, 0, sizeof(r->tags));
	for (size_t i = 0; i < r->slot_count; i++)
		if (r->slots[i].item)
			note_tag(r, r->slots[i].tag);
	r->stale = 0;
}

/* Puts a slot's contents where they belong. */
static void put(struct roster *r, struct roster_slot one)
{
	size_t mask = r->slot_count - 1, slot = one.tag & mask;

	while (r->slots[slot].item)
		slot = (slot + 1) & mask;
	r->slots[slot] = one;
	note_tag(r, one.tag);
}

static void grow_slots(struct roster *r)
{
	struct roster_slot *old = r->slots;
	size_t count = r->slot_count;

	r->slot_count *= 2;
	r->slots = xcalloc(r->slot_count, sizeof(*r->slots));
	for (size_t i = 0; i < count; i++)
		if (old[i].item)
			put(r, old[i]);
	free(old);
}

/* Adds an item of this key; returns its index. */
static size_t add(struct roster *r, const void *key, uint16_t tag)
{
	if (r->count * 2 >= r->slot_count)
		grow_slots(r);
	r->items = xgrow(r->items, r->count, r->item_size);
	memset(roster_at(r, r->count), 0, r->item_size);
	memcpy(roster_at(r, r->count), key, key_size(r));
	put(r, (struct roster_slot){tag, (uint16_t)++r->count});
	return r->count - 1;
}

/* 1 + the index of the item with this key; 0: there is none. */
static size_t item_of(const struct roster *r, const void *key, uint16_t tag)
{
	return may_have(r, tag) ? r->slots[probe(r, key, tag)].item : 0;
}

size_t roster_index(struct roster *r, const void *key)
{
	size_t item;
	uint16_t tag;

	if (r->count && is_key(r, r->latest, key))
		return r->latest;
	tag = tag_of(r, key);
	item = item_of(r, key, tag);
	if (item)
		r->latest = item - 1;
	else if (r->count < r->most)
		r->latest = add(r, key, tag);
	else
		return ROSTER_FULL;
	return r->latest;
}

size_t roster_find(const struct roster *r, const void *key)
{
	size_t item = item_of(r, key, tag_of(r, key));

	return item ? item - 1 : ROSTER_FULL;
}

/* Linear probing without tombstones: what follows moves up. */
static void empty_slot(struct roster *r, size_t hole)
{
	size_t mask = r->slot_count - 1;

	for (size_t i = (hole + 1) & mask; r->slots[i].item;
	     i = (i + 1) & mask) {
		size_t home = r->slots[i].tag & mask;

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		r->slots[hole] = r->slots[i];
		hole = i;
	}
	r->slots[hole].item = 0;
}

void roster_replace(struct roster *r, size_t index, const void *key)
{
	void *item = roster_at(r, index);

	empty_slot(r, probe(r, item, tag_of(r, item)));
	memset(item, 0, r->item_size);
	memcpy(item, key, key_size(r));
	put(r, (struct roster_slot){tag_of(r, key), (uint16_t)(index + 1)});
	if (++r->stale == STALE_MOST)
		note_tags(r);
}
