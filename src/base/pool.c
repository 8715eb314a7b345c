/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The first four bytes of a record that is free lead to the next one.
 */
#include "config.h"

#include "base/pool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/xalloc.h"

#define PIECE (UINT32_C(1) << POOL_PIECE_BITS)

void pool_init(struct pool *p, size_t size, size_t large, struct pages *pages)
{
	*p = (struct pool){.size = size, .large = large, .pages = pages};
}

static size_t piece_size(const struct pool *p)
{
	return (size_t)PIECE * p->size;
}

static bool shares(const struct pool *p)
{
	return p->pages->count ||
	       (p->own >= POOL_PIECES && p->own * piece_size(p) >= p->large);
}

/* Pieces that come with the one of this number, if it comes first. */
static uint32_t together(uint32_t piece)
{
	return piece < POOL_PIECES ? 1 : POOL_PIECES;
}

void pool_fini(struct pool *p)
{
	for (uint32_t i = 0; i < p->own; i += together(i))
		xfree_lines(p->pieces[i]);
	free(p->pieces);
}

static void add_piece(struct pool *p, char *piece)
{
	p->pieces = xgrow(p->pieces, p->room / PIECE, sizeof(*p->pieces));
	p->pieces[p->room / PIECE] = piece;
	p->room += PIECE;
}

static void add_pieces(struct pool *p)
{
	size_t size = piece_size(p);
	uint32_t count = together(p->own);
	char *bytes;

	if (shares(p)) {
		add_piece(p, pages_cut(p->pages, size));
		return;
	}
	bytes = xlines(count * size);
	for (uint32_t i = 0; i < count; i++)
		add_piece(p, bytes + i * size);
	p->own += count;
}

uint32_t pool_take(struct pool *p)
{
	uint32_t index;
	void *record;

	if (!p->freed) {
		if (p->count == p->room)
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
