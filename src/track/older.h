/* SPDX-License-Identifier: BSD-2-Clause
 *
 * older: segments of an older connection that meet a new SYN.
 *
 * Where a server still holds a connection of the same addresses and ports, it
 * answers a SYN with an ACK of that one's numbers, and the client, in
 * SYN-SENT, resets what it acknowledges.  Neither belongs to the connection
 * that is being opened: its client stays in SYN-SENT and sends its SYN again.
 *
 * References: RFC 9293 §3.5.1 (figure 9), §3.10.7.3; RFC 5961 §4.2.
 */
#ifndef TCPLADDER_OLDER_H
#define TCPLADDER_OLDER_H

#include <stdbool.h>

#include "track/half.h"

struct connection;
struct segment;
struct sight;

/* True for a segment of an older connection: nothing else is to be learnt from
 * it.  Remembers it, and marks the sight. */
bool older_take(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight);

#endif
