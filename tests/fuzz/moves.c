/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "moves.h"

#include <stdbool.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "decode/checksum.h"
#include "decode/segment.h"

#define SHOWN_MAX 48 /* bytes of payload that are captured */
#define NS_PER_US 1000
#define IP_LEN 20
#define TCP_LEN 20
#define OPTIONS_MAX 40

static void put(uint8_t *at, unsigned bytes, uint64_t number, bool little)
{
	for (unsigned i = 0; i < bytes; i++)
		at[little ? i : bytes - 1 - i] = (uint8_t)(number >> 8 * i);
}

static void add(struct text *t, unsigned bytes, uint64_t number, bool little)
{
	uint8_t digits[8];

	put(digits, bytes, number, little);
	text_add_bytes(t, (const char *)digits, bytes);
}

static uint32_t sum(const uint8_t *bytes, size_t len, uint32_t so_far)
{
	for (size_t i = 0; i + 1 < len; i += 2)
		so_far += load_be16(bytes + i);
	if (len % 2)
		so_far += (uint32_t)bytes[len - 1] << 8;
	return so_far;
}

static uint16_t fold(uint32_t number)
{
	while (number >> 16)
		number = (number & 0xffff) + (number >> 16);
	return (uint16_t)~number;
}

/* Writes a kind, its length, and what is in it; returns where it ends. */
static uint8_t *option(uint8_t *at, uint8_t kind, unsigned len, uint64_t value)
{
	at[0] = kind;
	at[1] = (uint8_t)(2 + len);
	put(at + 2, len, value, false);
	return at + 2 + len;
}

/* Returns how many bytes of options there are, a multiple of four. */
static size_t put_options(const uint8_t *move, uint8_t *options)
{
	uint8_t seen = move[MOVE_OPTIONS], *at = options;
	uint64_t both = (uint64_t)load_le32(move + MOVE_TSVAL) << 32 |
	                load_le32(move + MOVE_TSECR);

	if (seen & OPT_MSS)
		at = option(at, 2, 2, move[MOVE_MSS] * 16u);
	if (seen & OPT_WINDOW_SCALE)
		at = option(at, 3, 1, move[MOVE_SCALE]);
	if (seen & OPT_SACK_PERMITTED)
		at = option(at, 4, 0, 0);
	if (seen & OPT_TIMESTAMPS)
		at = option(at, 8, 8, both);
	if (seen & OPT_SACK)
		at = option(at, 5, 8, both);
	if (seen & OPT_FAST_OPEN)
		at = option(at, 34, 4, both);
	if (seen & OPT_MALFORMED)
		*at++ = 3;
	while ((at - options) % 4)
		*at++ = 0;
	return (size_t)(at - options);
}

static size_t put_tcp(const uint8_t *move, uint8_t *tcp)
{
	size_t len = TCP_LEN + put_options(move, tcp + TCP_LEN);
	bool server = move[MOVE_WHO] & WHO_SERVER;
	unsigned port = 40000u + (move[MOVE_WHO] & WHO_CONNECTION) / 2;

	put(tcp, 2, server ? 80 : port, false);
	put(tcp + 2, 2, server ? port : 80, false);
	put(tcp + 4, 4, load_le32(move + MOVE_SEQ), false);
	put(tcp + 8, 4, load_le32(move + MOVE_ACK), false);
	tcp[12] = (uint8_t)(len / 4 << 4);
	tcp[13] = move[MOVE_FLAGS];
	put(tcp + 14, 2, load_le16(move + MOVE_WINDOW), false);
	return len;
}

/* An IPv4 packet; all of its payload is zero, and not all of it is written.
 * Returns the bytes written; *wire is how many it has. */
static size_t put_ip(const uint8_t *move, uint8_t *ip, size_t *wire)
{
	bool udp = move[MOVE_WHO] & WHO_UDP;
	bool server = move[MOVE_WHO] & WHO_SERVER;
	size_t header = put_tcp(move, ip + IP_LEN);
	size_t bytes = load_le16(move + MOVE_BYTES);
	uint32_t so_far;

	if (bytes > 0xffff - IP_LEN - header)
		bytes = 0xffff - IP_LEN - header;
	*wire = IP_LEN + header + bytes;
	ip[0] = 0x45;
	put(ip + 2, 2, *wire, false);
	put(ip + 4, 2, load_le16(move + MOVE_IP_ID), false);
	ip[8] = move[MOVE_TTL];
	ip[9] = udp ? 17 : 6;
	put(ip + 12, 4, server ? 0xc6336405 : 0xc000020a, false);
	put(ip + 16, 4, server ? 0xc000020a : 0xc6336405, false);
	put(ip + 10, 2, fold(sum(ip, IP_LEN, 0)), false);
	so_far = sum(ip + 12, 8, 6 + (uint32_t)(header + bytes));
	so_far = fold(sum(ip + IP_LEN, header, so_far));
	if (move[MOVE_WHO] & WHO_BAD_CHECKSUM)
		so_far ^= 0x55;
	put(ip + IP_LEN + 16, 2, so_far, false);
	if (move[MOVE_WHO] & WHO_CUT)
		return IP_LEN + TCP_LEN / 2;
	return *wire - bytes + (bytes < SHOWN_MAX ? bytes : SHOWN_MAX);
}

static size_t put_link(enum container container, const uint8_t *move,
                       uint8_t *frame)
{
	unsigned type = move[MOVE_WHO] & WHO_ARP ? 0x0806 : 0x0800;

	if (container == PCAP_ETHERNET) {
		frame[0] = frame[6] = 2;
		put(frame + 12, 2, type, false);
		return 14;
	}
	put(frame + 2, 2, 1, false);
	put(frame + 4, 2, 6, false);
	put(frame + 14, 2, type, false);
	return 16;
}

static void begin_file(struct text *t, enum container container)
{
	if (container == PCAP_ETHERNET) {
		add(t, 4, 0xa1b2c3d4, true);
		add(t, 4, 0x00040002, true);
		add(t, 8, 0, true);
		add(t, 4, 262144, true);
		add(t, 4, 1, true);
		return;
	}
	add(t, 4, 0x0a0d0d0a, false); /* a section */
	add(t, 4, 28, false);
	add(t, 4, 0x1a2b3c4d, false);
	add(t, 4, 0x00010000, false);
	add(t, 8, UINT64_MAX, false);
	add(t, 4, 28, false);
	add(t, 4, 1, false); /* an interface: Linux cooked, nanoseconds */
	add(t, 4, 32, false);
	add(t, 4, 113u << 16, false);
	add(t, 4, 262144, false);
	add(t, 4, 9u << 16 | 1, false);
	add(t, 4, 9u << 24, false);
	add(t, 4, 0, false);
	add(t, 4, 32, false);
}

static void put_packet(struct text *t, enum container container, int64_t time,
                       const uint8_t *frame, size_t captured, size_t wire)
{
	size_t padded = (captured + 3) & ~(size_t)3;
	int64_t us = time / NS_PER_US;

	if (container == PCAP_ETHERNET) {
		add(t, 4, (uint64_t)(us / 1000000), true);
		add(t, 4, (uint64_t)(us % 1000000), true);
		add(t, 4, captured, true);
		add(t, 4, wire, true);
		text_add_bytes(t, (const char *)frame, captured);
		return;
	}
	add(t, 4, 6, false);
	add(t, 4, 32 + padded, false);
	add(t, 4, 0, false);
	add(t, 8, (uint64_t)time, false);
	add(t, 4, captured, false);
	add(t, 4, wire, false);
	text_add_bytes(t, (const char *)frame, captured);
	add(t, (unsigned)(padded - captured), 0, false);
	add(t, 4, 32 + padded, false);
}

void moves_write(struct text *t, enum container container, const uint8_t *moves,
                 size_t from, size_t to, int64_t begin)
{
	int64_t time = begin;

	begin_file(t, container);
	for (size_t i = 0; i < to; i++) {
		uint8_t frame[16 + IP_LEN + TCP_LEN + OPTIONS_MAX + SHOWN_MAX] =
			{0};
		const uint8_t *move = moves + i * MOVE_LEN;
		int32_t step = (int32_t)load_le32(move + MOVE_TIME);
		size_t link = put_link(container, move, frame), wire;
		size_t captured = put_ip(move, frame + link, &wire);

		time += (int64_t)step * NS_PER_US;
		if (i >= from)
			put_packet(t, container, time, frame, link + captured,
			           link + wire);
	}
}

static void take_options(const struct tcp_options *o, uint8_t *move)
{
	move[MOVE_OPTIONS] = o->seen;
	move[MOVE_SCALE] = o->window_scale;
	move[MOVE_MSS] = (uint8_t)(o->mss / 16);
	put(move + MOVE_TSVAL, 4, o->tsval, true);
	put(move + MOVE_TSECR, 4, o->tsecr, true);
	if (!(o->seen & OPT_SACK) || o->sack_count == 0)
		return;
	put(move + MOVE_TSVAL, 4, o->sack[0].left, true);
	put(move + MOVE_TSECR, 4, o->sack[0].right, true);
}

void moves_take(const struct segment *s, unsigned connection, int by_server,
                int64_t before, uint8_t move[MOVE_LEN])
{
	memset(move, 0, MOVE_LEN);
	move[MOVE_WHO] = (uint8_t)(connection << 1 | (by_server != 0));
	move[MOVE_FLAGS] = (uint8_t)s->flags;
	move[MOVE_TTL] = s->ttl;
	put(move + MOVE_SEQ, 4, s->seq, true);
	put(move + MOVE_ACK, 4, s->ack, true);
	put(move + MOVE_BYTES, 2, s->len > 0xffff ? 0xffff : s->len, true);
	put(move + MOVE_WINDOW, 2, s->window, true);
	put(move + MOVE_TIME, 4,
	    (uint32_t)(int32_t)((s->time - before) / NS_PER_US), true);
	put(move + MOVE_IP_ID, 2, s->ip_id, true);
	take_options(&s->options, move);
}
