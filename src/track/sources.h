/* SPDX-License-Identifier: BSD-2-Clause
 *
 * sources: how many different addresses there were, in a few hundred bytes.
 */
#ifndef TCPLADDER_SOURCES_H
#define TCPLADDER_SOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include "decode/segment.h"

#define SOURCES_EXACT 64 /* counted one by one; beyond that, estimated */

/* All zero: none yet. */
struct sources {
	uint32_t count; /* up to SOURCES_EXACT; SOURCES_EXACT + 1: estimated */
	uint32_t only;  /* hash of the first, while it is the only one */
	union sketch *sketch; /* NULL until there is a second */
};

/* A hash of an end's address, whatever its port; never 0. */
uint32_t sources_hash(const struct endpoint *end);

/* Takes an address by that. */
void sources_add(struct sources *sources, uint32_t hash);

/* How many different ones: exact up to SOURCES_EXACT, then an estimate with a
 * standard error of 6.5 %. */
uint64_t sources_count(const struct sources *sources);
bool sources_exact(const struct sources *sources);

void sources_fini(struct sources *sources);

#endif
