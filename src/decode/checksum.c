/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/checksum.h"

#include "base/bytes.h"

uint64_t checksum_add(uint64_t sum, const uint8_t *at, size_t len)
{
	for (; len >= 4; at += 4, len -= 4)
		sum += load_be32(at);
	if (len >= 2) {
		sum += load_be16(at);
		at += 2;
		len -= 2;
	}
	if (len == 1) /* RFC 1071 §4.1: padded with a zero byte */
		sum += (uint64_t)at[0] << 8;
	return sum;
}

uint16_t checksum_fold(uint64_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}
