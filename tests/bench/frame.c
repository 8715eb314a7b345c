/* SPDX-License-Identifier: BSD-2-Clause
 *
 * frame: bytes.  All checksums are right.  The payload is one letter over and
 * over: whatever is sent again has the same bytes, and its checksum is a
 * multiplication.
 */
#include "config.h"

#include "frame.h"

#include <string.h>

#include "conversation.h"

#define ETHERNET 14
#define PAYLOAD 'x'
#define PROTOCOL_TCP 6

struct cursor {
	uint8_t *at;
};

static void put8(struct cursor *out, unsigned value)
{
	*out->at++ = (uint8_t)value;
}

static void put16(struct cursor *out, unsigned value)
{
	put8(out, value >> 8 & 0xff);
	put8(out, value & 0xff);
}

static void put32(struct cursor *out, uint32_t value)
{
	put16(out, value >> 16);
	put16(out, value & 0xffff);
}

static void put(struct cursor *out, const void *bytes, size_t len)
{
	memcpy(out->at, bytes, len);
	out->at += len;
}

/* RFC 1071, of an even number of bytes */
static uint32_t sum_of(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i += 2)
		sum += (uint32_t)bytes[i] << 8 | bytes[i + 1];
	return sum;
}

static void store_checksum(uint8_t *at, uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	at[0] = (uint8_t)(~sum >> 8);
	at[1] = (uint8_t)~sum;
}

static uint32_t payload_sum(uint32_t len)
{
	uint32_t sum = len / 2 * (PAYLOAD << 8 | PAYLOAD) +
	               (len % 2 ? PAYLOAD << 8 : 0);

	return (sum & 0xffff) + (sum >> 16);
}

static void put_syn_options(const struct frame_form *form,
                            const struct packet *packet, struct cursor *out)
{
	put16(out, 0x0204);
	put16(out, form->ipv6 ? 1440 : 1460);
	if (form->timestamps) {
		put16(out, 0x0402); /* SACK permitted */
		put16(out, 0x080a);
		put32(out, packet->tsval);
		put32(out, packet->tsecr);
		put32(out, 0x01030307); /* window scale 7 */
	} else {
		put32(out, 0x01030307);
		put32(out, 0x01010402);
	}
	if (packet->len > 0) { /* Fast Open, with a cookie of 8 bytes */
		put32(out, 0x0101220a);
		put32(out, form->from->iss);
		put32(out, form->to->iss);
	}
}

static void put_options(const struct frame_form *form,
                        const struct packet *packet, struct cursor *out)
{
	if (packet->flags & FLAG_SYN) {
		put_syn_options(form, packet, out);
		return;
	}
	if (packet->flags & FLAG_RST)
		return;
	if (form->timestamps) {
		put32(out, 0x0101080a);
		put32(out, packet->tsval);
		put32(out, packet->tsecr);
	}
	if (packet->sacks == 0)
		return;
	put32(out, 0x01010500 | (2 + 8 * packet->sacks));
	for (unsigned i = 0; i < packet->sacks; i++) {
		put32(out, form->to->iss + (uint32_t)packet->sack[i].begin);
		put32(out, form->to->iss + (uint32_t)packet->sack[i].end);
	}
}

/* The TCP segment; returns its header's length. */
static size_t build_tcp(const struct frame_form *form,
                        const struct packet *packet, uint8_t *tcp)
{
	struct cursor out = {tcp};
	size_t address = form->ipv6 ? 16 : 4, header;
	uint32_t sum = PROTOCOL_TCP + payload_sum(packet->len);

	put16(&out, form->from->port);
	put16(&out, form->to->port);
	put32(&out,
	      packet->unnumbered ? 0 : form->from->iss + (uint32_t)packet->seq);
	put32(&out, packet->flags & FLAG_ACK
	                    ? form->to->iss + (uint32_t)packet->ack
	                    : 0);
	put16(&out, packet->flags);
	put16(&out, packet->window);
	put32(&out, 0); /* checksum, urgent pointer */
	put_options(form, packet, &out);
	header = (size_t)(out.at - tcp);
	tcp[12] = (uint8_t)(header / 4 << 4);
	memset(out.at, PAYLOAD, packet->len);

	sum += sum_of(form->from->address, address) +
	       sum_of(form->to->address, address) + sum_of(tcp, header) +
	       (uint32_t)header + packet->len;
	store_checksum(tcp + 16, sum);
	return header;
}

static size_t build_ipv4(const struct frame_form *form,
                         const struct packet *packet, uint8_t *ip)
{
	size_t len = 20 + build_tcp(form, packet, ip + 20) + packet->len;
	struct cursor out = {ip};

	put16(&out, 0x4500);
	put16(&out, (unsigned)len);
	put16(&out, packet->id);
	put16(&out, 0x4000); /* do not fragment */
	put8(&out, form->near ? 63 : 52);
	put8(&out, PROTOCOL_TCP);
	put16(&out, 0);
	put(&out, form->from->address, 4);
	put(&out, form->to->address, 4);
	store_checksum(ip + 10, sum_of(ip, 20));
	return len;
}

static size_t build_ipv6(const struct frame_form *form,
                         const struct packet *packet, uint8_t *ip)
{
	size_t len = build_tcp(form, packet, ip + 40) + packet->len;
	struct cursor out = {ip};

	put32(&out, UINT32_C(6) << 28);
	put16(&out, (unsigned)len);
	put8(&out, PROTOCOL_TCP);
	put8(&out, form->near ? 63 : 52);
	put(&out, form->from->address, 16);
	put(&out, form->to->address, 16);
	return 40 + len;
}

size_t frame_build(const struct frame_form *form, const struct packet *packet,
                   uint8_t *at)
{
	static const uint8_t gateway[6] = {0x02, 0, 0, 0, 0, 0x01};
	static const uint8_t uplink[6] = {0x02, 0, 0, 0, 0, 0x02};
	struct cursor out = {at};

	put(&out, form->near ? uplink : gateway, 6);
	put(&out, form->near ? gateway : uplink, 6);
	put16(&out, form->ipv6 ? 0x86dd : 0x0800);
	return ETHERNET + (form->ipv6 ? build_ipv6(form, packet, out.at)
	                              : build_ipv4(form, packet, out.at));
}
