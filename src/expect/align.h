/* SPDX-License-Identifier: BSD-2-Clause
 *
 * align: the steps of a block laid beside the segments of a connection.
 */
#ifndef TCPLADDER_ALIGN_H
#define TCPLADDER_ALIGN_H

#include "expect/events.h"
#include "expect/model.h"

struct text;

/* How far the steps go along with the connection. */
struct alignment {
	bool met;
	size_t steps_met;        /* before it departs */
	const struct line *line; /* the step where it departs */
	uint64_t packet;         /* there, or 0 */
};

/* Lays them side by side; why is told where they depart. */
void align(struct alignment *alignment, const struct model *model,
           const struct block *block, const struct connection *c,
           struct text *why);

#endif
