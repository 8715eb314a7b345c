/* SPDX-License-Identifier: BSD-2-Clause
 *
 * trace: a capture kept as what was seen of each connection, for comparing.
 */
#ifndef TCPLADDER_TRACE_H
#define TCPLADDER_TRACE_H

#include "report/report.h"

/* One segment as one capture point saw it; what the network may change, too. */
struct sighting {
	uint64_t packet;
	int64_t time; /* ns since the capture's first packet */
	uint32_t seq, ack, len;
	uint16_t flags, window, mss, ip_id;
	uint8_t dir; /* 0 from the client, 1 from the server */
	uint8_t ttl, scale;
	uint8_t options; /* OPT_ bits */
	bool has_ip_id;
	bool copy; /* the capture has it twice */
};

struct trace_connection {
	uint32_t stream;
	struct endpoint end[2]; /* client, server */
	bool known[2];
	uint32_t iss[2];     /* J, K */
	int64_t answer_time; /* ns from SYN to SYN,ACK; 0: not seen */
	struct sighting *sightings;
	size_t count;
};

/* What of a segment its connection's record does not hold. */
struct trace_extra {
	uint64_t packet;
	uint32_t seq;
	uint16_t mss, ip_id;
	uint8_t ttl, scale, options;
	bool has_ip_id;
};

struct trace {
	struct trace_connection *connections;
	size_t count;
	struct trace_extra *extras; /* in the capture's order */
	size_t extra_count;
};

/* Fills the trace that is style.wishes; needs every segment's record
 * (style.segments: KEEP_ALL), and trace_segment() as run_options' segment. */
extern const struct report_format report_trace;

/* Notes a segment as it is read; context is the trace. */
void trace_segment(void *context, const struct segment *segment);

void trace_fini(struct trace *trace);

#endif
