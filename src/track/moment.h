/* SPDX-License-Identifier: BSD-2-Clause
 *
 * moment: which packet, and when.
 */
#ifndef TCPLADDER_MOMENT_H
#define TCPLADDER_MOMENT_H

#include <stdint.h>

#include "decode/segment.h"

/* packet 0: not seen. */
struct moment {
	uint64_t packet;
	int64_t time; /* ns since the epoch */
};

/* A segment's. */
static inline struct moment moment_of(const struct segment *s)
{
	return (struct moment){s->packet, s->time};
}

#endif
