/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A packet as bytes: Ethernet, IPv4 or IPv6, TCP with the options that Linux
 * sends, and payload.
 */
#ifndef TCPLADDER_BENCH_FRAME_H
#define TCPLADDER_BENCH_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "packet.h"

#define FRAME_MAX 2048

struct endpoint;

struct frame_form {
	const struct endpoint *from, *to;
	bool ipv6, timestamps;
	bool near; /* sent by the client: few hops away */
};

/* Writes it to `at`, of FRAME_MAX bytes, and returns its length. */
size_t frame_build(const struct frame_form *form, const struct packet *packet,
                   uint8_t *at);

#endif
