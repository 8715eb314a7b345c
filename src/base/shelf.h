/* SPDX-License-Identifier: BSD-2-Clause
 *
 * shelf: bytes put away in a file without a name, to be had again by a number.
 *
 * For what memory should not be held by for long: it is written in large pieces,
 * and read again in such where many of one are asked for.  What is given back
 * makes room for others, so that the file is as large as what is on the shelf.
 */
#ifndef TCPLADDER_SHELF_H
#define TCPLADDER_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHELF_PUT_MAX 16384 /* bytes at a time */

struct shelf;

/* A shelf in a new file, in $TMPDIR or where the system has such files, of which
 * the name is taken away; NULL where there can be none.  It is freed with
 * shelf_free(). */
struct shelf *shelf_new(void);
void shelf_free(struct shelf *shelf);

/* Nothing is on it any more. */
void shelf_clear(struct shelf *shelf);

/* Puts so many bytes away, SHELF_PUT_MAX at most.  Returns the number they are
 * to be had by, or 0 where the file can take no more: then, or before, they
 * are the caller's to keep. */
uint32_t shelf_put(struct shelf *shelf, const void *bytes, size_t size);

/* Reads bytes that were put away under this number, from their first one on.
 * Where the system does not give back what it took, the program ends, as it
 * does without memory (xalloc.h). */
void shelf_read(struct shelf *shelf, uint32_t number, void *bytes, size_t size);

/* From now on it is mostly read: 1 MiB more of it may be in memory. */
void shelf_expect_reading(struct shelf *shelf);

/* They, `size` bytes in all, are needed no more. */
void shelf_drop(struct shelf *shelf, uint32_t number, size_t size);

/* Pieces of the file that hold something, and that it has: for the tests. */
size_t shelf_pieces_used(const struct shelf *shelf);
size_t shelf_pieces(const struct shelf *shelf);

#endif
