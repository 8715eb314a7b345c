/* SPDX-License-Identifier: BSD-2-Clause
 *
 * store: where connections are kept, each in the form it needs.
 *
 * A place is a number: the form, and which one of that form.  Nothing ever
 * moves; a connection that changes its form gets another place.  Embryos and
 * steady connections know their IPv4 addresses themselves; IPv6's stand behind
 * them, and the links, where there are any, behind all:
 *
 *   struct embryo | steady | shelved  [2 x 16 bytes]  [links]
 *   struct connection                                 [links]
 *
 * What has long been over may be put away on a shelf (base/shelf.h), and is
 * fetched from there when it is asked for.
 */
#ifndef TCPLADDER_STORE_H
#define TCPLADDER_STORE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/pages.h"
#include "base/pool.h"
#include "base/shelf.h"
#include "base/xalloc.h"
#include "track/connection.h"
#include "track/room.h"
#include "track/steady.h"

enum form {
	FORM_NONE, /* so that no place is 0 */
	FORM_EMBRYO_4,
	FORM_EMBRYO_6,
	FORM_STEADY_4,
	FORM_STEADY_6,
	FORM_WHOLE, /* struct connection */
	FORM_SHELVED_4,
	FORM_SHELVED_6,
	FORM_COUNT
};

#define PLACE_INDEX_BITS 29
#define PLACE_INDEX_MASK ((UINT32_C(1) << PLACE_INDEX_BITS) - 1)

/* What a connection weighs, in units of some 80 bytes; each segment that is
 * kept of it weighs one more. */
#define STORE_LEAN_WEIGHT 4
#define STORE_WHOLE_WEIGHT 16

/* What stays of a connection that is put away: its ends are where struct birth has
 * them. */
struct shelved {
	uint16_t port[DIR_COUNT];
	uint8_t address[DIR_COUNT][4];
	uint32_t stream;
	int64_t last_time; /* ns since the epoch */
	uint32_t number;   /* on the shelf; 0: its place is given back */
	uint16_t size;     /* bytes there */
	uint8_t form;      /* enum form it had */
	bool ended : 1;
	bool unopened : 1;
};

struct store {
	struct pool pools[FORM_COUNT];
	struct pages pages;         /* … of which the large ones share */
	uint32_t hands[FORM_COUNT]; /* where store_idlest() goes on */
	uint32_t silent_hands[FORM_COUNT]; /* … and store_silent() */
	uint32_t walker; /* … and store_walk(): the last place */
	uint64_t weight; /* of all that is in it */
	bool linked;
	enum form full; /* of which the next needs room; FORM_NONE: of none */
	struct shelf *shelf;   /* NULL: nothing is ever put away */
	struct room room;      /* of steady ones before any is */
	unsigned char *parcel; /* of what is on its way */
};

/* The neighbours in a list of those that wait to go (ended.h); 0: none. */
struct links {
	uint32_t older, newer; /* places */
};

/* linked: each has links. */
void store_init(struct store *store, bool linked);

/* From now on connections may be put away on this shelf, which stays the
 * caller's, when the steady ones take more than this room, or the whole ones more
 * than 256 KiB, or `least` where that is less. */
void store_use_shelf(struct store *store, struct shelf *shelf,
                     struct room room);

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

/* A steady or whole connection that has been silent since before this time, of
 * this form, and, unless it is whole, has ended; looks at a few, going round.  0:
 * none of them is, or can be put away. */
uint32_t store_silent(struct store *store, enum form form, int64_t before);

/* Puts a connection away, and returns its new place; 0 where the shelf is full.
 * What is at the old place stays for store_remove(). */
uint32_t store_put_away(struct store *store, uint32_t place);

/* Fetches it from there, and returns its new place, in the form it had. */
uint32_t store_fetch(struct store *store, uint32_t place);

/* The form it had. */
enum form store_shelved_form(const struct store *store, uint32_t place);

/* Its struct steady; valid until the next call.  Or a whole connection made of
 * it, whatever that was. */
const struct steady *store_shelved_steady(const struct store *store,
                                          uint32_t place);
void store_shelved_whole(const struct store *store, uint32_t place,
                         struct connection *c);

static inline bool place_is_shelved(uint32_t place)
{
	return place_form(place) >= FORM_SHELVED_4;
}

/* The record at a place: struct embryo, steady or connection, by its form. */
static inline void *store_at(const struct store *store, uint32_t place)
{
	return pool_at(&store->pools[place_form(place)],
	               place & PLACE_INDEX_MASK);
}

/* Asks the memory for all lines of a steady record but the first, with the addresses
 * of IPv6 behind it: for more of an embryo than it has, which costs less than to ask
 * what it is.  Made anew for each caller: of a function that does nothing else, gcc 12
 * finds that it does nothing, and leaves the call out. */
__attribute__((always_inline)) static inline void store_prefetch_rest(
	const char *record, bool six)
{
	__builtin_prefetch(record + XALLOC_LINE);
	__builtin_prefetch(record + 2 * XALLOC_LINE);
	__builtin_prefetch(record + 3 * XALLOC_LINE);
	__builtin_prefetch(record + (3 + (unsigned)six) * XALLOC_LINE);
}

/* All of them, of the record at a place. */
__attribute__((always_inline)) static inline void store_prefetch(
	const struct store *store, uint32_t place)
{
	const char *record = store_at(store, place);

	__builtin_prefetch(record);
	store_prefetch_rest(record, false);
}

static inline bool place_is_steady(uint32_t place)
{
	enum form form = place_form(place);

	return form == FORM_STEADY_4 || form == FORM_STEADY_6;
}

/* Its links, in a linked store. */
struct links *store_links(const struct store *store, uint32_t place);

/* Its latest segment's time, ns since the epoch. */
int64_t store_last_time(const struct store *store, uint32_t place);

/* True where nothing more is expected of it, or another has its ends. */
bool store_ended(const struct store *store, uint32_t place);

/* True of most that are neither that nor the next: a steady one that is open. */
static inline bool store_is_open(const struct store *store, uint32_t place)
{
	return place_is_steady(place) &&
	       ((const struct steady *)store_at(store, place))->stage <
	               STAGE_CLOSED;
}

/* True where its handshake was begun, and neither completed nor refused. */
bool store_unopened(const struct store *store, uint32_t place);

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

/* Those that know their IPv4 addresses, a bit each. */
#define STORE_OF_4 \
	(1u << FORM_EMBRYO_4 | 1u << FORM_STEADY_4 | 1u << FORM_SHELVED_4)

/* The same of all others. */
int store_dir_slowly(const struct store *store, uint32_t place,
                     const struct segment *segment);

/* Which way the segment goes in it: enum dir; -1 where it is of other ends. */
static inline int store_dir(const struct store *store, uint32_t place,
                            const struct segment *s)
{
	const struct birth *b = store_at(store, place);
	uint32_t there, back, from, to;

	if (!(STORE_OF_4 >> place_form(place) & 1) || s->source.family != 4)
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
