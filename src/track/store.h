/* SPDX-License-Identifier: BSD-2-Clause
 *
 * store: where connections are kept, each in the form it needs.
 *
 * A place is a number: the form, and which one of that form.  Nothing ever
 * moves; a connection that changes its form gets another place.  Embryos and
 * steady connections know their IPv4 addresses themselves; IPv6's stand behind
 * them, and the links, where there are any, behind all:
 *
 *   struct embryo | struct steady  [2 x 16 bytes]  [links]
 *   struct connection                              [links]
 */
#ifndef TCPLADDER_STORE_H
#define TCPLADDER_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/pool.h"
#include "track/connection.h"
#include "track/steady.h"

enum form {
	FORM_NONE, /* so that no place is 0 */
	FORM_EMBRYO_4,
	FORM_EMBRYO_6,
	FORM_STEADY_4,
	FORM_STEADY_6,
	FORM_WHOLE, /* struct connection */
	FORM_COUNT
};

#define PLACE_INDEX_BITS 29
#define PLACE_INDEX_MASK ((UINT32_C(1) << PLACE_INDEX_BITS) - 1)

/* What a connection weighs, in units of some 80 bytes; each segment that is
 * kept of it weighs one more. */
#define STORE_LEAN_WEIGHT 4
#define STORE_WHOLE_WEIGHT 16

#define STORE_LINE 64 /* bytes that the memory gives at once */

struct store {
	struct pool pools[FORM_COUNT];
	uint32_t hands[FORM_COUNT]; /* where store_idlest() goes on */
	uint32_t walker;            /* … and store_walk(): the last place */
	uint64_t weight;            /* of all that is in it */
	bool linked;
};

/* The neighbours in the list of those that have ended; 0: none. */
struct links {
	uint32_t older, newer; /* places */
};

/* linked: each has links. */
void store_init(struct store *store, bool linked);

/* Frees all that is left in it. */
void store_fini(struct store *store);

/* A place for a connection, of zeros but for its ends, which the segment's
 * two, the sender first, give. */
uint32_t store_add(struct store *store, enum form form,
                   const struct segment *segment);

/* The same for the ends of another one. */
uint32_t store_add_like(struct store *store, enum form form, uint32_t place);

/* Gives the place back; frees what a whole connection holds. */
void store_remove(struct store *store, uint32_t place);

/* The form of what is, or was, at this place. */
static inline enum form place_form(uint32_t place)
{
	return (enum form)(place >> PLACE_INDEX_BITS);
}

/* The record at a place: struct embryo, steady or connection, by its form. */
static inline void *store_at(const struct store *store, uint32_t place)
{
	return pool_at(&store->pools[place_form(place)],
	               place & PLACE_INDEX_MASK);
}

/* Asks the memory for what a segment in sequence needs of it. */
static inline void store_prefetch(const struct store *store, uint32_t place)
{
	const char *at = store_at(store, place);

	for (size_t i = 0; i < store->pools[place_form(place)].size &&
	                   i < sizeof(struct steady);
	     i += STORE_LINE)
		__builtin_prefetch(at + i);
}

/* Its links, in a linked store. */
struct links *store_links(const struct store *store, uint32_t place);

/* Its latest segment's time, ns since the epoch. */
int64_t store_last_time(const struct store *store, uint32_t place);

/* True where nothing more is expected of it. */
bool store_ended(const struct store *store, uint32_t place);

/* Looks at a few connections of each form, going round, and returns the place
 * of the one that has been idle longest, but for the one at `spare`; 0: there
 * is none. */
uint32_t store_idlest(struct store *store, uint32_t spare);

/* The next place, going round; 0 where none of its form is, or nobody is
 * there. */
uint32_t store_walk(struct store *store);

/* Its number. */
uint32_t store_stream(const struct store *store, uint32_t place);

/* Its ends: who sent the first segment, and the other. */
void store_ends(const struct store *store, uint32_t place,
                struct endpoint end[DIR_COUNT]);

/* The same of a connection that is neither an embryo nor steady, of IPv4. */
int store_dir_slowly(const struct store *store, uint32_t place,
                     const struct segment *segment);

/* Which way the segment goes in it: enum dir; -1 where it is of other ends. */
static inline int store_dir(const struct store *store, uint32_t place,
                            const struct segment *s)
{
	enum form form = place_form(place);
	const struct birth *b = store_at(store, place);
	uint32_t there, back, from, to;

	if ((form != FORM_STEADY_4 && form != FORM_EMBRYO_4) ||
	    s->source.family != 4)
		return store_dir_slowly(store, place, s);
	memcpy(&there, b->address[0], 4);
	memcpy(&back, b->address[1], 4);
	memcpy(&from, s->source.address, 4);
	memcpy(&to, s->destination.address, 4);
	if (from == there && to == back && s->source.port == b->port[0] &&
	    s->destination.port == b->port[1])
		return DIR_0;
	if (from == back && to == there && s->source.port == b->port[1] &&
	    s->destination.port == b->port[0])
		return DIR_1;
	return -1;
}

#endif
