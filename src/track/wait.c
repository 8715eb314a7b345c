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

/* How long what it acknowledges came after it: `met` is its time, or 0. */
static void note_ahead(struct connection *c, const struct segment *s,
                       int64_t met)
{
	struct ahead *ahead = &c->ahead[connection_dir(c, s)];
	int64_t lead = met - s->time;

	c->disordered = true;
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
	w->busy &= ~(UINT32_C(1) << (c->waits - 1));
	c->waits = 0;
}

static bool is_busy(const struct waiting *w, unsigned at)
{
	return w->busy >> at & 1;
}

/* The queue that is due first; WAITING_MAX where nobody waits. */
static unsigned first_due(const struct waiting *w)
{
	unsigned first = WAITING_MAX;

	for (unsigned i = 0; i < WAITING_MAX; i++)
		if (is_busy(w, i) &&
		    (first == WAITING_MAX || w->dues[i] < w->dues[first]))
			first = i;
	return first;
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
	wait_end(t, store_at(&t->store, place));
	if (t->options.streams)
		tracker_wait_to_go(t, place);
}

void wait_expire(struct tracker *t, int64_t now)
{
	struct waiting *w = &t->waiting;
	unsigned first;

	while ((first = first_due(w)) < WAITING_MAX && w->dues[first] < now)
		end_elsewhere(t, w->queues[first]->place);
	if (w->busy)
		w->due = w->dues[first];
}

void wait_end_all(struct tracker *t)
{
	while (t->waiting.busy)
		end_elsewhere(t,
		              t->waiting.queues[first_due(&t->waiting)]->place);
}

void wait_free(struct waiting *w)
{
	for (unsigned i = 0; i < WAITING_MAX; i++)
		free(w->queues[i]);
}

/* Nobody's queue; if there is none, the one that is due first becomes that. */
static unsigned empty_queue(struct tracker *t)
{
	struct waiting *w = &t->waiting;
	unsigned at = 0;

	while (at < WAITING_MAX && is_busy(w, at))
		at++;
	if (at == WAITING_MAX) {
		at = first_due(w);
		end_elsewhere(t, w->queues[at]->place);
	}
	if (!w->queues[at])
		w->queues[at] = xzalloc(sizeof(*w->queues[at]));
	return at;
}

static void set_due(struct waiting *w, unsigned at)
{
	w->dues[at] = early_due(w->queues[at]);
	w->due = w->dues[first_due(w)];
}

static void begin(struct tracker *t, struct connection *c,
                  const struct segment *s)
{
	struct waiting *w = &t->waiting;
	unsigned at = empty_queue(t);

	early_begin(w->queues[at], c, s);
	w->queues[at]->place = c->place;
	w->busy |= UINT32_C(1) << at;
	c->waits = (uint8_t)(at + 1);
	set_due(w, at);
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
	if (!early_add(e, c, s))
		return true;
	take_in_order(t, c, e);
	if (e->count)
		set_due(&t->waiting, c->waits - 1u);
	else
		free_queue(&t->waiting, c);
	return true;
}
