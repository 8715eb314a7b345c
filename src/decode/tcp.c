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

static inline void ends_set(struct segment *s, const struct datagram *ip,
                            uint16_t source_port, uint16_t destination_port)
{
	uint8_t family = ip->family;

	if (family == 4) {
		s->source = s->destination = (struct endpoint){.family = 4};
		memcpy(s->source.address, ip->source, 4);
		memcpy(s->destination.address, ip->destination, 4);
	} else {
		memcpy(s->source.address, ip->source, 16);
		memcpy(s->destination.address, ip->destination, 16);
		s->source.family = s->destination.family = family;
		s->source.zero = s->destination.zero = 0;
	}
	s->source.port = source_port;
	s->destination.port = destination_port;
}

/* RFC 9293 §3.1, RFC 8200 §8.1: pseudo header, header and payload. */
__attribute__((cold)) static enum checksum_verdict tcp_verify(
	const struct datagram *ip, struct view view)
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

/* What the header says, but for its options. */
static void header_tell(struct segment *s, const struct frame *frame,
                        const struct datagram *ip, struct view view)
{
	const uint8_t *at = view.at;
	uint32_t word = load_be16(at + 12);
	uint32_t header_len = (word >> 12) * 4;
	bool fits = header_len <= view.wire;

	s->packet = frame->number;
	s->time = frame->time;
	ends_set(s, ip, load_be16(at), load_be16(at + 2));
	s->seq = load_be32(at + 4);
	s->ack = load_be32(at + 8);
	s->flags = word & TCP_FLAGS;
	s->window = load_be16(at + 14);
	s->ttl = ip->ttl;
	s->has_ip_id = ip->family == 4;
	s->ip_id = ip->id;
	s->len_known = fits && !ip->partial;
	s->len = s->len_known ? view.wire - header_len : 0;
	s->header_bogus = !fits || header_len < TCP_HEADER_MIN;
	s->tcp = at;
	s->tcp_captured = view.captured;
	s->header_len = header_len;
}

enum packet_kind tcp_decode(struct walk *walk, struct view view)
{
	struct decoded *decoded = walk->decoded;
	struct segment *s;

	if (view.captured < TCP_TOLD)
		return PACKET_MALFORMED;
	if (decoded->count == DECODED_SEGMENTS_MAX)
		return PACKET_SEGMENT;
	s = &decoded->segments[decoded->count++];
	header_tell(s, walk->frame, &walk->ip, view);
	s->checksum = (uint8_t)(walk->decoder->checksums
	                                ? tcp_verify(&walk->ip, view)
	                                : CHECKSUM_UNVERIFIED);
	if (s->header_bogus || s->header_len == TCP_HEADER_MIN)
		memset(&s->options, 0, sizeof(s->options));
	else
		tcp_options_decode(view_skip(view_first(view, s->header_len),
		                             TCP_HEADER_MIN),
		                   &s->options);
	return PACKET_SEGMENT;
}
