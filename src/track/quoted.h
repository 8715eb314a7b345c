/* SPDX-License-Identifier: BSD-2-Clause
 *
 * quoted: connections of which ICMP errors spoke first.
 *
 * An error quotes the packet it is about, and Wireshark gives that connection
 * the next stream number, whether the capture holds a segment of it or not.
 * Streams have Wireshark's numbers here, so they are given out here as well; a
 * connection that is met later takes the one that is its own.
 */
#ifndef TCPLADDER_QUOTED_H
#define TCPLADDER_QUOTED_H

#include <stdbool.h>
#include <stdint.h>

#include "track/roster.h"

struct segment;

#define QUOTED_MAX ROSTER_MOST /* remembered; of others no number is */

struct quote {
	uint32_t ends[HASH_LINE_MAX]; /* the key */
	uint32_t stream;
	bool met; /* the number is a connection's */
};

struct quoted {
	struct roster quotes;
};

void quoted_init(struct quoted *quoted);

void quoted_fini(struct quoted *quoted);

/* A number may be given to the ends of this quoted header.  True, and it is
 * remembered, unless they have one. */
bool quoted_note(struct quoted *quoted, const struct segment *s,
                 uint32_t stream);

/* What was noted of a segment's ends, and is no connection's yet; NULL: nothing.
 * Valid until the next is noted. */
struct quote *quoted_find(const struct quoted *quoted, const struct segment *s);

#endif
