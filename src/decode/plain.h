/* SPDX-License-Identifier: BSD-2-Clause
 *
 * plain: Ethernet, IP, TCP and nothing else, at one go.
 */
#ifndef TCPLADDER_PLAIN_H
#define TCPLADDER_PLAIN_H

#include <stdbool.h>

#include "decode/decode.h"

/* Takes a frame of Ethernet apart that holds one datagram, no fragment, of IPv4
 * without options or IPv6 without extension headers, and in it a TCP header
 * that is all there; checksums are not looked at.  False where it is anything
 * else: then the layers are to say what, and nothing is set.  What it tells
 * they would have told, too; a test and a fuzzer hold it to that. */
bool plain_decode(const struct frame *frame, struct segment *segment);

#endif
