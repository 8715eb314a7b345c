/* SPDX-License-Identifier: BSD-2-Clause
 *
 * analysis: the marks of a segment, by Wireshark's definitions and better.
 */
#ifndef TCPLADDER_ANALYSIS_H
#define TCPLADDER_ANALYSIS_H

#include <stdint.h>

#include "track/half.h"

struct connection;
struct segment;

/* The marks of the connection's next segment, which goes in `dir`, as a set
 * of MARK_BIT()s.  Changes nothing. */
uint32_t analysis_marks(const struct connection *c, const struct segment *s,
                        enum dir dir);

/* Moves on what the marks of later segments are judged by. */
void analysis_note(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t marks);

/* Takes the window scale of a SYN (RFC 7323 §2.2); after analysis_note(). */
void analysis_scale(struct connection *c, const struct segment *s,
                    enum dir dir);

#endif
