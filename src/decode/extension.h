/* SPDX-License-Identifier: BSD-2-Clause
 *
 * extension: the IPv6 extension headers known, a row each.
 */
#ifndef TCPLADDER_EXTENSION_H
#define TCPLADDER_EXTENSION_H

#include <stddef.h>
#include <stdint.h>

struct ipv6_extension {
	uint8_t number; /* next-header value */
	const char *name;
	uint8_t more, unit; /* length: (second byte + more) * unit */
};

/* Row `index`, or NULL past the last: for the tests. */
const struct ipv6_extension *ipv6_extension_row(size_t index);

#endif
