/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/xalloc.h"

#define BLOCK (16 * PAGES_LARGE) /* bytes asked for at once, to share */

#ifdef MADV_HUGEPAGE

static size_t rounded(size_t size)
{
	return (size + PAGES_LARGE - 1) / PAGES_LARGE * PAGES_LARGE;
}

/* Asked for with a large page more, so that some run in it begins where a large
 * page can; what is too much goes back at once.  NULL: there is none. */
static void *map_aligned(size_t size)
{
	char *at = mmap(NULL, size + PAGES_LARGE, PROT_READ | PROT_WRITE,
	                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (at == MAP_FAILED)
		return NULL;
	before = -(uintptr_t)at & (PAGES_LARGE - 1);
	if (before)
		munmap(at, before);
	munmap(at + before + size, PAGES_LARGE - before);
	(void)madvise(at + before, size, MADV_HUGEPAGE);
	return at + before;
}

void *pages_new(size_t size)
{
	return size < PAGES_LARGE ? xzalloc(size)
	                          : xgiven(map_aligned(rounded(size)));
}

void pages_free(void *pages, size_t size)
{
	if (size < PAGES_LARGE)
		free(pages);
	else if (pages)
		munmap(pages, rounded(size));
}

#else

void *pages_new(size_t size)
{
	return xlines(size);
}

void pages_free(void *pages, size_t size)
{
	(void)size;
	xfree_lines(pages);
}

#endif

void *pages_cut(struct pages *p, size_t size)
{
	void *cut;

	if (size > p->left) {
		p->blocks = xgrow(p->blocks, p->count, sizeof(*p->blocks));
		p->at = p->blocks[p->count++] = pages_new(BLOCK);
		p->left = BLOCK;
	}
	cut = p->at;
	p->at += size;
	p->left -= size;
	return cut;
}

void pages_fini(struct pages *p)
{
	for (size_t i = 0; i < p->count; i++)
		pages_free(p->blocks[i], BLOCK);
	free(p->blocks);
}
