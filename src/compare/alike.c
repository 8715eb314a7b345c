/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A crowd of segments may be alike: a capture full of one acknowledgment.  So
 * those there are put in the order of time, and for each here the place is
 * looked up where it would have passed: the best is the next one behind it that
 * is free, or else the next before.  Chains over those that are taken grow
 * shorter as they are followed (as in Tarjan's union-find).
 */
#include "config.h"

#include "compare/alike.h"

#include <stdlib.h>

#include "base/xalloc.h"

#define SECOND INT64_C(1000000000)

struct candidate {
	const struct key *key;
	int64_t passed; /* ns, along the way */
	uint16_t id;    /* 0 where it does not matter */
};

struct crowd {
	struct candidate *at;
	size_t count;
	size_t *next;   /* i, or one behind it where i is taken */
	size_t *before; /* i, or one before it where i - 1 is taken */
};

static struct candidate candidate_of(const struct way *way,
                                     const struct key *key)
{
	return (struct candidate){
		.key = key,
		.passed = way->forward ? key->s->time : -key->s->time,
		.id = way->ids_kept ? key->s->ip_id : 0,
	};
}

static int by_passing(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->passed != y->passed)
		return x->passed < y->passed ? -1 : 1;
	return x->key->index < y->key->index ? -1 : 1;
}

static void crowd_init(struct crowd *w, const struct way *way,
                       const struct key *keys, size_t count)
{
	w->count = count;
	w->at = xcalloc(count, sizeof(*w->at));
	w->next = xcalloc(count + 1, sizeof(*w->next));
	w->before = xcalloc(count + 1, sizeof(*w->before));
	for (size_t i = 0; i < count; i++)
		w->at[i] = candidate_of(way, &keys[i]);
	qsort(w->at, count, sizeof(*w->at), by_passing);
	for (size_t i = 0; i <= count; i++)
		w->next[i] = w->before[i] = i;
}

static void crowd_fini(struct crowd *w)
{
	free(w->at);
	free(w->next);
	free(w->before);
}

static size_t follow(size_t *chain, size_t i)
{
	while (chain[i] != i) {
		chain[i] = chain[chain[i]];
		i = chain[i];
	}
	return i;
}

/* The first place not before this identification and time. */
static size_t place_of(const struct crowd *w, uint16_t id, int64_t passed)
{
	size_t low = 0, high = w->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct candidate *c = &w->at[middle];

		if (c->id < id || (c->id == id && c->passed < passed))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* How badly it goes with who was to pass then: less than nothing on the way is
 * worse than too long. */
static int64_t cost(const struct candidate *c, int64_t due)
{
	int64_t late = c->passed - due;

	return late >= 0 ? late : 1000 * SECOND - late;
}

/* The best that is free, or ALIKE_NONE. */
static size_t choose(const struct crowd *w, uint16_t id, int64_t due)
{
	size_t at = place_of(w, id, due);
	size_t late = follow(w->next, at), early = follow(w->before, at);
	int64_t least;

	if (late == w->count || w->at[late].id != id)
		late = ALIKE_NONE;
	if (early == 0 || w->at[early - 1].id != id)
		return late;
	/* Of those at one time, the first. */
	early = follow(w->next, place_of(w, id, w->at[early - 1].passed));
	if (late == ALIKE_NONE)
		return early;
	least = cost(&w->at[late], due);
	if (cost(&w->at[early], due) != least)
		return cost(&w->at[early], due) < least ? early : late;
	return w->at[early].key->index < w->at[late].key->index ? early : late;
}

void alike_join(const struct way *way, const struct key *here, size_t count,
                const struct key *there, size_t count_there,
                const struct key **partners)
{
	struct crowd crowd;

	crowd_init(&crowd, way, there, count_there);
	for (size_t i = 0; i < count; i++) {
		struct candidate c = candidate_of(way, &here[i]);
		size_t best = choose(&crowd, c.id, c.passed + way->quickest);

		partners[i] = NULL;
		if (best == ALIKE_NONE)
			continue;
		partners[i] = crowd.at[best].key;
		crowd.next[best] = best + 1;
		crowd.before[best + 1] = best;
	}
	crowd_fini(&crowd);
}
