/* SPDX-License-Identifier: BSD-2-Clause
 *
 * clock: a binary heap of what is due.
 */
#include "config.h"

#include "clock.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/xalloc.h"

static bool before(const struct due *a, const struct due *b)
{
	return a->time != b->time ? a->time < b->time : a->order < b->order;
}

static struct event *take_event(struct clock *clock)
{
	struct event *event = clock->free;

	if (!event)
		return xzalloc(sizeof(*event));
	clock->free = event->next_free;
	event->next_free = NULL;
	return event;
}

struct event *clock_plan(struct clock *clock, uint64_t time)
{
	struct due due = {time, clock->planned++, take_event(clock)};
	size_t at = clock->count++;

	if (due.time < clock->now)
		due.time = clock->now;
	due.event->time = due.time;
	if (clock->count > clock->room) {
		clock->room = clock->room ? 2 * clock->room : 1024;
		clock->heap = xreallocarray(clock->heap, clock->room,
		                            sizeof(*clock->heap));
	}
	while (at > 0 && before(&due, &clock->heap[(at - 1) / 2])) {
		clock->heap[at] = clock->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	clock->heap[at] = due;
	return due.event;
}

struct event *clock_next(struct clock *clock)
{
	struct due last, first;
	size_t at = 0, child = 1;

	if (clock->count == 0)
		return NULL;
	first = clock->heap[0];
	last = clock->heap[--clock->count];
	for (; child < clock->count; at = child, child = 2 * at + 1) {
		if (child + 1 < clock->count &&
		    before(&clock->heap[child + 1], &clock->heap[child]))
			child++;
		if (!before(&clock->heap[child], &last))
			break;
		clock->heap[at] = clock->heap[child];
	}
	clock->heap[at] = last;
	clock->now = first.time;
	return first.event;
}

void clock_done(struct clock *clock, struct event *event)
{
	event->next_free = clock->free;
	clock->free = event;
}

void clock_fini(struct clock *clock)
{
	while (clock->free) {
		struct event *event = clock->free;

		clock->free = event->next_free;
		free(event);
	}
	free(clock->heap);
}
