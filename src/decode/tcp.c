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

#include "decode/checksum.h"
#include "decode/layers.h"
#include "decode/options.h"
#include "decode/tcp_header.h"

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

enum packet_kind tcp_decode(struct walk *walk, struct view view)
{
	struct decoded *decoded = walk->decoded;
	struct segment *s;
	bool fits;

	if (view.captured < TCP_TOLD)
		return PACKET_MALFORMED;
	fits = tcp_header_len(view.at) <= view.wire;
	if (walk->quoting) {
		tcp_header_tell(&decoded->quoted, walk->frame, &walk->ip, view,
		                fits);
		decoded->quotes = true;
		return PACKET_NOT_TCP;
	}
	if (decoded->count == DECODED_SEGMENTS_MAX)
		return PACKET_SEGMENT;
	s = &decoded->segments[decoded->count++];
	tcp_header_tell(s, walk->frame, &walk->ip, view, fits);
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
