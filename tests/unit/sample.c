/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "sample.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "suites.h"

void sample_put32(struct sample *sample, uint32_t value)
{
	for (int i = 0; i < 4; i++) {
		int shift = sample->big_endian ? 24 - 8 * i : 8 * i;

		sample->bytes[sample->len++] = (uint8_t)(value >> shift);
	}
}

void sample_pcap(struct sample *sample, uint32_t magic, uint32_t link_type,
                 uint32_t fraction)
{
	uint32_t version = sample->big_endian ? 0x00020004 : 0x00040002;

	sample_put32(sample, magic);
	sample_put32(sample, version);
	sample_put32(sample, 0);
	sample_put32(sample, 0);
	sample_put32(sample, 65535);
	sample_put32(sample, link_type);
	for (uint32_t i = 1; i <= PACKETS; i++) {
		sample_put32(sample, i);
		sample_put32(sample, fraction);
		sample_put32(sample, PAYLOAD_LEN);
		sample_put32(sample, PAYLOAD_LEN + i);
		memset(sample->bytes + sample->len, (int)i, PAYLOAD_LEN);
		sample->len += PAYLOAD_LEN;
	}
}

const char *sample_write(struct sample *sample, size_t len)
{
	int fd;

	strcpy(sample->path, "/tmp/tcpladder-test-XXXXXX");
	fd = mkstemp(sample->path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, sample->bytes, len), (ssize_t)len);
	close(fd);
	return sample->path;
}
