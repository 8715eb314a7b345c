/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The same connection has the same J and K in both captures: of each number
 * that both know, and one at least.  Where none is known to both, it has the
 * same addresses and ports.  That is one of a few names that each connection
 * there goes by, so that nobody tries each with each, whoever chose the numbers.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "compare/pair.h"

#define NAMES 4

/* What is known of who goes by the name, and what the name holds. */
enum by {
	BY_J_AND_K,
	BY_J_ALONE, /* K is not known */
	BY_K_ALONE, /* J is not known */
	BY_J,
	BY_K,
	BY_ENDS,
	BY_ENDS_ALONE,     /* neither is known */
	BY_ENDS_WITHOUT_J, /* J is not known */
	BY_ENDS_WITHOUT_K, /* K is not known */
};

/* Nothing in it is padding: names are compared by their bytes. */
struct name {
	uint32_t by;
	uint32_t iss[2];
	struct endpoint end[2];
};

struct entry {
	struct name name;
	size_t index; /* of the connection there */
	size_t rank;  /* the lower, the better */
	size_t free;  /* of the first of its name: where it may be free */
};

struct directory {
	struct entry *at;
	size_t count;
	bool *taken; /* by index */
};

static struct name name_of(const struct trace_connection *c, enum by by)
{
	struct name name = {.by = by};

	_Static_assert(sizeof(name) == 12 + 2 * sizeof(struct endpoint),
	               "no padding");
	if (by >= BY_ENDS)
		memcpy(name.end, c->end, sizeof(name.end));
	if (by == BY_J_AND_K || by == BY_J_ALONE || by == BY_J)
		name.iss[0] = c->iss[0];
	if (by == BY_J_AND_K || by == BY_K_ALONE || by == BY_K)
		name.iss[1] = c->iss[1];
	return name;
}

/* What a connection goes by, by whether its J and its K are known. */
static const enum by own[2][2][NAMES] = {
	{{BY_ENDS_ALONE, BY_ENDS_WITHOUT_J, BY_ENDS_WITHOUT_K, BY_ENDS},
         {BY_K_ALONE, BY_ENDS_WITHOUT_J, BY_K, BY_ENDS}},
	{{BY_J_ALONE, BY_J, BY_ENDS_WITHOUT_K, BY_ENDS},
         {BY_J_AND_K, BY_J, BY_K, BY_ENDS}},
};

/* What the same one may go by there; the last again where they are fewer. */
static const enum by wanted[2][2][NAMES] = {
	{{BY_ENDS, BY_ENDS, BY_ENDS, BY_ENDS},
         {BY_K, BY_ENDS_WITHOUT_K, BY_ENDS_WITHOUT_K, BY_ENDS_WITHOUT_K}},
	{{BY_J, BY_ENDS_WITHOUT_J, BY_ENDS_WITHOUT_J, BY_ENDS_WITHOUT_J},
         {BY_J_AND_K, BY_J_ALONE, BY_K_ALONE, BY_ENDS_ALONE}},
};

struct keyed {
	const struct trace_connection *connection;
	size_t index;
};

/* Those with a known J first, by it. */
static int by_number(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	const struct trace_connection *p = x->connection, *q = y->connection;

	if (p->known[0] != q->known[0])
		return p->known[0] ? -1 : 1;
	if (p->known[0] && p->iss[0] != q->iss[0])
		return p->iss[0] < q->iss[0] ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = memcmp(&x->name, &y->name, sizeof(x->name));

	return order ? order : x->rank < y->rank ? -1 : x->rank > y->rank;
}

static void directory_init(struct directory *d, const struct trace *there)
{
	struct keyed *keys = xcalloc(there->count, sizeof(*keys));

	*d = (struct directory){
		.at = xcalloc(there->count * NAMES, sizeof(*d->at)),
		.taken = xcalloc(there->count, sizeof(*d->taken)),
	};
	for (size_t i = 0; i < there->count; i++)
		keys[i] = (struct keyed){&there->connections[i], i};
	qsort(keys, there->count, sizeof(*keys), by_number);
	for (size_t rank = 0; rank < there->count; rank++) {
		const struct trace_connection *c = keys[rank].connection;

		for (size_t n = 0; n < NAMES; n++)
			d->at[d->count++] = (struct entry){
				name_of(c, own[c->known[0]][c->known[1]][n]),
				keys[rank].index, rank, 0};
	}
	qsort(d->at, d->count, sizeof(*d->at), by_name);
	for (size_t i = 0; i < d->count; i++)
		d->at[i].free = i;
	free(keys);
}

static void directory_fini(struct directory *d)
{
	free(d->at);
	free(d->taken);
}

/* The best of this name that is not taken, or NULL. */
static const struct entry *find_free(struct directory *d,
                                     const struct name *name)
{
	size_t low = 0, high = d->count, at;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(&d->at[middle].name, name, sizeof(*name)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == d->count)
		return NULL;
	for (at = d->at[low].free;
	     at < d->count && memcmp(&d->at[at].name, name, sizeof(*name)) == 0;
	     at++)
		if (!d->taken[d->at[at].index])
			break;
	d->at[low].free = at;
	if (at == d->count || memcmp(&d->at[at].name, name, sizeof(*name)) != 0)
		return NULL;
	return &d->at[at];
}

static size_t find_connection(struct directory *d,
                              const struct trace_connection *c)
{
	const struct entry *best = NULL;

	for (size_t n = 0; n < NAMES; n++) {
		struct name name =
			name_of(c, wanted[c->known[0]][c->known[1]][n]);
		const struct entry *e = find_free(d, &name);

		if (e && (!best || e->rank < best->rank))
			best = e;
	}
	return best ? best->index : PAIR_NONE;
}

size_t *pair_connections(const struct trace *here, const struct trace *there)
{
	size_t *pairs = xcalloc(here->count + 1, sizeof(*pairs));
	struct directory directory;

	directory_init(&directory, there);
	for (size_t i = 0; i < here->count; i++) {
		pairs[i] = find_connection(&directory, &here->connections[i]);
		if (pairs[i] != PAIR_NONE)
			directory.taken[pairs[i]] = true;
	}
	directory_fini(&directory);
	return pairs;
}
