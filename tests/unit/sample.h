/* SPDX-License-Identifier: BSD-2-Clause
 *
 * sample: small capture files, put together byte by byte.
 */
#ifndef TCPLADDER_SAMPLE_H
#define TCPLADDER_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "capture/capture.h"

#define HEADER_LEN 24
#define RECORD_LEN 16
#define PAYLOAD_LEN 14
#define PACKETS 3
#define FILE_LEN (HEADER_LEN + PACKETS * (RECORD_LEN + PAYLOAD_LEN))

#define LINK_NULL 0
#define LINK_ETHERNET 1

/* A small capture file, as it is put together, and where it was written. */
struct sample {
	uint8_t bytes[1024];
	size_t len;
	bool big_endian;
	char path[64];
};

void sample_put32(struct sample *sample, uint32_t value);

/* Three packets of 14 bytes, each its packet's number, at 1 s and `fraction`,
 * 2 s, 3 s. */
void sample_pcap(struct sample *sample, uint32_t magic, uint32_t link_type,
                 uint32_t fraction);

/* Writes the first `len` bytes to a file of its own, and returns its name. */
const char *sample_write(struct sample *sample, size_t len);

/* A file of FILE_LEN bytes, of Ethernet, written. */
void sample_plain(struct sample *sample);

/* Ethernet alone is known. */
extern const struct capture_options SAMPLE_ETHERNET;

/* One file, opened; the fault is empty or says why not. */
struct capture *sample_open(const char *path,
                            const struct capture_options *options,
                            struct fault *fault);

/* Reads to the end; returns how many frames came, and how it ended. */
unsigned sample_drain(struct capture *capture, enum capture_status *status,
                      struct fault *fault);

#endif
