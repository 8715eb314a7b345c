/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/xalloc.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXIT_TROUBLE 2

void *xgiven(void *memory)
{
	if (memory == NULL) {
		fputs("tcpladder: out of memory\n", stderr);
		exit(EXIT_TROUBLE);
	}
	return memory;
}

/* At least one byte, so that NULL always means failure. */
static size_t at_least_one(size_t size)
{
	return size == 0 ? 1 : size;
}

void *xzalloc(size_t size)
{
	return xgiven(calloc(1, at_least_one(size)));
}

void *xcalloc(size_t count, size_t size)
{
	return xgiven(calloc(at_least_one(count), at_least_one(size)));
}

/* What calloc() gave stands before the first line, for free(). */
void *xlines(size_t size)
{
	size_t more = sizeof(void *) + XALLOC_LINE;
	char *all, *at;

	if (size > SIZE_MAX - more)
		xgiven(NULL);
	all = xzalloc(size + more);
	at = all + more - (uintptr_t)(all + more) % XALLOC_LINE;
	memcpy(at - sizeof(all), &all, sizeof(all));
	return at;
}

void xfree_lines(void *lines)
{
	void *all = NULL;

	if (lines)
		memcpy(&all, (char *)lines - sizeof(all), sizeof(all));
	free(all);
}

void *xreallocarray(void *old, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size)
		xgiven(NULL);
	return xgiven(realloc(old, at_least_one(count * size)));
}

void *xgrow(void *items, size_t count, size_t size)
{
	/* Full when the count reaches one of them. */
	if ((count & (count - 1)) != 0)
		return items;
	return xreallocarray(items, count ? count * 2 : 1, size);
}

char *xstrdup(const char *text)
{
	return xgiven(strdup(text));
}
