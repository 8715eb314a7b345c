/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The first four bytes of a record that is free lead to the next one.
 */
#include "config.h"

#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define PIECE (UINT32_C(1) << POOL_PIECE_BITS)

void pool_init(struct pool *p, size_t size)
{
	*p = (struct pool){.size = size};
}

/* Pieces that come with the one of this number, if it comes first. */
static uint32_t together(uint32_t piece)
{
	return piece < POOL_PIECES ? 1 : POOL_PIECES;
}

void pool_fini(struct pool *p)
{
	uint32_t count = (p->count + PIECE - 1) / PIECE;

	for (uint32_t i = 0; i < count; i += together(i))
		free(p->pieces[i]);
	free(p->pieces);
}

static void add_pieces(struct pool *p)
{
	uint32_t first = p->count / PIECE, count = together(first);
	char *bytes = xcalloc((size_t)count * PIECE, p->size);

	for (uint32_t i = 0; i < count; i++) {
		p->pieces = xgrow(p->pieces, first + i, sizeof(*p->pieces));
		p->pieces[first + i] = bytes + (size_t)i * PIECE * p->size;
	}
}

uint32_t pool_take(struct pool *p)
{
	uint32_t index;
	void *record;

	if (!p->freed) {
		if (p->count % PIECE == 0 &&
		    p->count / PIECE % together(p->count / PIECE) == 0)
			add_pieces(p);
		return p->count++;
	}
	index = p->freed - 1;
	record = pool_at(p, index);
	memcpy(&p->freed, record, sizeof(p->freed));
	memset(record, 0, p->size);
	return index;
}

void pool_give(struct pool *p, uint32_t index)
{
	memcpy(pool_at(p, index), &p->freed, sizeof(p->freed));
	p->freed = index + 1;
}
