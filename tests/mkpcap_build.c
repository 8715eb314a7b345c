/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mkpcap_build: link, IP and TCP headers as bytes, with their checksums.
 */
#include "config.h"

#include "mkpcap.h"

#include <string.h>

#define FLAG_FIN 0x01
#define FLAG_SYN 0x02
#define FLAG_RST 0x04
#define FLAG_ACK 0x10

#define PROTO_TCP 6
#define PROTO_FRAGMENT 44

static void store16(uint8_t *at, unsigned value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void store32(uint8_t *at, uint32_t value)
{
	store16(at, value >> 16);
	store16(at + 2, value & 0xffff);
}

static uint32_t sum_add(uint32_t sum, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

/* RFC 1071 */
static unsigned sum_finish(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static size_t address_size(const struct mk_end *end)
{
	return end->family == 4 ? 4 : 16;
}

/* The number of a line, from the ISN it counts from, or the default. */
static uint32_t resolve(const struct mk_number *number, uint32_t isn,
                        uint32_t otherwise)
{
	if (!number->given)
		return otherwise;
	return number->raw ? number->value : isn + number->value;
}

static uint32_t value_or(const struct mk_number *number, uint32_t otherwise)
{
	return number->given ? number->value : otherwise;
}

/* Payload that a retransmission repeats: each byte depends on its number. */
static void fill_payload(const struct mk_packet *packet, uint32_t relative,
                         uint8_t *at)
{
	if (packet->has_data)
		memcpy(at, packet->data, packet->len);
	else
		for (uint32_t i = 0; i < packet->len; i++)
			at[i] = (uint8_t)('a' + (relative + i) % 26);
}

/* Counts on what the sender has sent; a segment that takes no numbers, or a
 * RST, may stand anywhere. */
static void advance(struct mk_end *from, const struct mk_packet *packet,
                    uint32_t seq)
{
	uint32_t space = packet->len + ((packet->flags & FLAG_SYN) ? 1 : 0) +
	                 ((packet->flags & FLAG_FIN) ? 1 : 0);

	if (space == 0 || (packet->flags & FLAG_RST))
		return;
	if ((int32_t)(seq + space - from->next) > 0)
		from->next = seq + space;
}

static size_t build_tcp(const struct mk_packet *packet,
                        const struct mk_end *from, const struct mk_end *to,
                        uint8_t *tcp)
{
	size_t header = 20 + packet->options_len;
	size_t len = header + packet->len;
	uint32_t seq = resolve(&packet->seq, from->isn, from->next);
	uint32_t ack = (packet->flags & FLAG_ACK) || packet->ack.given
	                       ? resolve(&packet->ack, to->isn, to->next)
	                       : 0;
	uint32_t sum;

	memset(tcp, 0, 20);
	store16(tcp, from->port);
	store16(tcp + 2, to->port);
	store32(tcp + 4, seq);
	store32(tcp + 8, ack);
	store16(tcp + 12, value_or(&packet->offset, (uint32_t)(header / 4))
	                                  << 12 |
	                          packet->flags);
	store16(tcp + 14, value_or(&packet->window, from->window));
	store16(tcp + 18, packet->urgent.value);
	memcpy(tcp + 20, packet->options, packet->options_len);
	fill_payload(packet, seq - from->isn, tcp + header);

	sum = sum_add(0, from->address, address_size(from));
	sum = sum_add(sum, to->address, address_size(to));
	sum += PROTO_TCP + (uint32_t)len;
	sum = sum_finish(sum_add(sum, tcp, len));
	store16(tcp + 16, packet->bad_checksum ? sum ^ 0x5555 : sum);
	return len;
}

static size_t build_ipv4(const struct mk_packet *packet, struct mk_end *from,
                         const struct mk_end *to, uint8_t *ip)
{
	size_t header = 20 + packet->ip_options_len;
	size_t len = header + build_tcp(packet, from, to, ip + header);

	memset(ip, 0, 20);
	ip[0] = (uint8_t)(0x40 | header / 4);
	store16(ip + 2, value_or(&packet->ip_len, (uint32_t)len));
	store16(ip + 4, value_or(&packet->ip_id, from->ip_id));
	store16(ip + 6, packet->fragment != 0 ? 0 : 0x4000); /* DF */
	ip[8] = (uint8_t)value_or(&packet->ttl, from->ttl);
	ip[9] = PROTO_TCP;
	memcpy(ip + 12, from->address, 4);
	memcpy(ip + 16, to->address, 4);
	memcpy(ip + 20, packet->ip_options, packet->ip_options_len);
	store16(ip + 10, sum_finish(sum_add(0, ip, header)));
	return len;
}

static size_t build_ipv6(const struct mk_packet *packet,
                         const struct mk_end *from, const struct mk_end *to,
                         uint8_t *ip)
{
	size_t len = build_tcp(packet, from, to, ip + 40);

	memset(ip, 0, 40);
	ip[0] = 0x60;
	store16(ip + 4, value_or(&packet->ip_len, (uint32_t)len));
	ip[6] = PROTO_TCP;
	ip[7] = (uint8_t)value_or(&packet->ttl, from->ttl);
	memcpy(ip + 8, from->address, 16);
	memcpy(ip + 24, to->address, 16);
	return 40 + len;
}

size_t mk_build_packet(const struct mk_packet *packet, struct mk_end ends[2],
                       uint8_t *bytes)
{
	struct mk_end *from = &ends[packet->side];
	const struct mk_end *to = &ends[!packet->side];
	uint32_t seq = resolve(&packet->seq, from->isn, from->next);
	size_t len = from->family == 4 ? build_ipv4(packet, from, to, bytes)
	                               : build_ipv6(packet, from, to, bytes);

	advance(from, packet, seq);
	from->ip_id++;
	return len;
}

static void fragment_ipv4(const uint8_t *ip, size_t len, size_t size,
                          void (*emit)(void *, const uint8_t *, size_t),
                          void *context)
{
	size_t header = (size_t)(ip[0] & 0x0f) * 4;
	uint8_t bytes[MK_FRAME_MAX];

	for (size_t at = header; at < len; at += size) {
		size_t part = len - at < size ? len - at : size;
		bool more = at + part < len;

		memcpy(bytes, ip, header);
		memcpy(bytes + header, ip + at, part);
		store16(bytes + 2, (unsigned)(header + part));
		store16(bytes + 6,
		        (unsigned)((at - header) / 8) | (more ? 0x2000 : 0));
		store16(bytes + 10, 0);
		store16(bytes + 10, sum_finish(sum_add(0, bytes, header)));
		emit(context, bytes, header + part);
	}
}

static void fragment_ipv6(const uint8_t *ip, size_t len, size_t size,
                          void (*emit)(void *, const uint8_t *, size_t),
                          void *context)
{
	uint8_t bytes[MK_FRAME_MAX];

	for (size_t at = 40; at < len; at += size) {
		size_t part = len - at < size ? len - at : size;
		bool more = at + part < len;

		memcpy(bytes, ip, 40);
		store16(bytes + 4, (unsigned)(8 + part));
		bytes[6] = PROTO_FRAGMENT;
		bytes[40] = ip[6];
		bytes[41] = 0;
		store16(bytes + 42, (unsigned)(at - 40) | more);
		memcpy(bytes + 44, ip + 44, 4); /* the TCP number will do */
		memcpy(bytes + 48, ip + at, part);
		emit(context, bytes, 48 + part);
	}
}

void mk_build_fragments(const uint8_t *ip, size_t len, size_t size,
                        void (*emit)(void *context, const uint8_t *bytes,
                                     size_t len),
                        void *context)
{
	if (ip[0] >> 4 == 4)
		fragment_ipv4(ip, len, size, emit, context);
	else
		fragment_ipv6(ip, len, size, emit, context);
}

/* Ethernet, its tags, and PPPoE where asked for. */
static size_t build_ethernet(const struct mk_link *link, unsigned side,
                             bool ipv6, size_t ip_len, uint8_t *bytes)
{
	static const uint8_t MACS[2][6] = {{2, 0, 0, 0, 0, 1},
	                                   {2, 0, 0, 0, 0, 2}};
	size_t len = 12;

	memcpy(bytes, MACS[!side], 6);
	memcpy(bytes + 6, MACS[side], 6);
	for (unsigned i = 0; i < link->vlan_count; i++) {
		bool inner = i + 1 == link->vlan_count;

		store16(bytes + len, inner ? 0x8100 : 0x88a8);
		store16(bytes + len + 2, link->vlans[i]);
		len += 4;
	}
	if (!link->pppoe) {
		store16(bytes + len, ipv6 ? 0x86dd : 0x0800);
		return len + 2;
	}
	store16(bytes + len, 0x8864);
	store16(bytes + len + 2, 0x1100);
	store16(bytes + len + 4, 1); /* session */
	store16(bytes + len + 6, (unsigned)ip_len + 2);
	store16(bytes + len + 8, ipv6 ? 0x0057 : 0x0021);
	return len + 10;
}

static size_t build_cooked(unsigned side, bool ipv6, uint8_t *bytes)
{
	memset(bytes, 0, 16);
	store16(bytes, side == 0 ? 4 : 0); /* sent by us, or to us */
	store16(bytes + 2, 1);
	store16(bytes + 4, 6);
	bytes[6] = 2;
	bytes[11] = (uint8_t)(side + 1);
	store16(bytes + 14, ipv6 ? 0x86dd : 0x0800);
	return 16;
}

static size_t build_cooked2(unsigned side, bool ipv6, uint8_t *bytes)
{
	memset(bytes, 0, 20);
	store16(bytes, ipv6 ? 0x86dd : 0x0800);
	store32(bytes + 4, 2); /* interface */
	store16(bytes + 8, 1);
	bytes[10] = side == 0 ? 4 : 0;
	bytes[11] = 6;
	bytes[12] = 2;
	bytes[17] = (uint8_t)(side + 1);
	return 20;
}

size_t mk_build_link(const struct mk_link *link, unsigned side, bool ipv6,
                     size_t ip_len, uint8_t *bytes)
{
	switch (link->type) {
	case 0: /* NULL: the family in the writer's order, little-endian here */
		memset(bytes, 0, 4);
		bytes[0] = ipv6 ? 30 : 2;
		return 4;
	case 1:
		return build_ethernet(link, side, ipv6, ip_len, bytes);
	case 9: /* PPP, RFC 1662 */
		store16(bytes, 0xff03);
		store16(bytes + 2, ipv6 ? 0x0057 : 0x0021);
		return 4;
	case 108: /* LOOP: the family in network order */
		store32(bytes, ipv6 ? 24 : 2);
		return 4;
	case 113:
		return build_cooked(side, ipv6, bytes);
	case 276:
		return build_cooked2(side, ipv6, bytes);
	default: /* RAW, IPV4, IPV6 */
		return 0;
	}
}
