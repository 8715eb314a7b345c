/* SPDX-License-Identifier: BSD-2-Clause
 *
 * unfold: the struct connection that an embryo or a steady connection stands
 * for.
 */
#ifndef TCPLADDER_UNFOLD_H
#define TCPLADDER_UNFOLD_H

#include "track/connection.h"
#include "track/steady.h"

/* Into a connection of zeros, whose ends are set, with Zeek's view or without:
 * all is as connection_feed() would have left it, had it been given the
 * segments one by one; but for an embryo's trails.  The caller frees what it
 * comes to hold with connection_fini(). */
void unfold_embryo(struct connection *c, const struct embryo *embryo,
                   bool zeek);
void unfold_steady(struct connection *c, const struct steady *steady,
                   bool zeek);

/* The trails of an embryo, which only another segment asks for. */
void unfold_trails(struct connection *c, const struct embryo *embryo);

#endif
