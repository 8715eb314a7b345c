/* SPDX-License-Identifier: BSD-2-Clause
 *
 * route: where a datagram with a source route goes at last.
 *
 * Until it is there, its destination is the next stop's.  The connection is the
 * last one's: so TCP's own checksum has it (RFC 9293 §3.9.2.1; RFC 8200 §8.1).
 */
#ifndef TCPLADDER_ROUTE_H
#define TCPLADDER_ROUTE_H

#include "decode/layers.h"

/* The last address of a loose or strict route among the options of an IPv4
 * header, within them; `stop`, the header's own destination, where there is none
 * or it has come there (RFC 791 §3.1). */
const uint8_t *route_ipv4(struct view options, const uint8_t *stop);

/* The same of an IPv6 routing header: types 0 (RFC 2460 §4.4), 2 (RFC 6275 §6.4)
 * and 4 (RFC 8754 §2), whose list is the other way round. */
const uint8_t *route_ipv6(struct view header, const uint8_t *stop);

#endif
