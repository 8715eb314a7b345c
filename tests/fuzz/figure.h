/* SPDX-License-Identifier: BSD-2-Clause
 *
 * figure: RFC 9293's figure 5, written down a second time, and whether the
 * states that a report tells follow it.
 *
 * A segment moves both ends: its sender by what it sends, and by what it shows
 * to have arrived before; its receiver by what arrives.  Forward, each step
 * must be an edge of the figure that such a segment can cause.  Backwards, an
 * assumption is taken back: by the end's own segment alone, to a state from
 * which the figure led to the one it leaves, and from there it may go on.
 * From UNKNOWN, a segment may show any state.
 *
 * Where a segment was crossed by its receiver's FIN or reset, the receiver's
 * state follows from that one instead, which stands further on.
 */
#ifndef TCPLADDER_FIGURE_H
#define TCPLADDER_FIGURE_H

#include <jansson.h>

/* Aborts where the states of a connection with all its segments do not. */
void figure_check(json_t *connection);

#endif
