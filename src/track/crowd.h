/* SPDX-License-Identifier: BSD-2-Clause
 *
 * crowd: the connections of one client to one listener, taken together.
 */
#ifndef TCPLADDER_CROWD_H
#define TCPLADDER_CROWD_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/listener.h"
#include "track/minute.h"

#define CROWDS_MAX 8192 /* pairs of client and listener watched at a time */

struct crowd_key {
	struct endpoint client; /* its port is 0: any */
	uint32_t listener;      /* index */
};

/* What most changes of it touch stands first, in two lines of the memory. */
struct crowd {
	struct crowd_key key;
	uint32_t connections; /* whose handshake was completed */
	uint32_t close_wait_left;
	struct peak in_use;     /* open, and nobody has closed yet */
	uint32_t idle;          /* that could have been kept for the next */
	uint32_t spared;        /* that could have been one of those */
	struct peak close_wait; /* the client's end */
	struct peak time_wait;  /* the client's end */
	int64_t idle_since;     /* ns since the epoch */
	int64_t spared_time;    /* ns in their handshakes */
	struct minute time_waits;
	uint16_t port_low, port_high; /* of the client */
};

/* A connection of theirs is open from this moment, after a handshake that took
 * so long (ns). */
void crowd_open(struct crowd *crowd, uint16_t client_port,
                const struct moment *moment, int64_t handshake);

/* One of them is being closed or reset; another could have followed on it if
 * it was short, and both had said something. */
void crowd_close(struct crowd *crowd, int64_t time, bool reusable);

/* Nothing of theirs is open, and there is nothing to say of them so far: where
 * room is needed for others, they can be forgotten. */
bool crowd_is_over(const struct crowd *crowd);

/* The capture is over: what is there to say of them goes to their listener. */
void crowd_finish(const struct crowd *crowd, struct listener *listener);

#endif
