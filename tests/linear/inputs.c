/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "inputs.h"

#include <string.h>

#include "base/array.h"

#define CHAIN_MAX 60000 /* bytes of a packet */

/* ---- numbers of one connection ---- */

/* Every other segment is missing: a hole more with each. */
static void holes(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.seq = 1 + 200 * i,
		                           .ack = 1,
		                           .flags = SEG_ACK,
		                           .len = 100});
}

/* The same, filled in by threes from behind; the peer never says a word. */
static void filled(struct wire *w, unsigned size)
{
	holes(w, size / 2);
	for (unsigned i = size / 2; i-- > 0;)
		wire_send(w, (struct sent){.seq = 101 + 200 * i,
		                           .ack = 1,
		                           .flags = SEG_ACK,
		                           .len = 33});
}

/* Acknowledgments of what comes later, by turns with what is too late. */
static void unseen(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.back = i & 1,
		                           .seq = i & 1 ? 1 : 1 + 50 * i,
		                           .ack = i & 1 ? 1 + 3000 * i : 1,
		                           .flags = SEG_ACK,
		                           .len = i & 1 ? 0 : 40});
}

/* Four blocks in each acknowledgment, each time others. */
static void sacks(struct wire *w, unsigned size)
{
	struct sent s = {.back = 1,
	                 .seq = 1,
	                 .ack = 1,
	                 .flags = SEG_ACK,
	                 .options = {1, 1, 5, 34},
	                 .options_len = 36};

	holes(w, size / 2);
	for (unsigned i = 0; i < size / 2; i++) {
		for (unsigned k = 4; k < 36; k++)
			s.options[k] = (uint8_t)(i >> 8 * (k % 4));
		wire_send(w, s);
	}
}

/* As many options as there is room for. */
static void options(struct wire *w, unsigned size)
{
	struct sent s = {
		.seq = 1, .ack = 1, .flags = SEG_ACK, .options_len = 40};

	for (unsigned k = 0; k < 40; k += 2)
		memcpy(s.options + k, (uint8_t[]){k % 4 ? 253 : 2, 2}, 2);
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++, s.seq++)
		wire_send(w, s);
}

/* ---- its beginning and its end ---- */

/* SYN,ACKs that answer no SYN, once the client has refused one. */
static void syn_acks(struct wire *w, unsigned size)
{
	wire_send(w, (struct sent){.seq = 7, .flags = SEG_SYN});
	wire_send(w, (struct sent){
			     .back = 1, .ack = 5, .flags = SEG_SYN | SEG_ACK});
	wire_send(w, (struct sent){.seq = 5, .flags = SEG_RST});
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.back = 1,
		                           .seq = 1000 * i,
		                           .ack = 3,
		                           .flags = SEG_SYN | SEG_ACK});
}

/* Each SYN begins another connection on the same addresses and ports. */
static void again(struct wire *w, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.seq = 1000 * i, .flags = SEG_SYN});
}

/* The same on a connection that is open, with holes: each may inherit. */
static void heirs(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < 100; i++)
		wire_send(w, (struct sent){.seq = 1 + 200 * i,
		                           .ack = 1,
		                           .flags = SEG_ACK,
		                           .len = 100});
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.seq = 1000000 + 1000 * i,
		                           .flags = SEG_SYN});
}

/* A FIN that moves: a finding each. */
static void fins(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.seq = 1 + i,
		                           .ack = 1,
		                           .flags = SEG_FIN | SEG_ACK});
}

/* Acknowledgments that are all alike. */
static void alike(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++) {
		w->id = 0;
		wire_send(w,
		          (struct sent){.seq = 1, .ack = 1, .flags = SEG_ACK});
	}
}

/* Data that was there before, behind a SYN that says so. */
static void repeated(struct wire *w, unsigned size)
{
	wire_open(w, 0);
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.seq = 1u - 100,
		                           .ack = 1,
		                           .flags = SEG_ACK,
		                           .len = 100});
}

/* ---- many connections ---- */

static void talk(struct wire *w, uint32_t flow)
{
	wire_open(w, flow);
	wire_send(w, (struct sent){.flow = flow,
	                           .seq = 1,
	                           .ack = 1,
	                           .flags = SEG_FIN | SEG_ACK});
	wire_send(w, (struct sent){.flow = flow,
	                           .back = 1,
	                           .seq = 1,
	                           .ack = 2,
	                           .flags = SEG_FIN | SEG_ACK});
	wire_send(w,
	          (struct sent){
			  .flow = flow, .seq = 2, .ack = 2, .flags = SEG_ACK});
}

/* All of them wait to the end of the capture. */
static void ended(struct wire *w, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		talk(w, i);
}

/* A flood of SYNs. */
static void flood(struct wire *w, unsigned size)
{
	for (unsigned i = 0; i < size; i++)
		wire_send(w, (struct sent){.flow = i, .flags = SEG_SYN});
}

/* Hours between any two, now forward, now back. */
static void jumps(struct wire *w, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		w->time = 1000000 + (int64_t)(i % 97) * 3600 * 1000000;
		talk(w, i);
	}
}

/* A listener each, and a client. */
static void listeners(struct wire *w, unsigned size)
{
	for (unsigned i = 0; i < size; i++) {
		wire_send(w, (struct sent){
				     .flow = i, .server = i, .flags = SEG_SYN});
		wire_send(w, (struct sent){.flow = i,
		                           .server = i,
		                           .back = 1,
		                           .ack = 1,
		                           .flags = SEG_SYN | SEG_ACK});
		wire_send(w, (struct sent){.flow = i,
		                           .server = i,
		                           .seq = 1,
		                           .ack = 1,
		                           .flags = SEG_ACK});
	}
}

/* An FTP server that announces ports, and connections to none of them. */
static void announced(struct wire *w, unsigned size)
{
	static const char words[] =
		"227 Entering Passive Mode (192,0,0,0,200,%u)\r\n";
	char text[sizeof(words) + 8];

	for (unsigned i = 0; i < size; i++) {
		snprintf(text, sizeof(text), words, i % 200);
		wire_send(w, (struct sent){.back = 1,
		                           .server_port = 21,
		                           .seq = 1 + 48 * i,
		                           .ack = 1,
		                           .flags = SEG_ACK,
		                           .text = text});
		wire_send(w, (struct sent){.flow = i, .flags = SEG_SYN});
	}
}

/* ---- packets ---- */

/* Twice as many headers in front of each segment. */
static void extensions(struct wire *w, unsigned size)
{
	static uint8_t bytes[CHAIN_MAX];
	uint32_t length = 40 + 8 * size + 20;

	bytes[0] = 0x60;
	bytes[4] = (uint8_t)((length - 40) >> 8);
	bytes[5] = (uint8_t)(length - 40);
	bytes[6] = 60;
	for (unsigned i = 0; i < size; i++)
		bytes[40 + 8 * i] = i + 1 < size ? 60 : 6;
	bytes[length - 8] = 0x50;
	for (unsigned i = 0; i < 300; i++)
		wire_packet(w, bytes, length, length);
}

/* IPv4 in IPv4, far too deep. */
static void tunnels(struct wire *w, unsigned size)
{
	enum { DEPTH = 60, HEADER = 20 };
	static uint8_t bytes[DEPTH * HEADER];

	for (unsigned i = 0; i < DEPTH; i++) {
		uint8_t *at = bytes + (size_t)i * HEADER;

		at[0] = 0x45;
		at[2] = (uint8_t)((sizeof(bytes) - i * HEADER) >> 8);
		at[3] = (uint8_t)(sizeof(bytes) - i * HEADER);
		at[9] = 4;
	}
	for (unsigned i = 0; i < size; i++)
		wire_packet(w, bytes, sizeof(bytes), sizeof(bytes));
}

/* First fragments of a datagram each. */
static void fragments(struct wire *w, unsigned size)
{
	uint8_t bytes[28] = {0x45, 0, 0, 28, 0, 0, 0x20, 0, 64, 6};

	for (unsigned i = 0; i < size; i++) {
		w->time = 1000000;
		memcpy(bytes + 12, &i, sizeof(i));
		wire_packet(w, bytes, sizeof(bytes), sizeof(bytes));
	}
}

/* Fragments of one datagram that is never whole, a byte each. */
static void pieces(struct wire *w, unsigned size)
{
	uint8_t bytes[21] = {0x45, 0, 0, 21, 0, 1, 0x20, 0, 64, 6};

	for (unsigned i = 0; i < size; i++) {
		w->time = 1000000;
		bytes[6] = (uint8_t)(0x20 | (i >> 8 & 0x1f));
		bytes[7] = (uint8_t)i;
		wire_packet(w, bytes, sizeof(bytes), sizeof(bytes));
	}
}

/* ---- pcapng ---- */

static void block(FILE *out, uint32_t type, const uint32_t *words,
                  uint32_t count)
{
	wire_put32(out, type);
	wire_put32(out, 12 + 4 * count);
	for (uint32_t i = 0; i < count; i++)
		wire_put32(out, words[i]);
	wire_put32(out, 12 + 4 * count);
}

/* Begins the file anew, as pcapng. */
static void begin_blocks(struct wire *w)
{
	rewind(w->out);
	block(w->out, 0x0a0d0d0a,
	      (uint32_t[]){0x1a2b3c4d, 1, UINT32_MAX, UINT32_MAX}, 4);
}

static void add_interface(struct wire *w)
{
	block(w->out, 1, (uint32_t[]){1, 262144}, 2);
}

/* A packet of 20 bytes, and as many words of options. */
static void add_packet(struct wire *w, uint32_t interface, uint32_t count)
{
	uint32_t words[10 + 1000] = {interface, 0, 0, 20, 20, 0x14000045};

	for (uint32_t i = 0; i < count; i++)
		words[10 + i] = 0x00000001; /* an empty comment */
	block(w->out, 6, words, 10 + count);
}

/* An interface for each packet. */
static void interfaces(struct wire *w, unsigned size)
{
	begin_blocks(w);
	for (unsigned i = 0; i < size; i++)
		add_interface(w);
	for (unsigned i = 0; i < size; i++)
		add_packet(w, i, 0);
}

/* Blocks of no known type, and options. */
static void blocks(struct wire *w, unsigned size)
{
	begin_blocks(w);
	add_interface(w);
	for (unsigned i = 0; i < size; i++) {
		block(w->out, 0x77777777, NULL, 0);
		add_packet(w, 0, i % 1000);
	}
}

static const struct input inputs[] = {
	{"holes in the numbers", USE_NDJSON, 60000, holes, false},
	{"holes that are filled from behind", USE_NDJSON, 60000, filled, false},
	{"acknowledgments of what is not seen", USE_NDJSON, 60000, unseen,
         false},
	{"SACK blocks", USE_NDJSON, 60000, sacks, false},
	{"TCP options", USE_NDJSON, 60000, options, false},
	{"SYN,ACKs after a refused one", USE_NDJSON, 60000, syn_acks, false},
	{"SYNs on the same ports", USE_NDJSON, 15000, again, false},
	{"SYNs on an open connection", USE_NDJSON, 15000, heirs, false},
	{"segments that are not kept", USE_BOUNDED, 60000, holes, true},
	{"FINs that move", USE_LADDER, 60000, fins, false},
	{"acknowledgments alike", USE_LADDER, 60000, alike, false},
	{"connections that wait", USE_NDJSON, 3000, ended, false},
	{"connections that ended", USE_LADDER, 3000, ended, false},
	{"a flood of SYNs", USE_LIST, 60000, flood, false},
	{"jumps of time", USE_NDJSON, 3000, jumps, false},
	{"listeners", USE_NDJSON, 5000, listeners, false},
	{"announced ports", USE_LIST, 30000, announced, false},
	{"IPv6 extension headers", USE_LIST, 3000, extensions, false},
	{"tunnels in tunnels", USE_LIST, 60000, tunnels, false},
	{"fragments of many datagrams", USE_LIST, 60000, fragments, true},
	{"fragments of one datagram", USE_LIST, 2100000, pieces, true},
	{"interfaces", USE_LIST, 200000, interfaces, false},
	{"blocks and options", USE_LIST, 20000, blocks, false},
	{"alike, compared", USE_COMPARE, 10000, alike, false},
	{"holes, compared", USE_COMPARE, 10000, holes, false},
	{"connections, compared", USE_COMPARE, 20000, ended, false},
	{"repeated data, expected new", USE_EXPECT, 60000, repeated, false},
	{"holes, recorded", USE_RECORD, 10000, holes, false},
};

const struct input *input_at(size_t index)
{
	return index < ARRAY_LEN(inputs) ? &inputs[index] : NULL;
}
