/* SPDX-License-Identifier: BSD-2-Clause
 *
 * announced: data connections that a control connection has spoken of.
 *
 * Wireshark knows such a connection before its SYN, and so leaves the SYN out
 * of tcp.completeness.  That value is Wireshark's, so it is told as Wireshark
 * tells it; nothing else here depends on it.
 */
#ifndef TCPLADDER_ANNOUNCED_H
#define TCPLADDER_ANNOUNCED_H

#include <stdbool.h>
#include <stddef.h>

#include "decode/segment.h"

#define ANNOUNCED_MAX 64 /* remembered; the oldest is forgotten */

struct announced {
	struct {
		struct endpoint end;
		struct endpoint peer; /* port 0: any */
	} pairs[ANNOUNCED_MAX];
	size_t count; /* ever noted */
};

/* Notes what a segment announces, if anything. */
void announced_note(struct announced *announced, const struct segment *segment);

/* True when the segment's connection was announced. */
bool announced_find(const struct announced *announced,
                    const struct segment *segment);

#endif
