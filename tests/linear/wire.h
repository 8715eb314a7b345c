/* SPDX-License-Identifier: BSD-2-Clause
 *
 * wire: captures of made-up segments, a line of C each.
 */
#ifndef TCPLADDER_LINEAR_WIRE_H
#define TCPLADDER_LINEAR_WIRE_H

#include <stdint.h>
#include <stdio.h>

#include "decode/segment.h"

/* A capture in the making. */
struct wire {
	FILE *out;
	int64_t time; /* microseconds; of the next packet */
	uint16_t id;  /* IP identification of the next one */
};

#define WIRE_OPTIONS_MAX 40

/* One segment; what is zero is the usual. */
struct sent {
	uint32_t flow; /* another client address for each */
	int back;      /* from the server */
	uint16_t client_port, server_port;
	uint32_t server; /* another server address for each */
	uint32_t seq, ack;
	uint16_t flags, window;
	uint32_t len;     /* of payload, which is not captured … */
	const char *text; /* … unless this is it */
	uint8_t options[WIRE_OPTIONS_MAX];
	unsigned options_len; /* a multiple of four */
};

/* Begins a classic capture of raw IP packets. */
void wire_begin(struct wire *wire, FILE *out);

/* Writes the segment, and lets a hundred microseconds pass. */
void wire_send(struct wire *wire, struct sent sent);

/* Writes any packet. */
void wire_packet(struct wire *wire, const uint8_t *bytes, uint32_t captured,
                 uint32_t length);

/* Handshake of a flow, both numbers from 0. */
void wire_open(struct wire *wire, uint32_t flow);

/* Little-endian, as all of the file is. */
void wire_put32(FILE *out, uint32_t value);

#endif
