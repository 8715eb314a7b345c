/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/flow_table.h"

#include <string.h>

#include "base/array.h"
#include "base/pages.h"

#define FIRST_SLOTS 1024

/* A small table is in the cache, where a second look costs more than room:
 * an eighth of it is used.  A large one may be filled to seven eighths. */
#define SMALL_SLOTS 65536

static size_t most_used(size_t slots)
{
	return slots <= SMALL_SLOTS ? slots / 8 : slots / 8 * 7;
}

static struct flow_slot *slots_new(size_t count)
{
	return pages_new(count * sizeof(struct flow_slot));
}

static void slots_free(struct flow_slot *slots, size_t count)
{
	pages_free(slots, count * sizeof(*slots));
}

static void begin(struct flow_table *t)
{
	t->slot_count = FIRST_SLOTS;
	t->most = most_used(FIRST_SLOTS);
	t->used = 0;
	t->slots = slots_new(t->slot_count);
}

void flow_table_init(struct flow_table *t)
{
	hash_line_key_random(&t->key);
	t->drained = NULL;
	t->drained_count = 0;
	begin(t);
}

void flow_table_fini(struct flow_table *t)
{
	slots_free(t->slots, t->slot_count);
	slots_free(t->drained, t->drained_count);
}

/* An IPv4 end as one number. */
static uint64_t number_of(const struct endpoint *end)
{
	uint32_t address;

	memcpy(&address, end->address, sizeof(address));
	return (uint64_t)address << 16 | end->port;
}

/* Which end goes first: any order will do, if it is always the same. */
static uint32_t hash_4(const struct hash_line_key *key,
                       const struct endpoint *a, const struct endpoint *b)
{
	uint64_t x = number_of(a), y = number_of(b);
	uint64_t low = x < y ? x : y, high = x < y ? y : x;
	uint32_t words[] = {
		(uint32_t)(low >> 16),
		(uint32_t)(high >> 16),
		(uint32_t)(low & 0xffff) << 16 | (uint32_t)(high & 0xffff),
	};

	return hash_line(key, words, ARRAY_LEN(words));
}

/* Kept apart: IPv4 need not pay for its longer key. */
__attribute__((noinline)) static uint32_t hash_6(
	const struct hash_line_key *key, const struct endpoint *a,
	const struct endpoint *b)
{
	uint32_t words[HASH_LINE_MAX];

	flow_words(words, a, b);
	return hash_line(key, words, HASH_LINE_MAX);
}

static uint32_t hash_ends(const struct flow_table *t, const struct endpoint *a,
                          const struct endpoint *b)
{
	return a->family == 4 ? hash_4(&t->key, a, b) : hash_6(&t->key, a, b);
}

uint32_t flow_hash(const struct flow_table *t, const struct segment *s)
{
	return hash_ends(t, &s->source, &s->destination);
}

uint32_t flow_table_hash(const struct flow_table *t, const struct store *store,
                         uint32_t place)
{
	struct endpoint end[DIR_COUNT];

	store_ends(store, place, end);
	return hash_ends(t, &end[0], &end[1]);
}

static void put(struct flow_table *t, struct flow_slot slot)
{
	size_t mask = t->slot_count - 1, i = slot.tag & mask;

	while (t->slots[i].place)
		i = (i + 1) & mask;
	t->slots[i] = slot;
}

static void grow(struct flow_table *t)
{
	struct flow_slot *old = t->slots;
	size_t count = t->slot_count;

	t->slot_count = count * 2;
	t->most = most_used(t->slot_count);
	t->slots = slots_new(t->slot_count);
	for (size_t i = 0; i < count; i++)
		if (old[i].place)
			put(t, old[i]);
	slots_free(old, count);
}

uint32_t flow_table_search(const struct flow_table *t,
                           const struct store *store, uint32_t hash,
                           const struct segment *s, enum dir *dir)
{
	size_t mask = t->slot_count - 1;

	for (size_t i = hash & mask; t->slots[i].place; i = (i + 1) & mask)
		if (flow_slot_is(&t->slots[i], store, hash, s, dir))
			return t->slots[i].place;
	return 0;
}

void flow_table_add(struct flow_table *t, uint32_t hash, uint32_t place)
{
	if (t->used == t->most)
		grow(t);
	put(t, (struct flow_slot){hash, place});
	t->used++;
}

/* The slot of a place; the empty one at the end of the run where it has none. */
static size_t slot_of(const struct flow_table *t, uint32_t tag, uint32_t place)
{
	size_t mask = t->slot_count - 1, i = tag & mask;

	while (t->slots[i].place && t->slots[i].place != place)
		i = (i + 1) & mask;
	return i;
}

void flow_table_change(struct flow_table *t, uint32_t hash, uint32_t from,
                       uint32_t to)
{
	size_t slot = slot_of(t, hash, from);

	if (t->slots[slot].place)
		t->slots[slot].place = to;
}

/* Linear probing without tombstones: what follows moves up. */
static void empty_slot(struct flow_table *t, size_t hole)
{
	size_t mask = t->slot_count - 1;

	for (size_t i = (hole + 1) & mask; t->slots[i].place;
	     i = (i + 1) & mask) {
		size_t home = t->slots[i].tag & mask;

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		t->slots[hole] = t->slots[i];
		hole = i;
	}
	t->slots[hole].place = 0;
	t->used--;
}

/* The slot of a place, whoever's ends it has. */
static size_t find_place(const struct flow_table *t, const struct store *store,
                         uint32_t place)
{
	return slot_of(t, flow_table_hash(t, store, place), place);
}

bool flow_table_has(const struct flow_table *t, const struct store *store,
                    uint32_t place)
{
	return t->slots[find_place(t, store, place)].place != 0;
}

void flow_table_remove(struct flow_table *t, const struct store *store,
                       uint32_t place)
{
	size_t slot = find_place(t, store, place);

	if (t->slots[slot].place)
		empty_slot(t, slot);
}

void flow_table_clear(struct flow_table *t)
{
	slots_free(t->slots, t->slot_count);
	begin(t);
}

struct pair *flow_table_drain(struct flow_table *t, size_t *count)
{
	struct pair *pairs = (struct pair *)(void *)t->slots;
	size_t slot_count = t->slot_count;

	_Static_assert(sizeof(*pairs) == sizeof(*t->slots),
	               "a pair takes the place of a slot");
	*count = 0;
	for (size_t i = 0; i < slot_count; i++) {
		struct flow_slot slot = t->slots[i];

		if (slot.place)
			pairs[(*count)++] = (struct pair){slot.tag, slot.place};
	}
	slots_free(t->drained, t->drained_count);
	t->drained = t->slots;
	t->drained_count = slot_count;
	begin(t);
	return pairs;
}
