/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The shapes of traffic: what a capture's conversations are like.
 */
#ifndef TCPLADDER_BENCH_SHAPE_H
#define TCPLADDER_BENCH_SHAPE_H

#include <stdint.h>
#include <stdio.h>

struct conversation;

struct traffic {
	uint64_t packets;     /* about so many */
	uint64_t connections; /* exactly so many */
	uint64_t interval;    /* between two openings, mean, nanoseconds */
};

struct shape {
	const char *name, *help;
	double packets; /* of a conversation, about; 0: all it can get */
	uint64_t
		connections; /* unless the number of packets tells; 0: it does */
	uint64_t interval;
	void (*plan)(const struct traffic *traffic, struct conversation *c,
	             uint64_t index);
};

/* NULL if there is none of that name. */
const struct shape *shape_find(const char *name);

void shape_list(FILE *out);

#endif
