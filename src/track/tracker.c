/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A segment's two ends lead to its connection.  A SYN that does not fit the
 * one that is there begins another, as Wireshark 4.0 decides it: a plain SYN
 * whose number differs from where that direction's numbers begin.
 *
 * When connections are streamed, one that has ended waits in a list, oldest
 * end first, until it has lingered (2MSL of capture time, RFC 9293 §3.4.2) or
 * its addresses and ports are used again; then it is handed on and freed.
 */
#include "config.h"

#include "track/tracker.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "track/announced.h"
#include "track/census.h"
#include "track/flow_table.h"
#include "track/tcp_state.h"

struct tracker {
	struct tracker_options options;
	struct flow_table table;
	struct census census;
	struct tracker_totals totals;
	struct announced announced;
	uint32_t streams;                   /* numbers given out */
	struct connection *oldest, *newest; /* that have ended */
};

struct tracker *tracker_new(const struct tracker_options *options)
{
	struct tracker *t = xzalloc(sizeof(*t));

	t->options = *options;
	flow_table_init(&t->table);
	census_init(&t->census);
	return t;
}

static bool in_list(const struct tracker *t, const struct connection *c)
{
	return c->older || c->newer || t->oldest == c;
}

static void unlink_ended(struct tracker *t, struct connection *c)
{
	if (!in_list(t, c))
		return;
	*(c->older ? &c->older->newer : &t->oldest) = c->newer;
	*(c->newer ? &c->newer->older : &t->newest) = c->older;
	c->older = c->newer = NULL;
}

static void link_ended(struct tracker *t, struct connection *c)
{
	c->older = t->newest;
	*(t->newest ? &t->newest->newer : &t->oldest) = c;
	t->newest = c;
}

static void add_up(struct tracker *t, const struct connection *c)
{
	t->totals.outcomes[connection_outcome(c)]++;
	census_settle(&t->census, c);
	for (uint32_t i = 0; i < c->finding_count; i++)
		t->totals.findings[c->findings[i].severity]++;
}

/* It is over: settle it, hand it on, forget it. */
static void stream_out(struct tracker *t, struct connection *c, int64_t now)
{
	unlink_ended(t, c);
	connection_finish(c, now);
	add_up(t, c);
	t->options.sink(c, t->options.context);
	flow_table_remove(&t->table, c);
}

/* Another connection on the same addresses and ports.  The one before is over,
 * unless this one may turn out to be its continuation (inherit.h): then it
 * waits like one that has ended. */
static void succeed(struct tracker *t, struct connection *earlier,
                    const struct connection *c, int64_t now)
{
	if (!c->inherited && t->options.sink) {
		stream_out(t, earlier, now);
	} else if (!c->inherited) {
		connection_finish(earlier, now);
	} else if (t->options.sink) {
		unlink_ended(t, earlier);
		link_ended(t, earlier);
	}
}

static struct connection *begin(struct tracker *t, uint64_t hash,
                                const struct segment *s,
                                struct connection *earlier)
{
	struct connection *c = flow_table_add(&t->table, hash, s);

	connection_init(c, s, t->streams++, earlier, &t->options.connection);
	c->announced = announced_find(&t->announced, s);
	t->totals.connections++;
	if (earlier) {
		census_leave(&t->census, earlier);
		c->earlier.place = earlier->place;
		succeed(t, earlier, c, s->time);
	}
	census_begin(&t->census, c, s);
	return c;
}

/* It has turned out to go on where the one before stood. */
static void tell_continued(struct tracker *t, struct connection *c)
{
	struct connection *earlier = flow_table_at(&t->table, c->earlier.place);

	if (earlier->freed || earlier->stream != c->earlier.stream)
		return;
	earlier->continued = true;
	earlier->continued_in = c->stream;
}

/* Wireshark 4.0: a plain SYN, where this direction's numbers begin with
 * another. */
static bool begins_anew(const struct connection *c, const struct segment *s)
{
	const struct half *from = &c->half[connection_dir(c, s)];

	return (s->flags & (SEG_SYN | SEG_ACK)) == SEG_SYN &&
	       from->base_known && s->seq != from->base;
}

void tracker_feed(struct tracker *t, const struct segment *s)
{
	uint64_t hash = flow_hash(&t->table, s);
	struct connection *c = flow_table_find(&t->table, hash, s);
	bool inherited;

	if (!c || begins_anew(c, s))
		c = begin(t, hash, s, c);
	inherited = c->inherited != NULL;
	connection_feed(c, s, &t->options.connection);
	if (inherited && c->continues)
		tell_continued(t, c);
	census_step(&t->census, c);
	announced_note(&t->announced, s);
	if (!t->options.sink)
		return;
	unlink_ended(t, c);
	if (c->ended)
		link_ended(t, c);
	while (t->oldest && s->time - t->oldest->last.time >= t->options.linger)
		stream_out(t, t->oldest, s->time);
}

static int by_stream(const void *a, const void *b)
{
	const struct connection *const *x = a, *const *y = b;

	return (*x)->stream < (*y)->stream ? -1 : 1;
}

/* Places are reused: the order in which they began is that of their streams. */
static void stream_rest(struct tracker *t, int64_t capture_end)
{
	struct connection **rest = xcalloc(t->table.places + 1, sizeof(*rest));
	size_t count = 0;

	for (size_t i = 0; i < t->table.places; i++) {
		struct connection *c = flow_table_at(&t->table, i);

		if (!c->freed)
			rest[count++] = c;
	}
	qsort(rest, count, sizeof(*rest), by_stream);
	for (size_t i = 0; i < count; i++)
		stream_out(t, rest[i], capture_end);
	free(rest);
}

static void finish_kept(struct tracker *t, int64_t capture_end)
{
	for (size_t i = 0; i < t->table.places; i++) {
		struct connection *c = flow_table_at(&t->table, i);

		connection_finish(c, capture_end);
		add_up(t, c);
	}
}

void tracker_finish(struct tracker *t, int64_t capture_end)
{
	size_t count;
	const struct listener *listeners = tracker_listeners(t, &count);

	for (size_t i = 0; i < t->table.places; i++) {
		struct connection *c = flow_table_at(&t->table, i);

		if (!c->freed)
			census_cut(&t->census, c, capture_end);
	}
	if (t->options.sink)
		stream_rest(t, capture_end);
	else
		finish_kept(t, capture_end);
	census_finish(&t->census);
	t->totals.unlisted = t->census.unlisted;
	for (size_t i = 0; i < count; i++)
		for (uint32_t j = 0; j < listeners[i].finding_count; j++)
			t->totals.findings[listeners[i].findings[j].severity]++;
}

const struct tracker_totals *tracker_totals(const struct tracker *t)
{
	return &t->totals;
}

const struct listener *tracker_listeners(const struct tracker *t, size_t *count)
{
	return census_listeners(&t->census, count);
}

const struct connection *tracker_connection(const struct tracker *t,
                                            size_t index)
{
	return index < t->table.places ? flow_table_at(&t->table, index) : NULL;
}

void tracker_free(struct tracker *t)
{
	if (!t)
		return;
	flow_table_fini(&t->table);
	census_fini(&t->census);
	free(t);
}
