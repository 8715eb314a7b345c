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

#define LARGE_SIZE (16 * PAGES_LARGE) /* bytes, about, asked for at once */
#define PIECE (UINT32_C(1) << POOL_PIECE_BITS)

void pool_init(struct pool *p, size_t size, size_t large)
{
	*p = (struct pool){.size = size, .large = large};
}

static size_t piece_size(const struct pool *p)
{
	return (size_t)PIECE * p->size;
}

static bool is_large(const struct pool *p, uint32_t piece)
{
	return piece >= POOL_PIECES && piece * piece_size(p) >= p->large;
}

/* Pieces that come with the one of this number, if it comes first. */
static uint32_t together(const struct pool *p, uint32_t piece)
{
	if (is_large(p, piece))
		return (uint32_t)(LARGE_SIZE / piece_size(p)) + 1;
	return piece < POOL_PIECES ? 1 : POOL_PIECES;
}

void pool_fini(struct pool *p)
{
	uint32_t count = p->room / PIECE, more;

	for (uint32_t i = 0; i < count; i += more) {
		more = together(p, i);
		if (is_large(p, i))
			pages_free(p->pieces[i], more * piece_size(p));
		else
			xfree_lines(p->pieces[i]);
	}
	free(p->pieces);
}

static void add_pieces(struct pool *p)
{
	uint32_t first = p->room / PIECE, count = together(p, first);
	size_t size = piece_size(p);
	char *bytes = is_large(p, first) ? pages_new(count * size)
	                                 : xlines(count * size);

	for (uint32_t i = 0; i < count; i++) {
		p->pieces = xgrow(p->pieces, first + i, sizeof(*p->pieces));
		p->pieces[first + i] = bytes + i * size;
	}
	p->room += count * PIECE;
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
