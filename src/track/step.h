/* SPDX-License-Identifier: BSD-2-Clause
 *
 * step: the rules, as the connection calls them.
 *
 * Each module looks at the connection's next segment from its own side:
 * opening, closing, resets, data, numbers.  A step is called once a segment
 * that is no copy, before the states move; a finish once at the end.
 */
#ifndef TCPLADDER_STEP_H
#define TCPLADDER_STEP_H

#include <stdint.h>

#include "track/half.h"

#define PROBES_UNANSWERED 3 /* so many in a row are worth a word */

/* ns: a SYN is sent again no sooner (RFC 6298 §2), so until then its answer may be
 * under way. */
#define ANSWER_DUE INT64_C(1000000000)

/* ns a segment may be late by, beyond the round trip: what waits in queues takes
 * longer than the SYN did. */
#define LATENESS INT64_C(200000000)

/* ns in CLOSE-WAIT that are, too */
#define CLOSE_WAIT_LINGERING (INT64_C(60) * 1000000000)

struct connection;
struct segment;
struct sight;

/* J+1, K+1, the third ACK, SYNs sent again. */
void handshake_step(struct connection *c, const struct segment *s, enum dir dir,
                    struct sight *sight);

/* A SYN of the client passes, or a copy of one. */
void handshake_syn_again(struct connection *c, const struct segment *s);

/* capture_end: ns since the epoch; an answer may still be under way then. */
void handshake_finish(struct connection *c, int64_t capture_end);

/* M+1, N+1, FINs sent again, who closed when. */
void close_step(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight);
void close_finish(struct connection *c, int64_t capture_end);

/* Resets: taken, ignored, outlived. */
void reset_step(struct connection *c, const struct segment *s, enum dir dir,
                struct sight *sight);
void reset_finish(struct connection *c);

/* Control bits, acknowledgments of nothing, windows, retransmissions. */
void data_step(struct connection *c, const struct segment *s, enum dir dir,
               struct sight *sight);
void data_finish(struct connection *c, int64_t capture_end);

/* Of this end's peer the capture has nothing, though it must have been there. */
bool unseen_peer(const struct connection *c, enum dir dir);

/* Whether this end has closed is not in the capture, though the other has: says so.
 * Then neither end's state is known. */
bool unseen_fin(struct connection *c, enum dir dir);

/* The states that what is missing in the capture may have moved on: unknown.  After
 * data_finish(). */
void unseen_finish(struct connection *c);

#endif
