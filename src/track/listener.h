/* SPDX-License-Identifier: BSD-2-Clause
 *
 * listener: what came to one server's port, over all its connections.
 */
#ifndef TCPLADDER_LISTENER_H
#define TCPLADDER_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/connection.h"
#include "track/minute.h"
#include "track/rush.h"
#include "track/sources.h"

#define LISTENERS_MAX 32768 /* endpoints that are watched */

/* That a side leaves in CLOSE-WAIT before they are a pile.  An application that
 * forgets to close does so each time; one that thinks for long before it closes
 * rarely has so many at once. */
#define CLOSE_WAIT_LEAST 5

/* How many there are, and the most there ever were. */
struct peak {
	uint32_t now, most;
	uint64_t packet; /* that made it the most; 0: there was none */
	int64_t time;    /* ns since the epoch */
};

/* Something that only shows across connections.  What the amounts mean is
 * said beside each rule in words_listener.c. */
struct listener_finding {
	uint8_t rule;           /* enum rule */
	uint8_t severity;       /* enum severity */
	bool of_client;         /* it is this client's doing, */
	struct endpoint client; /* whose port is 0 */
	uint64_t packet;        /* where it shows */
	int64_t time;           /* ns since the epoch */
	uint64_t amounts[5];
	int64_t duration; /* ns */
};

/* What a connection's opening and closing change stands together, so that it
 * takes few lines of the memory. */
struct listener {
	struct endpoint end;
	uint32_t connections;
	int64_t slowest;            /* ns from SYN to ACK, of all completed */
	struct peak half_open;      /* in SYN-RECEIVED */
	struct sources sources;     /* who sent it a SYN */
	struct sources completers;  /* whose handshake was completed */
	struct peak close_wait;     /* either end */
	struct peak own_close_wait; /* the listener's end */
	struct peak time_wait;      /* either end */
	struct minute time_waits;
	struct rush rush;
	uint32_t outcomes[OUTCOME_COUNT]; /* of those that are over */
	uint32_t
		close_wait_left; /* its own that lingered there, see census.c */
	uint32_t finding_count;
	struct listener_finding *findings;
};

/* Frees what it holds, not itself. */
void listener_fini(struct listener *listener);

/* Adds a finding and returns it, for its numbers to be filled in; valid until
 * the next one is added.  Its severity is the rule's. */
struct listener_finding *listener_find(struct listener *listener,
                                       enum rule rule);

/* One more, in this packet, or one less; none becomes no less. */
void peak_enter(struct peak *peak, const struct moment *moment);
void peak_leave(struct peak *peak);

/* So many now. */
void peak_see(struct peak *peak, uint32_t now, const struct moment *moment);

#endif
