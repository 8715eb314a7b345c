/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pool: records of one size, found by a number, that never move.
 *
 * They lie in pieces, which are asked of the system as they are needed: the
 * first one by one, later ones many at a time, so that it gives their pages only
 * as they are used.  A pool that has become large shares large pages with others
 * from then on, and so does each of these.  A record given back is the next one
 * given out.  Records of whole lines of the memory begin with a line.
 */
#ifndef TCPLADDER_POOL_H
#define TCPLADDER_POOL_H

#include <stddef.h>
#include <stdint.h>

#define POOL_PIECE_BITS 6 /* a piece holds two to the power of this */
#define POOL_PIECES 128   /* asked for one by one; then as many at a time */

struct pages;

struct pool {
	size_t size;  /* bytes of a record */
	size_t large; /* bytes from which on it begins to share */
	struct pages *pages;
	char **pieces;
	uint32_t own;   /* pieces that it does not share */
	uint32_t room;  /* records that there is memory for */
	uint32_t count; /* records ever given out */
	uint32_t freed; /* 1 + the last one given back; 0: none is free */
};

/* An empty pool of records of this size, at least four bytes.  Once it takes as
 * many bytes as `large`, or another of those that share these pages has begun, it
 * grows by them.  They are the caller's, and outlive it. */
void pool_init(struct pool *pool, size_t size, size_t large,
               struct pages *pages);

/* Frees all of it but what is shared. */
void pool_fini(struct pool *pool);

/* Gives out a record of zeros; returns its number. */
uint32_t pool_take(struct pool *pool);

/* Takes a record back, whose memory may serve another from now on. */
void pool_give(struct pool *pool, uint32_t index);

/* The record of this number, which was given out; it stays where it is. */
static inline void *pool_at(const struct pool *pool, uint32_t index)
{
	uint32_t place = index & ((UINT32_C(1) << POOL_PIECE_BITS) - 1);

	return pool->pieces[index >> POOL_PIECE_BITS] + place * pool->size;
}

#endif
