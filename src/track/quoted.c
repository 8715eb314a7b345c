/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/quoted.h"

#include "decode/segment.h"
#include "track/flow_table.h"

void quoted_init(struct quoted *q)
{
	roster_init(&q->quotes, sizeof(struct quote),
	            sizeof(((struct quote *)0)->ends), QUOTED_MAX);
}

void quoted_fini(struct quoted *q)
{
	roster_fini(&q->quotes);
}

bool quoted_note(struct quoted *q, const struct segment *s, uint32_t stream)
{
	size_t count = q->quotes.count, index;
	uint32_t key[HASH_LINE_MAX];
	struct quote *quote;

	flow_words(key, &s->source, &s->destination);
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
	flow_words(key, &s->source, &s->destination);
	index = roster_find(&q->quotes, key);
	if (index == ROSTER_FULL)
		return NULL;
	quote = roster_at(&q->quotes, index);
	return quote->met ? NULL : quote;
}
