/* SPDX-License-Identifier: BSD-2-Clause
 *
 * checksum: the Internet checksum (RFC 1071).
 */
#ifndef TCPLADDER_CHECKSUM_H
#define TCPLADDER_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The sum so far and `len` more bytes, as big-endian 16-bit words.  Only the
 * last call may have an odd length. */
uint64_t checksum_add(uint64_t sum, const uint8_t *at, size_t len);

/* The one's-complement sum in 16 bits: 0xffff where the bytes summed include a
 * right checksum. */
uint16_t checksum_fold(uint64_t sum);

#endif
