/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pages: memory in large pages, where it is much and the system has them.
 *
 * A large page costs the system a fifth of what the small ones cost that it
 * takes the place of, and the processor finds its way in it sooner; but it is
 * given whole, however little of it is used.
 */
#ifndef TCPLADDER_PAGES_H
#define TCPLADDER_PAGES_H

#include <stddef.h>

#define PAGES_LARGE ((size_t)2 << 20) /* bytes of one, on most machines */

/* size bytes of zeros, never NULL; from PAGES_LARGE on in large pages.  The
 * caller gives them back with pages_free() and the same size. */
void *pages_new(size_t size);

/* NULL is fine. */
void pages_free(void *pages, size_t size);

/* Large pages that several share, so that of all of them but the last is given and
 * not used.  All zero: none. */
struct pages {
	char *at; /* what is left of the newest … */
	size_t left;
	char **blocks; /* … of these */
	size_t count;
};

/* Cuts off so many bytes of zeros, PAGES_LARGE at most and whole lines of the memory
 * (XALLOC_LINE), which they begin with; valid until pages_fini(). */
void *pages_cut(struct pages *pages, size_t size);

/* Frees all that was cut off. */
void pages_fini(struct pages *pages);

#endif
