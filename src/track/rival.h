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

/* True for a SYN,ACK of another number than the server's before: it is neither sent
 * again nor does anything lie between the two. */
bool rival_is(const struct connection *c, const struct segment *s,
              enum dir dir);

/* The SYN,ACK that is about to be taken, while the client has taken none:
 * remembers it if its K is another than the one before. */
void rival_note(struct connection *c, const struct segment *s, enum dir dir);

/* True for one that comes when the client has taken another: nothing else is to
 * be learnt from it.  Remembers it. */
bool rival_take(struct connection *c, const struct segment *s, enum dir dir);

/* Says which of them the client took, once that is known. */
void rival_finish(struct connection *c);

#endif
