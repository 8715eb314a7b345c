/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Segments that the capture has before what they acknowledge (early.h): of which
 * connections some wait, and how long.  Few do at a time; where there are more,
 * those that have waited longest are judged as they stand.
 */
#include "config.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "track/tracker_inside.h"

static struct connection *connection_at(struct tracker *t, uint32_t place)
{
	return store_at(&t->store, place);
}

/* How long what it acknowledges came after it: `met` is its time, or 0. */
static void note_ahead(struct connection *c, const struct segment *s,
                       int64_t met)
{
	struct ahead *ahead = &c->ahead[connection_dir(c, s)];
	int64_t lead = met - s->time;

	if (!ahead->count++)
		ahead->first = s->packet;
	if (met && lead > ahead->most)
		ahead->most = lead;
}

/* What it acknowledges has come: in the order they passed. */
static void take_in_order(struct tracker *t, struct connection *c,
                          struct early *e)
{
	struct early_segment *next;
	int64_t met = 0;

	while ((next = early_next(e, c))) {
		const struct segment *s = &next->segment;

		if (next->marks)
			note_ahead(c, s, met);
		else if (connection_dir(c, s) != (enum dir)e->dir)
			met = s->time;
		tracker_take(t, c, s, next->marks);
	}
	early_settle(e, c);
}

static void free_queue(struct waiting *w, struct connection *c)
{
	w->queues[c->waits - 1]->count = 0;
	w->busy--;
	c->waits = 0;
}

void wait_end(struct tracker *t, struct connection *c)
{
	struct early *e;

	if (!c->waits)
		return;
	e = t->waiting.queues[c->waits - 1];
	for (unsigned i = 0; i < e->count; i++)
		tracker_take(t, c, &e->segments[i].segment, 0);
	free_queue(&t->waiting, c);
}

/* The same, while it is another's turn. */
static void end_elsewhere(struct tracker *t, uint32_t place)
{
	if (t->options.streams)
		tracker_stop_waiting(t, place);
	wait_end(t, connection_at(t, place));
	if (t->options.streams)
		tracker_wait_to_go(t, place);
}

/* Sets when the first of them has waited for long enough. */
static void find_due(struct waiting *w)
{
	w->due = INT64_MAX;
	for (unsigned i = 0; i < WAITING_MAX; i++)
		if (w->queues[i] && w->queues[i]->count &&
		    early_due(w->queues[i]) < w->due)
			w->due = early_due(w->queues[i]);
}

void wait_expire(struct tracker *t, int64_t now)
{
	struct waiting *w = &t->waiting;

	for (unsigned i = 0; i < WAITING_MAX; i++)
		if (w->queues[i] && w->queues[i]->count &&
		    early_due(w->queues[i]) < now)
			end_elsewhere(t, w->queues[i]->place);
	find_due(w);
}

void wait_end_all(struct tracker *t)
{
	wait_expire(t, INT64_MAX);
}

void wait_free(struct waiting *w)
{
	for (unsigned i = 0; i < WAITING_MAX; i++)
		free(w->queues[i]);
}

/* A queue of which nothing waits; the one that is due first is emptied if there
 * is none. */
static unsigned empty_queue(struct tracker *t)
{
	struct waiting *w = &t->waiting;
	unsigned at = 0;

	for (unsigned i = 0; i < WAITING_MAX; i++) {
		if (!w->queues[i])
			w->queues[i] = xzalloc(sizeof(*w->queues[i]));
		if (!w->queues[i]->count)
			return i;
		if (early_due(w->queues[i]) < early_due(w->queues[at]))
			at = i;
	}
	end_elsewhere(t, w->queues[at]->place);
	return at;
}

static void begin(struct tracker *t, struct connection *c,
                  const struct segment *s)
{
	unsigned at = empty_queue(t);
	struct early *e = t->waiting.queues[at];

	early_begin(e, c, s);
	e->place = c->place;
	c->waits = (uint8_t)(at + 1);
	t->waiting.busy++;
	find_due(&t->waiting);
}

void wait_in_vain(struct tracker *t, struct connection *c,
                  const struct segment *s)
{
	if (c->waits && !early_takes(t->waiting.queues[c->waits - 1], c, s))
		wait_end(t, c);
}

bool wait_take(struct tracker *t, struct connection *c, const struct segment *s)
{
	struct early *e;

	if (!c->waits) {
		if (!early_is(c, s))
			return false;
		begin(t, c, s);
		return true;
	}
	e = t->waiting.queues[c->waits - 1];
	if (early_add(e, c, s))
		take_in_order(t, c, e);
	if (!e->count)
		free_queue(&t->waiting, c);
	return true;
}
