/* SPDX-License-Identifier: BSD-2-Clause
 *
 * world: two ends that talk to each other, made up by a seed.
 */
#ifndef TCPLADDER_TEST_WORLD_H
#define TCPLADDER_TEST_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"

struct world_end {
	uint32_t next, acked, said, tsval; /* said: its latest ACK */
	uint16_t window, ip_id;
	bool closed;
};

struct world {
	struct world_end end[2]; /* of A and B, see seg.h */
	unsigned first;          /* to close */
	uint64_t packet;
	int64_t time; /* ns since the epoch */
	uint64_t random;
	bool stamps, ids, six;
	bool stays_open; /* nobody closes */
};

struct world world_new(uint64_t seed);

/* A number below that; the same world draws the same numbers. */
unsigned world_draw(struct world *world, unsigned below);

/* The segment that comes at this step, if both ends behave: the handshake's
 * first. */
struct segment world_next(struct world *world, unsigned step);

/* Sometimes something is not as it should be. */
void world_spoil(struct world *world, struct segment *segment);

#endif
