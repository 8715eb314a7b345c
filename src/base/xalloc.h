/* SPDX-License-Identifier: BSD-2-Clause
 *
 * xalloc: allocation that cannot fail.
 *
 * An offline, one-shot program gains nothing from unwinding when memory is
 * gone: these end it with one line on stderr and exit status 2.
 */
#ifndef TCPLADDER_XALLOC_H
#define TCPLADDER_XALLOC_H

#include <stddef.h>

/* What the system gave; where it gave nothing, NULL, the end. */
void *xgiven(void *memory);

/* size bytes, zeroed, never NULL; the caller frees with free(). */
void *xzalloc(size_t size);

/* count * size bytes, zeroed, the product checked; the caller frees. */
void *xcalloc(size_t count, size_t size);

#define XALLOC_LINE ((size_t)64) /* bytes that the memory gives at once */

/* size bytes, zeroed, from the beginning of a line on; the caller frees with
 * xfree_lines(). */
void *xlines(size_t size);

/* NULL is fine. */
void xfree_lines(void *lines);

/* Like realloc(), the product checked; what is new is not zeroed. */
void *xreallocarray(void *old, size_t count, size_t size);

/* Makes room for one more than the `count` items that were added one by one: by
 * powers of two, so that it is only the count that has to be kept.  What is new
 * is not zeroed. */
void *xgrow(void *items, size_t count, size_t size);

/* A copy of text; the caller frees. */
char *xstrdup(const char *text);

#endif
