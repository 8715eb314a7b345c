/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "wire.h"

#include <string.h>

#include "base/bytes.h"

#define LINKTYPE_RAW 101
#define STEP 100 /* microseconds between packets */
#define PACKET_MAX 2048

enum { IP_HEADER = 20, TCP_HEADER = 20 };

void wire_put32(FILE *out, uint32_t value)
{
	for (unsigned i = 0; i < 4; i++)
		fputc((int)(value >> 8 * i & 0xff), out);
}

void wire_begin(struct wire *w, FILE *out)
{
	*w = (struct wire){.out = out, .time = 1000000, .id = 1};
	wire_put32(out, 0xa1b2c3d4);
	wire_put32(out, 2 | 4 << 16);
	wire_put32(out, 0);
	wire_put32(out, 0);
	wire_put32(out, 262144);
	wire_put32(out, LINKTYPE_RAW);
}

void wire_packet(struct wire *w, const uint8_t *bytes, uint32_t captured,
                 uint32_t length)
{
	wire_put32(w->out, (uint32_t)(w->time / 1000000));
	wire_put32(w->out, (uint32_t)(w->time % 1000000));
	wire_put32(w->out, captured);
	wire_put32(w->out, length);
	fwrite(bytes, 1, captured, w->out);
	w->time += STEP;
}

static void put16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value & 0xffff);
}

static void put_ip(uint8_t *at, const struct sent *s, uint16_t id,
                   uint32_t length)
{
	uint32_t client = 0x0a000000 + s->flow, server = 0xc0000000 + s->server;

	at[0] = 0x45;
	put16(at + 2, length);
	put16(at + 4, id);
	at[8] = 64;
	at[9] = 6;
	put32(at + 12, s->back ? server : client);
	put32(at + 16, s->back ? client : server);
}

static void put_tcp(uint8_t *at, const struct sent *s)
{
	uint16_t client = s->client_port ? s->client_port : 40000;
	uint16_t server = s->server_port ? s->server_port : 80;

	put16(at, s->back ? server : client);
	put16(at + 2, s->back ? client : server);
	put32(at + 4, s->seq);
	put32(at + 8, s->ack);
	put16(at + 12, (TCP_HEADER + s->options_len) / 4 << 12 | s->flags);
	put16(at + 14, s->window ? s->window : 60000);
	memcpy(at + TCP_HEADER, s->options, s->options_len);
}

void wire_send(struct wire *w, struct sent s)
{
	uint8_t bytes[PACKET_MAX] = {0};
	uint32_t text = s.text ? (uint32_t)strlen(s.text) : 0;
	uint32_t headers = IP_HEADER + TCP_HEADER + s.options_len;
	uint32_t length = headers + (s.text ? text : s.len);

	put_ip(bytes, &s, w->id++, length);
	put_tcp(bytes + IP_HEADER, &s);
	if (s.text)
		memcpy(bytes + headers, s.text, text);
	wire_packet(w, bytes, headers + text, length);
}

void wire_open(struct wire *w, uint32_t flow)
{
	wire_send(w, (struct sent){.flow = flow, .flags = SEG_SYN});
	wire_send(w, (struct sent){.flow = flow,
	                           .back = 1,
	                           .ack = 1,
	                           .flags = SEG_SYN | SEG_ACK});
	wire_send(w,
	          (struct sent){
			  .flow = flow, .seq = 1, .ack = 1, .flags = SEG_ACK});
}
