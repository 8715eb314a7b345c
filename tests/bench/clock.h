/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The time of the made-up network: what is to happen, in order of time, and
 * at one time in the order it was planned.
 */
#ifndef TCPLADDER_BENCH_CLOCK_H
#define TCPLADDER_BENCH_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "packet.h"

struct conversation;

enum event_kind {
	EVENT_BEGIN,  /* the next conversation opens */
	EVENT_PASS,   /* a packet of `side` passes the capture point */
	EVENT_ARRIVE, /* a packet arrives at `side` */
	EVENT_TIMER,  /* a timer of `side` may be due */
	EVENT_ACT     /* the application of `side` does `act` */
};

struct event {
	uint64_t time; /* nanoseconds */
	struct conversation *conversation;
	uint8_t kind, side, act;
	struct packet packet;
	struct event *next_free;
};

struct due {
	uint64_t time, order;
	struct event *event;
};

struct clock {
	uint64_t now; /* nanoseconds */
	uint64_t planned;
	struct due *heap;
	size_t count, room;
	struct event *free;
};

/* An event to be filled in; it happens at `time`, never before now. */
struct event *clock_plan(struct clock *clock, uint64_t time);

/* The next event, with the clock moved on to it; NULL if there is none.  It is
 * given back with clock_done(). */
struct event *clock_next(struct clock *clock);

void clock_done(struct clock *clock, struct event *event);

void clock_fini(struct clock *clock);

#endif
