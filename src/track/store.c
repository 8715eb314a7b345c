/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/store.h"

#include <assert.h>
#include <string.h>

#include "track/since.h"

#define CACHE_LINE 64 /* bytes */
#define LOOK 8        /* connections of a form, for the idlest */
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
		                  (size_t)2 * forms[form].address +
		                  forms[form].size);
}

static unsigned weight_of(enum form form)
{
	return form == FORM_WHOLE ? STORE_WHOLE_WEIGHT : STORE_LEAN_WEIGHT;
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
	return addresses(st, place) +
	       (size_t)2 * forms[place_form(place)].address;
}

void store_prefetch(const struct store *st, uint32_t place)
{
	const char *at = front(st, place);
	size_t size = st->pools[place_form(place)].size;

	if (size > sizeof(struct steady))
		size = sizeof(struct steady);
	for (size_t i = 0; i < size; i += CACHE_LINE)
		__builtin_prefetch(at + i);
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
	st->weight += weight_of(form);
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

		st->weight -= c->record_count;
		connection_fini(c);
		c->freed = true;
	} else {
		struct birth *birth = store_at(st, place);

		birth->packet = 0; /* which no living one has */
	}
	st->weight -= weight_of(place_form(place));
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

/* The ports of a lean record, in this order. */
static inline bool are_ports(const struct birth *b, unsigned from,
                             const struct segment *s)
{
	return b->port[from] == s->source.port &&
	       b->port[!from] == s->destination.port;
}

static inline bool are_4(const uint8_t *addresses, size_t from,
                         const struct segment *s)
{
	return memcmp(addresses + 4 * from, s->source.address, 4) == 0 &&
	       memcmp(addresses + (size_t)4 * !from, s->destination.address,
	              4) == 0;
}

static inline bool are_6(const uint8_t *addresses, size_t from,
                         const struct segment *s)
{
	return memcmp(addresses + 16 * from, s->source.address, 16) == 0 &&
	       memcmp(addresses + (size_t)16 * !from, s->destination.address,
	              16) == 0;
}

static int lean_dir(const struct store *st, uint32_t place,
                    const struct segment *s)
{
	bool four = forms[place_form(place)].address == 4;
	const uint8_t *at = addresses(st, place);
	const struct birth *b = store_at(st, place);

	if (s->source.family != (four ? 4 : 6))
		return -1;
	for (unsigned from = 0; from < DIR_COUNT; from++)
		if (are_ports(b, from, s) &&
		    (four ? are_4(at, from, s) : are_6(at, from, s)))
			return (int)from;
	return -1;
}

int store_dir(const struct store *st, uint32_t place, const struct segment *s)
{
	return place_form(place) == FORM_WHOLE
	               ? whole_dir(store_at(st, place), s)
	               : lean_dir(st, place, s);
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
		return e->birth.time + since_ns(e->answered.ns);
	default:
		return steady_last_time(record);
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

	if ((st->walker & INDEX_MASK) + 1 < st->pools[form].count) {
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
