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

void pool_fini(struct pool *p)
{
	for (uint32_t i = 0; i < p->count; i += PIECE)
		free(p->pieces[i / PIECE]);
	free(p->pieces);
}

static void add_piece(struct pool *p)
{
	uint32_t piece = p->count / PIECE;

	p->pieces = xgrow(p->pieces, piece, sizeof(*p->pieces));
	p->pieces[piece] = xcalloc(PIECE, p->size);
}

uint32_t pool_take(struct pool *p)
{
	uint32_t index;
	void *record;

	if (!p->freed) {
		if (p->count % PIECE == 0)
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
