/* SPDX-License-Identifier: BSD-2-Clause
 *
 * elsewhere: packets that were captured at a second point of their way, too.
 *
 * Who merges what was captured at both ends, or on both sides of a router, has
 * each packet twice, the second as much later as it was on the way.  Routers tell
 * the two apart, and tell the second from one that was sent again: each takes one
 * off the TTL (RFC 791 §3.2) or hop limit (RFC 8200 §3), and a sender begins with
 * the same number every time.  The point that a packet is met at first is the
 * connection's here; what is met at the other is a copy.
 */
#ifndef TCPLADDER_ELSEWHERE_H
#define TCPLADDER_ELSEWHERE_H

#include <stdbool.h>

#include "track/half.h"

struct connection;
struct segment;

/* True for a packet of this sender's that is here again, by another number of
 * routers: the same packet, or, where the other point is known, any of which
 * nothing is new. */
bool elsewhere_is(const struct half *from, const struct segment *segment);

/* Takes one of which that is true: the other point is known from now on, and, if
 * this very packet is still remembered, how long it took from the one to the
 * other. */
void elsewhere_note(struct connection *c, const struct segment *segment,
                    enum dir dir);

/* True where the segment has come by another number of routers than what its
 * sender sends, at either point: another machine has made it. */
bool elsewhere_made(const struct half *from, const struct segment *segment);

#endif
