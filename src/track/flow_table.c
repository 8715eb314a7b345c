/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/flow_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define FIRST_SLOTS 1024

void flow_table_init(struct flow_table *t)
{
	*t = (struct flow_table){.slot_count = FIRST_SLOTS};
	hash_key_random(&t->key);
	t->slots = xcalloc(t->slot_count, sizeof(*t->slots));
}

struct connection *flow_table_at(const struct flow_table *t, size_t place)
{
	return &t->chunks[place / FLOW_CHUNK][place % FLOW_CHUNK];
}

void flow_table_fini(struct flow_table *t)
{
	for (size_t i = 0; i < t->places; i++)
		connection_fini(flow_table_at(t, i));
	for (size_t i = 0; i * FLOW_CHUNK < t->places; i++)
		free(t->chunks[i]);
	free(t->chunks);
	free(t->freed);
	free(t->slots);
}

/* Which end goes first: any order will do, if it is always the same. */
static uint64_t hash_ends(const struct hash_key *key, const struct endpoint *a,
                          const struct endpoint *b)
{
	uint64_t words[6] = {0};
	int order = memcmp(a, b, sizeof(*a));
	const struct endpoint *x = order <= 0 ? a : b;
	const struct endpoint *y = order <= 0 ? b : a;

	if (a->family == 4) {
		uint32_t left, right;

		memcpy(&left, x->address, 4);
		memcpy(&right, y->address, 4);
		words[0] = (uint64_t)left << 32 | right;
		words[1] = (uint64_t)x->port << 16 | y->port;
		return hash_words(key, words, 2);
	}
	memcpy(words, x->address, 16);
	memcpy(words + 2, y->address, 16);
	words[4] = (uint64_t)x->port << 16 | y->port;
	return hash_words(key, words, 5);
}

uint64_t flow_hash(const struct flow_table *t, const struct segment *s)
{
	return hash_ends(&t->key, &s->source, &s->destination);
}

static bool same_ends(const struct connection *c, const struct segment *s)
{
	size_t size = sizeof(s->source);

	return (memcmp(&c->end[0], &s->source, size) == 0 &&
	        memcmp(&c->end[1], &s->destination, size) == 0) ||
	       (memcmp(&c->end[1], &s->source, size) == 0 &&
	        memcmp(&c->end[0], &s->destination, size) == 0);
}

/* The slot of these ends, or the empty one where they would go. */
static struct flow_slot *probe(const struct flow_table *t, uint64_t hash,
                               const struct segment *s)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t mask = t->slot_count - 1;

	for (size_t i = tag & mask;; i = (i + 1) & mask) {
		struct flow_slot *slot = &t->slots[i];

		if (slot->place == 0)
			return slot;
		if (slot->tag == tag &&
		    same_ends(flow_table_at(t, slot->place - 1), s))
			return slot;
	}
}

struct connection *flow_table_find(const struct flow_table *t, uint64_t hash,
                                   const struct segment *s)
{
	const struct flow_slot *slot = probe(t, hash, s);

	return slot->place ? flow_table_at(t, slot->place - 1) : NULL;
}

static void grow(struct flow_table *t)
{
	size_t count = t->slot_count * 2, mask = count - 1;
	struct flow_slot *slots = xcalloc(count, sizeof(*slots));

	for (size_t i = 0; i < t->slot_count; i++) {
		size_t to = t->slots[i].tag & mask;

		if (!t->slots[i].place)
			continue;
		while (slots[to].place)
			to = (to + 1) & mask;
		slots[to] = t->slots[i];
	}
	free(t->slots);
	t->slots = slots;
	t->slot_count = count;
}

static size_t take_place(struct flow_table *t)
{
	size_t chunk = t->places / FLOW_CHUNK;

	if (t->freed_count)
		return t->freed[--t->freed_count];
	if (t->places % FLOW_CHUNK == 0) {
		/* Powers of two: grow when the count reaches one. */
		if ((chunk & (chunk - 1)) == 0)
			t->chunks = xreallocarray(t->chunks,
			                          chunk ? chunk * 2 : 1,
			                          sizeof(*t->chunks));
		t->chunks[chunk] =
			xcalloc(FLOW_CHUNK, sizeof(struct connection));
	}
	return t->places++;
}

struct connection *flow_table_add(struct flow_table *t, uint64_t hash,
                                  const struct segment *s)
{
	struct flow_slot *slot;
	struct connection *c;
	size_t place = take_place(t);

	if (t->used * 2 >= t->slot_count)
		grow(t);
	slot = probe(t, hash, s);
	t->used += slot->place == 0;
	*slot = (struct flow_slot){(uint32_t)(hash >> 32), (uint32_t)place + 1};
	c = flow_table_at(t, place);
	memset(c, 0, sizeof(*c));
	c->place = (uint32_t)place;
	c->end[0] = s->source;
	c->end[1] = s->destination;
	return c;
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

void flow_table_remove(struct flow_table *t, struct connection *c)
{
	uint32_t tag =
		(uint32_t)(hash_ends(&t->key, &c->end[0], &c->end[1]) >> 32);
	size_t mask = t->slot_count - 1;

	for (size_t i = tag & mask; t->slots[i].place; i = (i + 1) & mask) {
		if (t->slots[i].place != c->place + 1)
			continue;
		empty_slot(t, i);
		break;
	}
	connection_fini(c);
	if (t->freed_count == t->freed_room) {
		t->freed_room = t->freed_room ? t->freed_room * 2 : 64;
		t->freed = xreallocarray(t->freed, t->freed_room,
		                         sizeof(*t->freed));
	}
	t->freed[t->freed_count++] = c->place;
	c->freed = true;
}
