/* SPDX-License-Identifier: BSD-2-Clause
 *
 * inherit: a SYN on an open connection, which may open nothing.
 *
 * A SYN with another number begins a new stream, as Wireshark counts them.  If
 * the connection before it was open, the SYN may be an intruder's or a stray
 * one: then it is met by a challenge ACK (RFC 5961 §4), and the old connection
 * goes on under the new stream's number.  Until that is known, the new stream
 * keeps what the old one knew.  Or the client has restarted, and knows nothing
 * of the old connection: then it resets what the challenge ACK acknowledges,
 * and sends its SYN again (RFC 9293 §3.5.1, figure 9), and that SYN does open.
 */
#ifndef TCPLADDER_INHERIT_H
#define TCPLADDER_INHERIT_H

#include "track/half.h"

struct connection;
struct segment;

/* Remembers an earlier connection that was open when the SYN came; c->inherited
 * is set where it was. */
void inherit_remember(struct connection *c, const struct connection *earlier);

/* Takes the next segment after the SYN: either it answers the SYN, and what
 * was remembered is forgotten, or it goes on where the earlier connection
 * stood, and that is what this stream then is. */
void inherit_decide(struct connection *c, const struct segment *s,
                    enum dir dir);

/* Takes a segment of a connection that continues the earlier one: a SYN again,
 * after the client's reset, shows that it does not. */
void inherit_reconsider(struct connection *c, const struct segment *s,
                        enum dir dir);

/* Forgets. */
void inherit_fini(struct connection *c);

#endif
