/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/trial.h"

#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "expect/align.h"
#include "expect/claims.h"

void bindings_init(struct bindings *b, const struct model *model)
{
	b->at = xcalloc(model->name_count, sizeof(*b->at));
}

void bindings_fini(struct bindings *b)
{
	free(b->at);
	b->at = NULL;
}

static bool address_fits(const struct bindings *b, const struct place *place,
                         const struct endpoint *end)
{
	const struct endpoint *wanted = &place->address;

	if (place->address_kind == TERM_NAME) {
		wanted = &b->at[place->address_name].address;
		if (!b->at[place->address_name].known)
			return true;
	}
	return place->address_kind == TERM_ANY ||
	       (wanted->family == end->family &&
	        memcmp(wanted->address, end->address, sizeof(end->address)) ==
	                0);
}

static bool place_fits(const struct bindings *b, const struct place *place,
                       const struct endpoint *end)
{
	unsigned name = place->port.name;

	if (!address_fits(b, place, end))
		return false;
	if (place->port.kind == TERM_NAME)
		return !b->at[name].known || b->at[name].port == end->port;
	return place->port.kind == TERM_ANY ||
	       range_has(place->port.range, end->port);
}

static void bind_place(struct bindings *b, const struct place *place,
                       const struct endpoint *end)
{
	if (place->address_kind == TERM_NAME) {
		b->at[place->address_name].known = true;
		b->at[place->address_name].address = *end;
	}
	if (place->port.kind == TERM_NAME) {
		b->at[place->port.name].known = true;
		b->at[place->port.name].port = end->port;
	}
}

/* Client and server, the names of one held against the other. */
static bool chooses(const struct bindings *b, const struct block *block,
                    const struct connection *c)
{
	const struct endpoint *client = &c->end[c->client];
	const struct endpoint *server = &c->end[dir_peer(c->client)];
	const struct place *p = &block->client, *q = &block->server;

	if (!place_fits(b, p, client) || !place_fits(b, q, server))
		return false;
	if (p->address_kind == TERM_NAME && q->address_kind == TERM_NAME &&
	    p->address_name == q->address_name &&
	    (client->family != server->family ||
	     memcmp(client->address, server->address,
	            sizeof(client->address)) != 0))
		return false;
	return p->port.kind != TERM_NAME || q->port.kind != TERM_NAME ||
	       p->port.name != q->port.name || client->port == server->port;
}

bool trial_meets(const struct model *model, const struct block *block,
                 const struct connection *c, struct departure *d)
{
	struct alignment al;
	struct text steps = {0}, why = {0};
	bool met = true;

	*d = (struct departure){.c = c};
	align(&al, model, block, c, &steps);
	d->score = al.steps_met;
	for (size_t i = 0; i < block->line_count; i++) {
		const struct line *line = &block->lines[i];
		bool step = line->kind == LINE_STEP;
		uint64_t packet = al.packet;

		if (step ? line != al.line
		         : claim_holds(line, c, &why, &packet)) {
			d->score += !step;
			continue;
		}
		if (met) {
			met = false;
			d->line = line;
			d->packet = packet;
			text_add(&d->why, text_string(step ? &steps : &why));
		}
		text_clear(&why);
	}
	text_fini(&why);
	text_fini(&steps);
	return met;
}

/* Keeps the nearest, or the first few. */
static void keep(struct trial *t, struct departure *d)
{
	struct departure *nearest = &t->departures[0];

	if (t->block->every) {
		if (t->departure_count < DEPARTURES_MAX)
			t->departures[t->departure_count++] = *d;
		else
			text_fini(&d->why);
		return;
	}
	if (t->departure_count && nearest->score >= d->score) {
		text_fini(&d->why);
		return;
	}
	text_fini(&nearest->why);
	*nearest = *d;
	t->departure_count = 1;
}

/* What the count line asks for, or what goes without saying. */
static void decide(struct trial *t)
{
	struct range range = {1, INT64_MAX};
	uint64_t number = t->block->every ? t->chosen : t->meeting;

	if (t->count)
		range = t->count->count;
	t->counted = range_has(range, (int64_t)number);
	t->met = t->counted && (!t->block->every || t->meeting == t->chosen);
}

void trial_run(struct trial *t, const struct model *model,
               const struct block *block, struct bindings *b,
               const struct connection *const *connections, size_t count)
{
	*t = (struct trial){.block = block};
	for (size_t i = 0; i < block->line_count; i++)
		if (block->lines[i].kind == LINE_COUNT)
			t->count = &block->lines[i];
	for (size_t i = 0; i < count; i++) {
		const struct connection *c = connections[i];
		struct departure d;

		if (!chooses(b, block, c))
			continue;
		t->chosen++;
		if (trial_meets(model, block, c, &d)) {
			t->meeting++;
			bind_place(b, &block->client, &c->end[c->client]);
			bind_place(b, &block->server,
			           &c->end[dir_peer(c->client)]);
		} else {
			keep(t, &d);
		}
	}
	decide(t);
}

void trial_fini(struct trial *t)
{
	for (size_t i = 0; i < t->departure_count; i++)
		text_fini(&t->departures[i].why);
}
