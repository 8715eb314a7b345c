/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How connections end for a tracker: finished by their rules, summed up, handed
 * on; let go of where there are too many; and all that are left, in the order
 * they began, when the capture is over.
 */
#include "config.h"

#include <string.h>

#include "base/order.h"
#include "track/tracker_inside.h"

#define AHEAD 8 /* connections, by which the memory is asked for the next */

static void add_up(struct tracker *t, const struct connection *c)
{
	t->totals.outcomes[connection_outcome(c)]++;
	census_settle(&t->count.census, c);
	for (uint32_t i = 0; i < c->finding_count; i++)
		t->totals.findings[c->findings[i].severity]++;
}

/* Here, or put away. */
static bool is_whole(const struct tracker *t, uint32_t place)
{
	return place_form(place) == FORM_WHOLE ||
	       (place_is_shelved(place) &&
	        store_shelved_form(&t->store, place) == FORM_WHOLE);
}

/* As all the rules would have it; not finished yet. */
static struct connection *settle_whole(struct tracker *t, uint32_t place)
{
	struct connection *c = &t->guest;

	if (place_form(place) == FORM_WHOLE) {
		c = store_at(&t->store, place);
		wait_end(t, c);
	} else if (is_whole(t, place)) {
		connection_fini(c);
		store_shelved_whole(&t->store, place, c);
	} else {
		connection_fini(c);
		memset(c, 0, sizeof(*c));
		store_ends(&t->store, place, c->end);
		tracker_unfold(t, place, c);
	}
	return c;
}

struct connection *settle_finished(struct tracker *t, uint32_t place,
                                   int64_t now)
{
	struct connection *c = settle_whole(t, place);

	connection_finish(c, now);
	return c;
}

static void hand_on(struct tracker *t, const struct connection *c)
{
	struct brief brief;

	add_up(t, c);
	if (t->options.brief) {
		brief_of(&brief, c);
		t->options.brief(&brief, t->options.context);
	} else if (t->options.sink) {
		t->options.sink(c, t->options.context);
	}
}

/* One that is not whole, in brief; returns under what it is filed, valid until the
 * next is looked at, or NULL where the rules have to be asked. */
static const struct filed *brief_of_lean(const struct tracker *t,
                                         uint32_t place, struct brief *brief)
{
	const struct embryo *e;
	const struct steady *st;

	if (place_form(place) <= FORM_EMBRYO_6) {
		e = store_at(&t->store, place);
		brief_of_embryo(brief, e, t->capture_end);
		return &e->filed;
	}
	st = place_is_shelved(place) ? store_shelved_steady(&t->store, place)
	                             : store_at(&t->store, place);
	return brief_of_steady(brief, st) ? &st->filed : NULL;
}

/* Tells it in brief, if the rules need not be asked for that. */
static bool hand_on_lean(struct tracker *t, uint32_t place)
{
	const struct filed *filed;
	struct brief brief;

	if (!t->options.brief || t->options.connection.ignored ||
	    is_whole(t, place))
		return false;
	filed = brief_of_lean(t, place, &brief);
	if (!filed)
		return false;
	store_ends(&t->store, place, brief.ends);
	count_brief(&t->count, filed, &brief);
	t->totals.outcomes[brief.outcome]++;
	for (unsigned i = 0; i < brief.rule_count; i++)
		t->totals.findings[brief.severities[i]]++;
	t->options.brief(&brief, t->options.context);
	return true;
}

static void forget(struct tracker *t, uint32_t place)
{
	if (!t->options.streams)
		t->order[store_stream(&t->store, place)] = 0;
	flow_table_remove(&t->table, &t->store, place);
	store_remove(&t->store, place);
}

void settle_out(struct tracker *t, uint32_t place, int64_t now)
{
	if (t->options.streams)
		tracker_stop_waiting(t, place);
	hand_on(t, settle_finished(t, place, now));
	forget(t, place);
}

void settle_evict(struct tracker *t, uint32_t place, int64_t now)
{
	struct connection *c;
	struct subject subject;

	if (t->options.streams)
		tracker_stop_waiting(t, place);
	c = settle_whole(t, place);
	c->evicted = true;
	connection_finish(c, now);
	subject = census_subject(c);
	census_leave(&t->count.census, &c->counted, &subject);
	t->totals.evicted++;
	hand_on(t, c);
	forget(t, place);
}

void settle_make_room(struct tracker *t, uint32_t spare, int64_t now)
{
	while (t->store.weight > t->most) {
		uint32_t place = store_idlest(&t->store, spare);

		if (!place)
			return;
		settle_evict(t, place, now);
	}
}

/* ---- all that are left ---- */

/* Who has lost a slot to another has one again. */
static void regain_slots(struct tracker *t, const struct ended *list)
{
	for (uint32_t place = list->oldest; place;
	     place = store_links(&t->store, place)->newer)
		if (!flow_table_has(&t->table, &t->store, place))
			flow_table_add(
				&t->table,
				flow_table_hash(&t->table, &t->store, place),
				place);
}

/* What has not been streamed yet, as pairs of its number and place, in the order
 * it began. */
static struct pair *find_rest(struct tracker *t, size_t *count)
{
	struct pair *rest;

	regain_slots(t, &t->ended);
	regain_slots(t, &t->unopened);
	rest = flow_table_drain(&t->table, count);
	for (size_t i = 0; i < *count; i++)
		rest[i].key = store_stream(&t->store, rest[i].value);
	order_pairs(rest, *count);
	return rest;
}

/* What has ended waits for no answer. */
static void cut(struct tracker *t, uint32_t place)
{
	const struct connection *c = store_at(&t->store, place);

	if (place_form(place) <= FORM_EMBRYO_6)
		count_cut(&t->count, store_at(&t->store, place),
		          t->capture_end);
	if (!is_whole(t, place) || store_ended(&t->store, place))
		return;
	if (place_is_shelved(place)) {
		connection_fini(&t->guest);
		store_shelved_whole(&t->store, place, &t->guest);
		c = &t->guest;
	}
	census_cut(&t->count.census, &c->counted, c->first.time,
	           t->capture_end);
}

static void finish_streamed(struct tracker *t)
{
	size_t count;
	struct pair *rest = find_rest(t, &count);

	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count)
			store_prefetch(&t->store, rest[i + AHEAD].value);
		cut(t, rest[i].value);
		settle_out(t, rest[i].value, t->capture_end);
	}
}

/* None is looked for by its ends any more: what that takes of memory is lent to
 * reading what was put away. */
static void finish_kept(struct tracker *t)
{
	flow_table_clear(&t->table);
	if (t->options.shelf)
		shelf_expect_reading(t->options.shelf);
	for (uint32_t i = 0; i < t->streams; i++) {
		uint32_t place = t->order[i];

		if (t->streams - i > AHEAD && t->order[i + AHEAD])
			store_prefetch(&t->store, t->order[i + AHEAD]);
		if (!place)
			continue;
		cut(t, place);
		if (!hand_on_lean(t, place))
			hand_on(t, settle_finished(t, place, t->capture_end));
	}
}

void settle_all(struct tracker *t)
{
	if (t->options.streams)
		finish_streamed(t);
	else
		finish_kept(t);
}
