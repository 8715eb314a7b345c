/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The first four bytes of a record that is free lead to the next one.
 */
#include "config.h"

#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"

#define SMALL (UINT32_C(1) << POOL_SMALL_BITS)
#define LARGE (UINT32_C(1) << POOL_LARGE_BITS)

void pool_init(struct pool *p, size_t size)
{
	*p = (struct pool){.size = size};
}

/* Records in the piece that begins with this one. */
static uint32_t piece_at(uint32_t index)
{
	return index < LARGE ? SMALL : LARGE;
}

void pool_fini(struct pool *p)
{
	uint32_t piece = 0;

	for (uint32_t i = 0; i < p->count; i += piece_at(i))
		free(p->pieces[piece++]);
	free(p->pieces);
}

/* A piece that begins with the next record. */
static void add_piece(struct pool *p)
{
	uint32_t piece = p->count < LARGE
	                         ? p->count / SMALL
	                         : POOL_SMALL_PIECES - 1 + p->count / LARGE;

	p->pieces = xgrow(p->pieces, piece, sizeof(*p->pieces));
	p->pieces[piece] = xcalloc(piece_at(p->count), p->size);
}

uint32_t pool_take(struct pool *p)
{
	uint32_t index;
	void *record;

	if (!p->freed) {
		if (p->count % piece_at(p->count) == 0)
			add_piece(p);
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
