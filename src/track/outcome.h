/* SPDX-License-Identifier: BSD-2-Clause
 *
 * outcome: how a connection opened, closed and ended, in one word each.
 */
#ifndef TCPLADDER_OUTCOME_H
#define TCPLADDER_OUTCOME_H

#include <stdbool.h>

#include "track/connection.h"

/* How it stands with what has been seen so far; json.md's "outcome". */
enum outcome connection_outcome(const struct connection *c);

/* How it opened; json.md's "handshake.kind". */
enum handshake_kind connection_handshake(const struct connection *c);

/* The ACK that completed the handshake; packet 0 where that is not in the capture,
 * though what came behind it may be. */
struct moment connection_third_ack(const struct connection *c);

/* How it closed; json.md's "close.kind". */
enum close_kind connection_close(const struct connection *c);

/* Who sent the first FIN (or the reset, where that ended it) into *dir; false
 * where nobody has. */
bool connection_closer(const struct connection *c, enum dir *dir);

/* Of one that was reset: before it was open, as far as this capture shows. */
bool connection_reset_unopened(const struct connection *c);

/* The first (0) or second (1) FIN is acknowledged.  One that comes again while
 * the acknowledgment may be under way does not refute that. */
bool connection_fin_acknowledged(const struct connection *c, unsigned index);

/* Constants: "half-open", "three-way", "four-way", "J+1", "not-seen". */
const char *outcome_name(enum outcome outcome);
const char *handshake_name(enum handshake_kind kind);
const char *close_name(enum close_kind kind);
const char *equation_name(enum equation equation);
const char *verdict_name(enum verdict verdict);

#endif
