/* SPDX-License-Identifier: BSD-2-Clause
 *
 * alike: sightings of one key in two captures, each given its best partner.
 */
#ifndef TCPLADDER_ALIKE_H
#define TCPLADDER_ALIKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compare/trace.h"

#define ALIKE_NONE SIZE_MAX

/* A sighting, and its number among those of its connection. */
struct key {
	const struct sighting *s;
	size_t index;
};

/* What is known of the way from here to there. */
struct way {
	bool forward;     /* here comes first */
	bool ids_kept;    /* IP identifications are the same in both */
	int64_t quickest; /* ns */
};

/* For each of `here`, in their order, the one there without a partner so far
 * that took the least too long, or NULL; count squared is never gone through.
 * Those of each are in the order of their indices. */
void alike_join(const struct way *way, const struct key *here, size_t count,
                const struct key *there, size_t count_there,
                const struct key **partners);

#endif
