/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/store.h"

#include <assert.h>
#include <string.h>

#define INDEX_MASK ((UINT32_C(1) << PLACE_INDEX_BITS) - 1)

/* Of each form: bytes of an address in front of it, and of the record. */
static const struct {
	uint8_t address;
	uint16_t size;
} forms[FORM_COUNT] = {
	[FORM_NONE] = {0, sizeof(uint32_t)},
	[FORM_EMBRYO_4] = {4, sizeof(struct embryo)},
	[FORM_EMBRYO_6] = {16, sizeof(struct embryo)},
	[FORM_STEADY_4] = {4, sizeof(struct steady)},
	[FORM_STEADY_6] = {16, sizeof(struct steady)},
	[FORM_WHOLE] = {0, sizeof(struct connection)},
};

void store_init(struct store *st, bool linked)
{
	_Static_assert(FORM_COUNT <= 1 << (32 - PLACE_INDEX_BITS),
	               "a place tells the form");
	st->linked = linked;
	for (unsigned form = 0; form < FORM_COUNT; form++)
		pool_init(&st->pools[form],
		          (linked ? sizeof(struct links) : 0) +
		                  2u * forms[form].address + forms[form].size);
}

/* What lies at a place, from its links on. */
static char *front(const struct store *st, uint32_t place)
{
	return pool_at(&st->pools[place_form(place)], place & INDEX_MASK);
}

static uint8_t *addresses(const struct store *st, uint32_t place)
{
	size_t links = st->linked ? sizeof(struct links) : 0;

	return (uint8_t *)front(st, place) + links;
}

void *store_at(const struct store *st, uint32_t place)
{
	return addresses(st, place) + 2u * forms[place_form(place)].address;
}

struct links *store_links(const struct store *st, uint32_t place)
{
	return (struct links *)(void *)front(st, place);
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
	size_t size = forms[form].address;
	struct birth *birth;

	assert(index <= INDEX_MASK);
	if (form == FORM_WHOLE) {
		struct connection *c = store_at(st, place);

		c->place = place;
		c->end[0] = *first;
		c->end[1] = *other;
		return place;
	}
	memcpy(addresses(st, place), first->address, size);
	memcpy(addresses(st, place) + size, other->address, size);
	birth = store_at(st, place);
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

		connection_fini(c);
		c->freed = true;
	}
	pool_give(&st->pools[place_form(place)], place & INDEX_MASK);
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
	enum form form = place_form(place);
	size_t size = forms[form].address;
	const void *record = store_at(st, place);
	const struct birth *birth = record;

	if (form == FORM_WHOLE) {
		memcpy(end, ((const struct connection *)record)->end,
		       2 * sizeof(*end));
		return;
	}
	memset(end, 0, 2 * sizeof(*end));
	for (unsigned i = 0; i < DIR_COUNT; i++) {
		memcpy(end[i].address, addresses(st, place) + i * size, size);
		end[i].port = birth->port[i];
		end[i].family = size == 4 ? 4 : 6;
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

/* Whether these are the two addresses, and the ports, in this order. */
static inline bool are(const uint8_t *address, size_t size,
                       const struct birth *birth, unsigned from,
                       const struct segment *s)
{
	return memcmp(address + from * size, s->source.address, size) == 0 &&
	       memcmp(address + !from * size, s->destination.address, size) ==
	               0 &&
	       birth->port[from] == s->source.port &&
	       birth->port[!from] == s->destination.port;
}

static inline int lean_dir(const uint8_t *address, size_t size,
                           const struct segment *s)
{
	const struct birth *birth = (const void *)(address + 2 * size);

	if (s->source.family != (size == 4 ? 4 : 6))
		return -1;
	if (are(address, size, birth, 0, s))
		return DIR_0;
	return are(address, size, birth, 1, s) ? DIR_1 : -1;
}

int store_dir(const struct store *st, uint32_t place, const struct segment *s)
{
	switch (place_form(place)) {
	case FORM_WHOLE:
		return whole_dir(store_at(st, place), s);
	case FORM_EMBRYO_4:
	case FORM_STEADY_4:
		return lean_dir(addresses(st, place), 4, s);
	default:
		return lean_dir(addresses(st, place), 16, s);
	}
}
