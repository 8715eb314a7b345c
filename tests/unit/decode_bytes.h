/* SPDX-License-Identifier: BSD-2-Clause
 *
 * decode_bytes: frames written as hexadecimal digits, fed to a decoder.
 */
#ifndef TCPLADDER_DECODE_BYTES_H
#define TCPLADDER_DECODE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"

/* No sample is longer. */
#define FRAME_BYTES_MAX 2048

/* The most a test feeds: bytes, and how the capture describes them. */
struct feed {
	int link_type;
	const uint8_t *at;
	size_t captured; /* bytes at `at` that the snapshot holds */
	size_t length;   /* bytes on the wire */
	int64_t time;    /* nanoseconds */
};

/* The bytes that pairs of digits stand for; spaces do not count.  Fails the
 * test where they do not fit.  Returns how many. */
size_t hex_bytes(const char *hex, uint8_t *out, size_t size);

/* Feeds a copy that ends where an allocation ends, so that a sanitizer sees
 * whoever reads beyond.  The segments' pointers dangle afterwards. */
enum packet_kind feed_bytes(struct decoder *decoder, const struct feed *feed,
                            struct decoded *decoded);

/* Feeds a whole Ethernet frame from digits to a decoder of its own, without
 * verifying checksums. */
enum packet_kind feed_ethernet(const char *hex, struct decoded *decoded);

/* The same, `captured` bytes of it. */
enum packet_kind feed_ethernet_cut(const char *hex, size_t captured,
                                   struct decoded *decoded);

#endif
