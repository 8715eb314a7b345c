/* SPDX-License-Identifier: BSD-2-Clause
 *
 * crossing: what was under way to an end that had closed already.
 *
 * What passes the capture point is assumed to arrive before its receiver does
 * anything more.  The receiver's own FIN or reset may show otherwise: it was
 * sent before this arrived, and met it on the way.  Then the receiver's state
 * after those segments is the one its FIN led to, not the one before it.
 */
#ifndef TCPLADDER_CROSSING_H
#define TCPLADDER_CROSSING_H

#include <stdint.h>

#include "track/half.h"

struct connection;
struct segment;

/* The first of the records whose segment had not reached the sender of this
 * one when it was made; their count where there is none.  Only for its first
 * FIN and its first reset, so that all walks together pass each record twice.
 * Called before analysis_note(). */
uint32_t crossing_find(const struct connection *c, const struct segment *s,
                       enum dir dir);

/* Writes into the records from `first` on what state their receiver really
 * was in.  Called after endpoint_step(), which `before` came before. */
void crossing_note(struct connection *c, const struct segment *s, enum dir dir,
                   uint32_t first, uint8_t before);

/* The reset was not the sender's own, and nothing crossed it. */
void crossing_withdraw(struct connection *c, enum dir dir);

#endif
