/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/listener.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define FIRST_SLOTS 64

void listeners_init(struct listeners *all)
{
	*all = (struct listeners){.slot_count = FIRST_SLOTS};
	hash_key_random(&all->key);
	all->slots = xcalloc(all->slot_count, sizeof(*all->slots));
}

void listeners_fini(struct listeners *all)
{
	free(all->items);
	free(all->slots);
}

static uint64_t hash_end(const struct hash_key *key, const struct endpoint *end)
{
	uint64_t words[3] = {0};

	memcpy(words, end->address, sizeof(end->address));
	words[2] = end->port;
	return hash_words(key, words, 3);
}

static size_t probe(const struct listeners *all, const struct endpoint *end)
{
	size_t mask = all->slot_count - 1;
	size_t i = hash_end(&all->key, end) & mask;

	while (all->slots[i] && memcmp(&all->items[all->slots[i] - 1].end, end,
	                               sizeof(*end)) != 0)
		i = (i + 1) & mask;
	return i;
}

/* Twice the slots, and room for as many items as half of them. */
static void grow(struct listeners *all)
{
	free(all->slots);
	all->slot_count *= 2;
	all->slots = xcalloc(all->slot_count, sizeof(*all->slots));
	for (size_t i = 0; i < all->count; i++)
		all->slots[probe(all, &all->items[i].end)] = (uint32_t)i + 1;
}

size_t listeners_index(struct listeners *all, const struct endpoint *end)
{
	size_t slot = probe(all, end);

	if (all->slots[slot])
		return all->slots[slot] - 1;
	if (all->count * 2 >= all->slot_count) {
		grow(all);
		slot = probe(all, end);
	}
	if ((all->count & (all->count - 1)) == 0)
		all->items = xreallocarray(all->items,
		                           all->count ? all->count * 2 : 1,
		                           sizeof(*all->items));
	all->items[all->count] = (struct listener){.end = *end};
	all->slots[slot] = (uint32_t)++all->count;
	return all->count - 1;
}

void listener_enter(struct listener *l, int64_t time)
{
	if (++l->half_open > l->half_open_peak) {
		l->half_open_peak = l->half_open;
		l->half_open_peak_time = time;
	}
}

void listener_leave(struct listener *l)
{
	if (l->half_open)
		l->half_open--;
}
