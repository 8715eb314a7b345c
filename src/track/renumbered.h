/* SPDX-License-Identifier: BSD-2-Clause
 *
 * renumbered: packets on both sides of a device that changes their numbers.
 *
 * A firewall that gives connections initial numbers of its own moves all of one
 * side's by one difference; a capture taken on the firewall holds what it
 * forwards twice, before and after.  The numbers of one side are the
 * connection's here, those that answer its SYN; the others' packets are copies.
 *
 * References: RFC 9293 §3.4.1 (why numbers are chosen), RFC 6864 (an IP ID is
 * one packet's), RFC 7323 (so is a timestamp, within its tick).
 */
#ifndef TCPLADDER_RENUMBERED_H
#define TCPLADDER_RENUMBERED_H

#include <stdbool.h>
#include <stdint.h>

#include "track/half.h"

struct connection;
struct segment;

struct renumbered {
	bool known;
	uint32_t seq, ack; /* the server's on the other side, less than here */
};

/* True for a packet of the other side, to be taken for a copy.  The two come to
 * light in their SYN,ACKs: where the one with the right numbers is the second, the
 * first becomes the copy. */
bool renumbered_take(struct connection *c, const struct segment *s,
                     enum dir dir);

/* True where all there is of the connection before, of these ends, is this SYN, on
 * the other side: so it is one packet, and no other connection. */
bool renumbered_syn(const struct connection *earlier, const struct segment *s);

#endif
