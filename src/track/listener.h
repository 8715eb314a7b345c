/* SPDX-License-Identifier: BSD-2-Clause
 *
 * listener: what came to one server's port, over all its connections.
 */
#ifndef TCPLADDER_LISTENER_H
#define TCPLADDER_LISTENER_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "decode/segment.h"

struct listener {
	struct endpoint end;
	uint64_t connections;
	uint32_t half_open; /* in SYN-RECEIVED now */
	uint32_t half_open_peak;
	int64_t half_open_peak_time; /* ns since the epoch */
};

struct listeners {
	struct hash_key key;
	struct listener *items; /* in the order they were met */
	size_t count;
	uint32_t *slots;   /* 1 + index; 0: empty */
	size_t slot_count; /* a power of two */
};

void listeners_init(struct listeners *all);
void listeners_fini(struct listeners *all);

/* The index of the listener at this end, added if it is new. */
size_t listeners_index(struct listeners *all, const struct endpoint *end);

/* One of its connections enters SYN-RECEIVED, at this time, or leaves it. */
void listener_enter(struct listener *listener, int64_t time);
void listener_leave(struct listener *listener);

#endif
