/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/quoted.h"

#include <string.h>

#include "decode/segment.h"

void quoted_init(struct quoted *q)
{
	roster_init(&q->quotes, sizeof(struct quote),
	            sizeof(((struct quote *)0)->ends), QUOTED_MAX);
}

void quoted_fini(struct quoted *q)
{
	roster_fini(&q->quotes);
}

/* The same for both ways. */
static void put_ends(uint32_t *key, const struct segment *s)
{
	const struct endpoint *low = &s->source, *high = &s->destination;

	if (memcmp(low, high, sizeof(*low)) > 0) {
		low = &s->destination;
		high = &s->source;
	}
	memcpy(key, low->address, 16);
	memcpy(key + 4, high->address, 16);
	key[8] = (uint32_t)low->port << 16 | high->port;
}

bool quoted_note(struct quoted *q, const struct segment *s, uint32_t stream)
{
	size_t count = q->quotes.count, index;
	uint32_t key[HASH_LINE_MAX];
	struct quote *quote;

	put_ends(key, s);
	index = roster_index(&q->quotes, key);
	if (index == ROSTER_FULL)
		return true;
	if (index < count)
		return false;
	quote = roster_at(&q->quotes, index);
	quote->stream = stream;
	return true;
}

struct quote *quoted_find(const struct quoted *q, const struct segment *s)
{
	uint32_t key[HASH_LINE_MAX];
	struct quote *quote;
	size_t index;

	if (q->quotes.count == 0)
		return NULL;
	put_ends(key, s);
	index = roster_find(&q->quotes, key);
	if (index == ROSTER_FULL)
		return NULL;
	quote = roster_at(&q->quotes, index);
	return quote->met ? NULL : quote;
}
