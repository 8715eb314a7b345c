/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/store.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "track/parcel.h"
#include "track/since.h"

#define LOOK 8         /* connections of a form, for the idlest */
#define LOOK_SILENT 16 /* … and for a silent one */

/* Bytes of whole connections before any are put away, which saves five sixths of
 * each. */
#define WHOLE_ROOM ((size_t)1 << 18)

/* Of each form: bytes of the record, and of the addresses behind it. */
static const struct {
	uint16_t size;
	uint8_t addresses;
} forms[FORM_COUNT] = {
	[FORM_NONE] = {sizeof(uint32_t), 0},
	[FORM_EMBRYO_4] = {sizeof(struct embryo), 0},
	[FORM_EMBRYO_6] = {sizeof(struct embryo), 32},
	[FORM_STEADY_4] = {sizeof(struct steady), 0},
	[FORM_STEADY_6] = {sizeof(struct steady), 32},
	[FORM_WHOLE] = {sizeof(struct connection), 0},
	[FORM_SHELVED_4] = {sizeof(struct shelved), 0},
	[FORM_SHELVED_6] = {sizeof(struct shelved), 32},
};

/* Bytes of a form from which on it has the store take large pages.  Embryos come in
 * floods, and steady ones stay where none are let go of: then a MiB more, of the
 * latest page, is little.  Of the rest it should not be felt. */
static size_t large_from(enum form form, bool linked)
{
	bool many = form <= FORM_EMBRYO_6 || (form <= FORM_STEADY_6 && !linked);

	return (size_t)(many ? 2 : 64) << 20;
}

static bool is_6(uint32_t place)
{
	return forms[place_form(place)].addresses != 0;
}

void store_init(struct store *st, bool linked)
{
	_Static_assert(FORM_COUNT <= 1 << (32 - PLACE_INDEX_BITS),
	               "a place tells the form");
	_Static_assert(sizeof(struct steady) == 4 * XALLOC_LINE &&
	                       offsetof(struct steady, half) == XALLOC_LINE &&
	                       offsetof(struct steady, filed) ==
	                               3 * XALLOC_LINE,
	               "a segment in sequence takes two lines");
	*st = (struct store){.linked = linked};
	for (unsigned form = 0; form < FORM_COUNT; form++)
		pool_init(&st->pools[form],
		          forms[form].size + (size_t)forms[form].addresses +
		                  (linked ? sizeof(struct links) : 0),
		          large_from((enum form)form, linked), &st->pages);
}

/* What is put away weighs as it did (store_put_away()): it is still followed. */
static unsigned weight_of(enum form form)
{
	if (form >= FORM_SHELVED_4)
		return 0;
	return form == FORM_WHOLE ? STORE_WHOLE_WEIGHT : STORE_LEAN_WEIGHT;
}

/* IPv6 addresses, behind a lean record. */
static uint8_t *addresses(const struct store *st, uint32_t place)
{
	return (uint8_t *)store_at(st, place) + forms[place_form(place)].size;
}

struct links *store_links(const struct store *st, uint32_t place)
{
	return (struct links *)(void *)(addresses(st, place) +
	                                forms[place_form(place)].addresses);
}

void store_fini(struct store *st)
{
	const struct pool *whole = &st->pools[FORM_WHOLE];

	for (uint32_t i = 0; i < whole->count; i++) {
		uint32_t place = (uint32_t)FORM_WHOLE << PLACE_INDEX_BITS | i;
		struct connection *c = store_at(st, place);

		if (!c->freed)
			connection_fini(c);
	}
	for (unsigned form = 0; form < FORM_COUNT; form++)
		pool_fini(&st->pools[form]);
	pages_fini(&st->pages);
	free(st->parcel);
}

void store_use_shelf(struct store *st, struct shelf *shelf, struct room room)
{
	st->shelf = shelf;
	st->room = room;
	if (!st->parcel)
		st->parcel = xzalloc(PARCEL_MAX);
}

static size_t bytes_of(const struct store *st, enum form form)
{
	return st->pools[form].count * st->pools[form].size;
}

/* Bytes that those of this form, or of both steady ones, may take. */
static size_t room_of(const struct store *st, enum form form)
{
	const struct room *r = &st->room;
	size_t bytes = 0;

	if (form == FORM_WHOLE)
		return r->least < WHOLE_ROOM ? r->least : WHOLE_ROOM;
	for (unsigned i = FORM_STEADY_4; i < FORM_COUNT; i++)
		bytes += st->pools[i].count * r->each;
	if (bytes > r->most)
		bytes = r->most;
	return bytes > r->least ? bytes : r->least;
}

/* Notes that the next would make a pool grow, where its like take their room
 * already. */
static void note_full(struct store *st, enum form form)
{
	size_t bytes = bytes_of(st, form);

	if (!st->shelf || st->pools[form].freed)
		return;
	if (form != FORM_WHOLE)
		bytes = bytes_of(st, FORM_STEADY_4) +
		        bytes_of(st, FORM_STEADY_6);
	if (bytes >= room_of(st, form))
		st->full = form;
}

static uint32_t add(struct store *st, enum form form,
                    const struct endpoint *first, const struct endpoint *other)
{
	uint32_t index, place;
	struct birth *birth;

	index = pool_take(&st->pools[form]);
	if (form >= FORM_STEADY_4 && form <= FORM_WHOLE)
		note_full(st, form);
	place = (uint32_t)form << PLACE_INDEX_BITS | index;
	assert(index <= PLACE_INDEX_MASK);
	st->weight += weight_of(form);
	if (form == FORM_WHOLE) {
		struct connection *c = store_at(st, place);

		c->place = place;
		c->end[0] = *first;
		c->end[1] = *other;
		return place;
	}
	birth = store_at(st, place);
	if (is_6(place)) {
		memcpy(addresses(st, place), first->address, 16);
		memcpy(addresses(st, place) + 16, other->address, 16);
	} else {
		memcpy(birth->address[0], first->address, 4);
		memcpy(birth->address[1], other->address, 4);
	}
	birth->port[0] = first->port;
	birth->port[1] = other->port;
	return place;
}

uint32_t store_add(struct store *st, enum form form, const struct segment *s)
{
	return add(st, form, &s->source, &s->destination);
}

uint32_t store_add_like(struct store *st, enum form form, uint32_t place)
{
	struct endpoint end[DIR_COUNT];

	store_ends(st, place, end);
	return add(st, form, &end[0], &end[1]);
}

void store_remove(struct store *st, uint32_t place)
{
	if (place_form(place) == FORM_WHOLE) {
		struct connection *c = store_at(st, place);

		st->weight -= c->record_count;
		connection_fini(c);
		c->freed = true;
	} else if (place_is_shelved(place)) {
		struct shelved *kept = store_at(st, place);

		shelf_drop(st->shelf, kept->number, kept->size);
		st->weight -= weight_of((enum form)kept->form);
		kept->number = 0;
	} else {
		struct birth *birth = store_at(st, place);

		birth->packet = 0; /* which no living one has */
	}
	st->weight -= weight_of(place_form(place));
	pool_give(&st->pools[place_form(place)], place & PLACE_INDEX_MASK);
}

uint32_t store_stream(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);

	switch (place_form(place)) {
	case FORM_SHELVED_4:
	case FORM_SHELVED_6:
		return ((const struct shelved *)record)->stream;
	case FORM_WHOLE:
		return ((const struct connection *)record)->stream;
	case FORM_EMBRYO_4:
	case FORM_EMBRYO_6:
		return ((const struct embryo *)record)->filed.stream;
	default:
		return ((const struct steady *)record)->filed.stream;
	}
}

void store_ends(const struct store *st, uint32_t place,
                struct endpoint end[DIR_COUNT])
{
	const void *record = store_at(st, place);
	const struct birth *birth = record;

	if (place_form(place) == FORM_WHOLE) {
		memcpy(end, ((const struct connection *)record)->end,
		       2 * sizeof(*end));
		return;
	}
	memset(end, 0, 2 * sizeof(*end));
	for (unsigned i = 0; i < DIR_COUNT; i++) {
		if (is_6(place))
			memcpy(end[i].address,
			       addresses(st, place) + (size_t)16 * i, 16);
		else
			memcpy(end[i].address, birth->address[i], 4);
		end[i].port = birth->port[i];
		end[i].family = is_6(place) ? 6 : 4;
	}
}

static int whole_dir(const struct connection *c, const struct segment *s)
{
	size_t size = sizeof(s->source);

	if (memcmp(&c->end[0], &s->source, size) == 0 &&
	    memcmp(&c->end[1], &s->destination, size) == 0)
		return DIR_0;
	if (memcmp(&c->end[1], &s->source, size) == 0 &&
	    memcmp(&c->end[0], &s->destination, size) == 0)
		return DIR_1;
	return -1;
}

static int lean_6_dir(const struct store *st, uint32_t place,
                      const struct segment *s)
{
	const uint8_t *at = addresses(st, place);
	const struct birth *b = store_at(st, place);

	if (s->source.family != 6)
		return -1;
	for (unsigned from = 0; from < DIR_COUNT; from++)
		if (b->port[from] == s->source.port &&
		    b->port[!from] == s->destination.port &&
		    memcmp(at + (size_t)16 * from, s->source.address, 16) ==
		            0 &&
		    memcmp(at + (size_t)16 * !from, s->destination.address,
		           16) == 0)
			return (int)from;
	return -1;
}

int store_dir_slowly(const struct store *st, uint32_t place,
                     const struct segment *s)
{
	if (place_form(place) == FORM_WHOLE)
		return whole_dir(store_at(st, place), s);
	return is_6(place) ? lean_6_dir(st, place, s) : -1;
}

int64_t store_last_time(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);
	const struct embryo *e = record;

	switch (place_form(place)) {
	case FORM_SHELVED_4:
	case FORM_SHELVED_6:
		return ((const struct shelved *)record)->last_time;
	case FORM_WHOLE:
		return ((const struct connection *)record)->last.time;
	case FORM_EMBRYO_4:
	case FORM_EMBRYO_6:
		return embryo_last(e).time;
	default:
		return steady_last(record).time;
	}
}

bool store_ended(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);

	switch (place_form(place)) {
	case FORM_SHELVED_4:
	case FORM_SHELVED_6:
		return ((const struct shelved *)record)->ended;
	case FORM_WHOLE:
		return ((const struct connection *)record)->ended ||
		       ((const struct connection *)record)->counted.left;
	case FORM_STEADY_4:
	case FORM_STEADY_6:
		return ((const struct steady *)record)->stage >= STAGE_CLOSED;
	default:
		return ((const struct embryo *)record)->refused;
	}
}

static bool is_unopened(const struct connection *c)
{
	const struct opening *o = &c->opening;

	return (o->syn.packet || o->syn_ack.packet) && !o->ack.packet &&
	       !c->ended && !c->half[DIR_0].open_proved &&
	       !c->half[DIR_1].open_proved;
}

bool store_unopened(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);

	switch (place_form(place)) {
	case FORM_SHELVED_4:
	case FORM_SHELVED_6:
		return ((const struct shelved *)record)->unopened;
	case FORM_WHOLE:
		return is_unopened(record);
	case FORM_STEADY_4:
	case FORM_STEADY_6:
		return false;
	default:
		return !((const struct embryo *)record)->refused;
	}
}

/* Not given back. */
static bool is_live(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);

	if (place_is_shelved(place))
		return ((const struct shelved *)record)->number != 0;
	return place_form(place) == FORM_WHOLE
	               ? !((const struct connection *)record)->freed
	               : ((const struct birth *)record)->packet != 0;
}

uint32_t store_walk(struct store *st)
{
	uint32_t form = place_form(st->walker);

	if ((st->walker & PLACE_INDEX_MASK) + 1 < st->pools[form].count) {
		st->walker++;
	} else {
		form = form + 1 < FORM_COUNT ? form + 1 : FORM_EMBRYO_4;
		st->walker = form << PLACE_INDEX_BITS;
		if (!st->pools[form].count)
			return 0;
	}
	return is_live(st, st->walker) ? st->walker : 0;
}

uint32_t store_idlest(struct store *st, uint32_t spare)
{
	uint32_t idlest = 0;
	int64_t since = 0;

	for (uint32_t form = FORM_EMBRYO_4; form < FORM_COUNT; form++) {
		const struct pool *pool = &st->pools[form];
		unsigned looked = 0;

		for (uint32_t i = 0; i < pool->count && looked < LOOK; i++) {
			uint32_t at = st->hands[form]++ % pool->count;
			uint32_t place = form << PLACE_INDEX_BITS | at;
			int64_t time;

			if (place == spare || !is_live(st, place))
				continue;
			looked++;
			time = store_last_time(st, place);
			if (idlest && time >= since)
				continue;
			idlest = place;
			since = time;
		}
	}
	return idlest;
}

/* ---- the shelf ---- */

/* A whole one may be, even if it goes on: it takes the most. */
static bool may_be_put_away(const struct store *st, uint32_t place)
{
	return place_form(place) == FORM_WHOLE
	               ? parcel_may_hold(store_at(st, place))
	               : store_ended(st, place);
}

/* The next are looked at while it pays; then some elsewhere, anywhere: those
 * that lie together have mostly begun together, and go on together. */
uint32_t store_silent(struct store *st, enum form form, int64_t before)
{
	const struct pool *pool = &st->pools[form];
	uint32_t *hand = &st->silent_hands[form];

	for (unsigned i = 0; i < LOOK_SILENT && i < pool->count; i++) {
		uint32_t place = (uint32_t)form << PLACE_INDEX_BITS |
		                 *hand % pool->count;

		++*hand;
		if (is_live(st, place) && store_last_time(st, place) < before &&
		    may_be_put_away(st, place))
			return place;
	}
	*hand = *hand * 1664525 + 1013904223; /* Knuth's and Lewis's */
	return 0;
}

uint32_t store_put_away(struct store *st, uint32_t place)
{
	_Static_assert(offsetof(struct shelved, address) ==
	                       offsetof(struct birth, address),
	               "both begin with ports and addresses");
	enum form form = place_form(place);
	const void *bytes = store_at(st, place);
	size_t size = sizeof(struct steady);
	struct endpoint end[DIR_COUNT];
	struct shelved *kept;
	uint32_t number, to;

	if (form == FORM_WHOLE) {
		size = parcel_pack(bytes, st->parcel);
		bytes = st->parcel;
	}
	number = shelf_put(st->shelf, bytes, size);
	if (!number)
		return 0;
	store_ends(st, place, end);
	to = add(st, end[0].family == 4 ? FORM_SHELVED_4 : FORM_SHELVED_6,
	         &end[0], &end[1]);
	kept = store_at(st, to);
	kept->stream = store_stream(st, place);
	kept->last_time = store_last_time(st, place);
	kept->number = number;
	kept->size = (uint16_t)size;
	kept->form = (uint8_t)form;
	kept->ended = store_ended(st, place);
	kept->unopened = store_unopened(st, place);
	st->weight += weight_of(form);
	return to;
}

/* All its bytes, valid until the next call. */
static const unsigned char *unwrap(const struct store *st, uint32_t place)
{
	const struct shelved *kept = store_at(st, place);

	shelf_read(st->shelf, kept->number, st->parcel, kept->size);
	return st->parcel;
}

enum form store_shelved_form(const struct store *st, uint32_t place)
{
	return (enum form)((const struct shelved *)store_at(st, place))->form;
}

const struct steady *store_shelved_steady(const struct store *st,
                                          uint32_t place)
{
	return (const struct steady *)(const void *)unwrap(st, place);
}

void store_shelved_whole(const struct store *st, uint32_t place,
                         struct connection *c)
{
	parcel_unpack(unwrap(st, place), c);
}

uint32_t store_fetch(struct store *st, uint32_t place)
{
	enum form form = store_shelved_form(st, place);
	uint32_t to = store_add_like(st, form, place);

	if (form == FORM_WHOLE) {
		struct connection *c = store_at(st, to);

		store_shelved_whole(st, place, c);
		c->place = to;
	} else {
		memcpy(store_at(st, to), unwrap(st, place),
		       sizeof(struct steady));
	}
	return to;
}
