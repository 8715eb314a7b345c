/* SPDX-License-Identifier: BSD-2-Clause
 *
 *  0                   1                   2                   3
 * |          Source port          |       Destination port        |
 * |                        Sequence number                        |
 * |                    Acknowledgment number                      |
 * |Offset | 0 0 0 |A|C E U A P R S F|           Window            |
 * |           Checksum            |        Urgent pointer         |
 * |                     Options, Offset - 5 words                 |
 *
 * A header is told as soon as its first 16 bytes are there, to the window: a
 * snapshot that cut the rest took nothing that the sequence arithmetic needs.
 * A data offset that cannot be is told too, and marked: the ports and numbers
 * are what they are.
 *
 * References: RFC 9293 §3.1, RFC 9768 (AE).
 */
#include "config.h"

#include <string.h>

#include "capture/capture.h"
#include "decode/checksum.h"
#include "decode/layers.h"
#include "decode/options.h"

enum {
	TCP_TOLD = 16,       /* bytes that make a segment of it */
	TCP_HEADER_MIN = 20, /* five words */
	TCP_FLAGS = 0x1ff,
	PROTOCOL_TCP = 6,
};

static inline void endpoint_set(struct endpoint *end, unsigned family,
                                const uint8_t *address, uint16_t port)
{
	if (family == 4) {
		memcpy(end->address, address, 4);
		memset(end->address + 4, 0, 12);
	} else {
		memcpy(end->address, address, 16);
	}
	end->port = port;
	end->family = (uint8_t)family;
	end->zero = 0;
}

/* RFC 9293 §3.1, RFC 8200 §8.1: pseudo header, header and payload. */
static enum checksum_verdict tcp_verify(const struct datagram *ip,
                                        struct view view)
{
	size_t address_len = ip->family == 4 ? 4 : 16;
	uint64_t sum = PROTOCOL_TCP + (uint64_t)view.wire;

	if (ip->checksum_bad)
		return CHECKSUM_BAD;
	if (ip->partial || view.captured < view.wire ||
	    view.captured < TCP_HEADER_MIN)
		return CHECKSUM_UNVERIFIED;
	sum = checksum_add(sum, ip->source, address_len);
	sum = checksum_add(sum, ip->destination, address_len);
	sum = checksum_add(sum, view.at, view.captured);
	return checksum_fold(sum) == 0xffff ? CHECKSUM_GOOD : CHECKSUM_BAD;
}

enum packet_kind tcp_decode(struct walk *walk, struct view view)
{
	const struct datagram *ip = walk->ip;
	const uint8_t *at = view.at;
	struct segment *s;

	if (view.captured < TCP_TOLD)
		return PACKET_MALFORMED;
	if (walk->decoded->count == DECODED_SEGMENTS_MAX)
		return PACKET_SEGMENT;
	s = &walk->decoded->segments[walk->decoded->count++];
	s->packet = walk->frame->number;
	s->time = walk->frame->time;
	endpoint_set(&s->source, ip->family, ip->source, load_be16(at));
	endpoint_set(&s->destination, ip->family, ip->destination,
	             load_be16(at + 2));
	s->seq = load_be32(at + 4);
	s->ack = load_be32(at + 8);
	s->header_len = (at[12] >> 4) * 4u;
	s->flags = load_be16(at + 12) & TCP_FLAGS;
	s->window = load_be16(at + 14);
	s->ttl = ip->ttl;
	s->has_ip_id = ip->family == 4;
	s->ip_id = ip->id;
	s->len_known = !ip->partial && s->header_len <= view.wire;
	s->len = s->len_known ? view.wire - s->header_len : 0;
	s->header_bogus = s->header_len < TCP_HEADER_MIN ||
	                  s->header_len > view.wire;
	s->tcp = at;
	s->tcp_captured = view.captured;
	s->checksum = (uint8_t)(walk->decoder->checksums ? tcp_verify(ip, view)
	                                                 : CHECKSUM_UNVERIFIED);
	if (s->header_bogus || s->header_len == TCP_HEADER_MIN)
		memset(&s->options, 0, sizeof(s->options));
	else
		tcp_options_decode(view_skip(view_first(view, s->header_len),
		                             TCP_HEADER_MIN),
		                   &s->options);
	return PACKET_SEGMENT;
}
