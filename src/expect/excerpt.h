/* SPDX-License-Identifier: BSD-2-Clause
 *
 * excerpt: the part of a ladder around a packet.
 */
#ifndef TCPLADDER_EXCERPT_H
#define TCPLADDER_EXCERPT_H

#include "report/report.h"

/* Paints the rows around the packet, with a note beside it.  Nothing where the
 * connection has no such packet. */
void excerpt_paint(const struct connection *c, uint64_t packet,
                   const char *note, const struct report_style *style,
                   int64_t start);

/* Paints words as a paragraph, indented, as wide as the style says. */
void excerpt_words(const char *words, enum severity severity,
                   const struct report_style *style);

#endif
