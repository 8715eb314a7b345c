/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/ended.h"

#include <stdbool.h>

static bool is_in(const struct ended *e, const struct store *store,
                  uint32_t place)
{
	const struct links *l = store_links(store, place);

	return l->older || l->newer || e->oldest == place;
}

/* What the neighbour on the older side, or the list, has for the next. */
static uint32_t *newer_of(struct ended *e, const struct store *store,
                          uint32_t older)
{
	return older ? &store_links(store, older)->newer : &e->oldest;
}

static uint32_t *older_of(struct ended *e, const struct store *store,
                          uint32_t newer)
{
	return newer ? &store_links(store, newer)->older : &e->newest;
}

void ended_add(struct ended *e, const struct store *store, uint32_t place)
{
	*store_links(store, place) = (struct links){.older = e->newest};
	*newer_of(e, store, e->newest) = place;
	e->newest = place;
}

void ended_remove(struct ended *e, const struct store *store, uint32_t place)
{
	struct links *l = store_links(store, place);

	if (!is_in(e, store, place))
		return;
	*newer_of(e, store, l->older) = l->newer;
	*older_of(e, store, l->newer) = l->older;
	*l = (struct links){0};
}

void ended_move(struct ended *e, const struct store *store, uint32_t from,
                uint32_t to)
{
	struct links *l = store_links(store, to);

	if (!is_in(e, store, from))
		return;
	*l = *store_links(store, from);
	*newer_of(e, store, l->older) = to;
	*older_of(e, store, l->newer) = to;
}
