/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/seq.h"

#define FIRST_ROOM 2
#define FIRST_HISTORY 8

struct gaps *gaps_new(void)
{
	return xzalloc(sizeof(struct gaps));
}

static void *copy_of(const void *items, size_t count, size_t size)
{
	void *copy;

	if (!count)
		return NULL;
	copy = xcalloc(count, size);
	memcpy(copy, items, count * size);
	return copy;
}

struct gaps *gaps_clone(const struct gaps *g)
{
	struct gaps *copy = gaps_new();

	*copy = *g;
	copy->gap = copy_of(g->gap, g->room, sizeof(*g->gap));
	copy->seen = copy_of(g->seen, g->seen_room, sizeof(*g->seen));
	copy->first = copy_of(g->first, g->first_room, sizeof(*g->first));
	return copy;
}

void gaps_free(struct gaps *g)
{
	if (!g)
		return;
	free(g->gap);
	free(g->seen);
	free(g->first);
	free(g);
}

static unsigned char *put(unsigned char *to, const void *items, size_t count,
                          size_t size)
{
	if (count)
		memcpy(to, items, count * size);
	return to + count * size;
}

unsigned char *gaps_pack(const struct gaps *g, unsigned char *to)
{
	to = put(to, g, 1, sizeof(*g));
	to = put(to, g->gap, g->room, sizeof(*g->gap));
	to = put(to, g->seen, g->seen_room, sizeof(*g->seen));
	return put(to, g->first, g->first_room, sizeof(*g->first));
}

static void *get(const unsigned char **from, size_t count, size_t size)
{
	const unsigned char *at = *from;

	*from += count * size;
	return copy_of(at, count, size);
}

struct gaps *gaps_unpack(const unsigned char **from)
{
	struct gaps *g = get(from, 1, sizeof(*g));

	g->gap = get(from, g->room, sizeof(*g->gap));
	g->seen = get(from, g->seen_room, sizeof(*g->seen));
	g->first = get(from, g->first_room, sizeof(*g->first));
	return g;
}

/* Twice the room, what is new of it zeros. */
static void *grown(void *items, uint8_t *room, uint8_t first, size_t size)
{
	size_t old = *room;
	char *more;

	*room = (uint8_t)(old ? old * 2 : first);
	more = xreallocarray(items, *room, size);
	memset(more + old * size, 0, (*room - old) * size);
	return more;
}

void gaps_insert(struct gaps *g, unsigned i, struct gap gap)
{
	if (g->count == g->room)
		g->gap = grown(g->gap, &g->room, FIRST_ROOM, sizeof(*g->gap));
	memmove(g->gap + i + 1, g->gap + i, (g->count - i) * sizeof(*g->gap));
	g->gap[i] = gap;
	g->count++;
}

void gaps_remove(struct gaps *g, unsigned i)
{
	memmove(g->gap + i, g->gap + i + 1,
	        (g->count - i - 1u) * sizeof(*g->gap));
	g->count--;
}

void gaps_note_seen(struct gaps *g, const struct passed *passed)
{
	if (g->next_seen == g->seen_room)
		g->seen = grown(g->seen, &g->seen_room, FIRST_HISTORY,
		                sizeof(*g->seen));
	g->seen[g->next_seen] = *passed;
	g->next_seen = (uint8_t)((g->next_seen + 1) % GAPS_HISTORY);
}

void gaps_note_first(struct gaps *g, const struct first_sent *first)
{
	if (g->next_first == g->first_room)
		g->first = grown(g->first, &g->first_room, FIRST_HISTORY,
		                 sizeof(*g->first));
	g->first[g->next_first] = *first;
	g->next_first = (uint8_t)((g->next_first + 1) % GAPS_HISTORY);
}

const struct first_sent *gaps_first(const struct gaps *g, uint32_t left,
                                    uint32_t right)
{
	for (unsigned i = 0; i < g->first_room; i++) {
		const struct first_sent *f = &g->first[i];

		if (f->time && seq_ge(left, f->start) && seq_le(right, f->end))
			return f;
	}
	return NULL;
}

bool gaps_tick_is_short(const struct gaps *g, uint32_t tsval, int64_t than)
{
	int64_t began = INT64_MAX, over = INT64_MAX;

	for (unsigned i = 0; i < g->first_room; i++) {
		const struct first_sent *f = &g->first[i];

		if (f->time && f->tsval == tsval && f->time < began)
			began = f->time;
		if (f->time && seq_gt(f->tsval, tsval) && f->time < over)
			over = f->time;
	}
	return began < over && over < INT64_MAX && over - began < than;
}
