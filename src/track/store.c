/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/store.h"

#include <assert.h>
#include <string.h>

#include "track/since.h"

#define LOOK 8 /* connections of a form, for the idlest */

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
};

static bool is_6(uint32_t place)
{
	return forms[place_form(place)].addresses != 0;
}

void store_init(struct store *st, bool linked)
{
	_Static_assert(FORM_COUNT <= 1 << (32 - PLACE_INDEX_BITS),
	               "a place tells the form");
	st->linked = linked;
	for (unsigned form = 0; form < FORM_COUNT; form++)
		pool_init(&st->pools[form],
		          forms[form].size + (size_t)forms[form].addresses +
		                  (linked ? sizeof(struct links) : 0));
}

static unsigned weight_of(enum form form)
{
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
}

static uint32_t add(struct store *st, enum form form,
                    const struct endpoint *first, const struct endpoint *other)
{
	uint32_t index = pool_take(&st->pools[form]);
	uint32_t place = (uint32_t)form << PLACE_INDEX_BITS | index;
	struct birth *birth;

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

	return place_form(place) == FORM_WHOLE
	               ? ((const struct connection *)record)->stream
	               : ((const struct birth *)record)->stream;
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
	case FORM_WHOLE:
		return ((const struct connection *)record)->ended;
	case FORM_STEADY_4:
	case FORM_STEADY_6:
		return ((const struct steady *)record)->stage >= STAGE_CLOSED;
	default:
		return ((const struct embryo *)record)->refused;
	}
}

/* Not given back. */
static bool is_live(const struct store *st, uint32_t place)
{
	const void *record = store_at(st, place);

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
