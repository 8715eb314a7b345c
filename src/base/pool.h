/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pool: records of one size, found by a number, that never move.
 *
 * They lie in pieces that are asked of the system as they are needed, small
 * ones first, then large ones, of which it gives the pages only as they are
 * used; a record given back is the next one given out.
 */
#ifndef TCPLADDER_POOL_H
#define TCPLADDER_POOL_H

#include <stddef.h>
#include <stdint.h>

/* A piece holds two to the power of this. */
#define POOL_SMALL_BITS 9  /* … of the first POOL_SMALL_PIECES, which hold */
#define POOL_LARGE_BITS 13 /* together as many as each of the others */
#define POOL_SMALL_PIECES (UINT32_C(1) << (POOL_LARGE_BITS - POOL_SMALL_BITS))

struct pool {
	size_t size; /* bytes of a record */
	char **pieces;
	uint32_t count; /* records ever given out */
	uint32_t freed; /* 1 + the last one given back; 0: none is free */
};

/* An empty pool of records of this size, at least four bytes. */
void pool_init(struct pool *pool, size_t size);

/* Frees all of it. */
void pool_fini(struct pool *pool);

/* Gives out a record of zeros; returns its number. */
uint32_t pool_take(struct pool *pool);

/* Takes a record back, whose memory may serve another from now on. */
void pool_give(struct pool *pool, uint32_t index);

/* The record of this number, which was given out; it stays where it is. */
static inline void *pool_at(const struct pool *pool, uint32_t index)
{
	uint32_t large = index >> POOL_LARGE_BITS;
	unsigned bits = large ? POOL_LARGE_BITS : POOL_SMALL_BITS;
	uint32_t piece = large ? POOL_SMALL_PIECES - 1 + large
	                       : index >> POOL_SMALL_BITS;

	return pool->pieces[piece] +
	       (index & ((UINT32_C(1) << bits) - 1)) * pool->size;
}

#endif
