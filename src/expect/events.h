/* SPDX-License-Identifier: BSD-2-Clause
 *
 * events: a connection's segments as the steps of a ladder meet them.
 *
 * A segment that bears two things (data and a FIN, a SYN and data) is two
 * events, so that it does not matter how a sender divided its bytes.  What was
 * sent before, and acknowledgments without data, may be passed over: how often
 * a receiver acknowledges changes from run to run.
 */
#ifndef TCPLADDER_EVENTS_H
#define TCPLADDER_EVENTS_H

#include "track/connection.h"

enum event_kind { EVENT_CONTROL, EVENT_ACK, EVENT_DATA };

struct event {
	const struct record *record;
	enum event_kind kind;
	uint16_t flags; /* SEG_ bits that are this event's */
	bool from_server;
	bool passable;  /* need not be named by a step */
	uint32_t seq;   /* a FIN's own number, after its data */
	uint64_t bytes; /* of EVENT_DATA: those not sent before */
};

struct events {
	struct event *at;
	size_t count;
};

/* From a connection with all its records, which must outlive the events.  The
 * caller empties them with events_fini(). */
void events_build(struct events *events, const struct connection *c);

/* What a letter (NAME_J…) stands for; false where it is not in the capture. */
bool events_letter(const struct connection *c, unsigned letter,
                   uint32_t *value);

void events_fini(struct events *events);

#endif
