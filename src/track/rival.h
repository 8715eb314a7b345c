/* SPDX-License-Identifier: BSD-2-Clause
 *
 * rival: a second answer to the SYN, with a number of its own.
 *
 * A SYN,ACK that is sent again has the K of the first.  One with another K was
 * made by somebody who does not know of the first: another machine that has the
 * same address, a SYN cookie of a later minute, a server that has forgotten.  The
 * client takes one; to a client in ESTABLISHED another is not acceptable, and
 * it answers with an ACK of what it knows (RFC 9293 §3.10.7.4, first).
 */
#ifndef TCPLADDER_RIVAL_H
#define TCPLADDER_RIVAL_H

#include <stdbool.h>
#include <stdint.h>

#include "track/half.h"
#include "track/moment.h"

struct connection;
struct segment;

struct rival {
	struct moment answer; /* the first such SYN,ACK, if there is one */
	uint64_t before;      /* packet: the SYN,ACK whose K it differs from */
	uint32_t k[2];        /* both, as on the wire */
};

/* True for a SYN,ACK of another number than the server's before: so it is not sent
 * again, and that it is further on shows no gap. */
bool rival_is(const struct connection *c, const struct segment *s,
              enum dir dir);

/* The SYN,ACK that is about to be taken, while the client has taken none:
 * remembers it, if it is the first of another K, and answers the same SYN. */
void rival_note(struct connection *c, const struct segment *s, enum dir dir);

/* True for one that answers the SYN when the client has taken another (K+1 has
 * passed): nothing else is to be learnt from it.  Remembers the first. */
bool rival_take(struct connection *c, const struct segment *s, enum dir dir);

/* Adds the finding, if there were two, with the one that the client took. */
void rival_finish(struct connection *c);

#endif
