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

void sample_plain(struct sample *sample)
{
	*sample = (struct sample){.len = 0};
	sample_pcap(sample, 0xa1b2c3d4, LINK_ETHERNET, 5);
	ck_assert_uint_eq(sample->len, FILE_LEN);
	sample_write(sample, sample->len);
}

static bool ethernet_known(int link_type)
{
	return link_type == LINK_ETHERNET;
}

static const char *ethernet_name(size_t index)
{
	return index == 0 ? "EN10MB" : NULL;
}

const struct capture_options SAMPLE_ETHERNET = {
	.link_known = ethernet_known,
	.link_name = ethernet_name,
};

struct capture *sample_open(const char *path,
                            const struct capture_options *options,
                            struct fault *fault)
{
	*fault = (struct fault){""};
	return capture_open(&path, 1, options, fault);
}

unsigned sample_drain(struct capture *capture, enum capture_status *status,
                      struct fault *fault)
{
	struct frame frame;
	unsigned count = 0;

	while ((*status = capture_next(capture, &frame, fault)) ==
	       CAPTURE_FRAME)
		count++;
	return count;
}
