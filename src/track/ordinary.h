/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ordinary: header prediction for a connection that has seen trouble.
 *
 * Once something unusual has happened, a connection is whole (store.h), and
 * the rules judge each of its segments.  Yet most of what follows is ordinary
 * again: a segment in place, of an open connection, of which every rule would
 * say nothing.  It is taken at one go here.
 */
#ifndef TCPLADDER_ORDINARY_H
#define TCPLADDER_ORDINARY_H

#include <stdbool.h>

#include "track/half.h"

struct connection;
struct segment;

/* Takes the next segment of the connection, which goes in `dir`, if it is
 * ordinary: leaves behind what the rules would, and no state has changed.  Else
 * nothing is changed, and it is false. */
bool ordinary_feed(struct connection *c, enum dir dir,
                   const struct segment *segment);

#endif
