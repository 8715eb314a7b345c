/* SPDX-License-Identifier: BSD-2-Clause
 *
 * offload: segments that network cards cut or join.
 */
#ifndef TCPLADDER_OFFLOAD_H
#define TCPLADDER_OFFLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "track/evidence.h"

struct half;
struct segment;

/* How many packets the sender's segment is on the wire, by what both have
 * offered as MSS; 1 where that does not tell. */
unsigned offload_packets(const struct half *from, const struct half *peer,
                         const struct segment *segment);

/* True when a packet with its ID was here, under its numbers: by itself or as one
 * of those that a larger segment stands for. */
bool offload_was_here(const struct half *from, const struct segment *segment);

/* True when the capture holds a segment whole and then, within 2 ms, this piece
 * of it. */
bool offload_is_piece(const struct half *from, const struct segment *segment);

/* Remembers it, if it is such a piece, to know the next one by. */
void offload_note(struct half *from, const struct segment *segment);

/* What a segment is whose numbers all passed before in one segment, alone or
 * with others: made when they were new (a copy, or a piece), before
 * (overtaken) or after that (retransmitted); ORIGIN_NEW where nothing says.
 * round_trip in ns, 0 where unknown. */
enum origin offload_origin(const struct half *from,
                           const struct segment *segment, int64_t round_trip);

#endif
