/* SPDX-License-Identifier: BSD-2-Clause
 *
 * claims: what a line says of a connection as a whole.
 */
#ifndef TCPLADDER_CLAIMS_H
#define TCPLADDER_CLAIMS_H

#include "expect/model.h"

struct text;

/* True when the connection is as the line claims.  Otherwise why is told what
 * it is instead, and *packet which packet shows it (0: none).  Steps and
 * counts are not asked here. */
bool claim_holds(const struct line *line, const struct connection *c,
                 struct text *why, uint64_t *packet);

#endif
