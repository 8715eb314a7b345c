/* SPDX-License-Identifier: BSD-2-Clause
 *
 * moment: which packet, and when.
 */
#ifndef TCPLADDER_MOMENT_H
#define TCPLADDER_MOMENT_H

#include <stdint.h>

/* packet 0: not seen. */
struct moment {
	uint64_t packet;
	int64_t time; /* ns since the epoch */
};

#endif
