/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What nearly every packet is, without the tables that lead from layer to
 * layer.  Every length is checked here as it is there: all that is read lies
 * within what was captured, and what IP announces within what was on the wire.
 *
 * References: RFC 894, RFC 2464; RFC 791, RFC 8200; RFC 9293 §3.1.
 */
#include "config.h"

#include "decode/plain.h"

#include "decode/options.h"
#include "decode/tcp_header.h"

enum {
	ETHERNET_HEADER = 14,
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	IPV4_HEADER = 20,
	IPV4_NO_OPTIONS = 0x45, /* version and length */
	IPV4_FRAGMENT = 0x3fff, /* more of them, or an offset */
	IPV6_HEADER = 40,
	SHORTEST = ETHERNET_HEADER + IPV4_HEADER + TCP_HEADER_MIN,
};

/* The segment that stands at view. */
__attribute__((always_inline)) static inline bool tell(
	const struct frame *frame, const struct datagram *ip, struct view view,
	struct segment *s)
{
	uint32_t header_len = tcp_header_len(view.at);

	if (header_len < TCP_HEADER_MIN || header_len > view.captured)
		return false;
	tcp_header_tell(s, frame, ip, view, true);
	s->checksum = CHECKSUM_UNVERIFIED;
	tcp_options_decode((struct view){view.at + TCP_HEADER_MIN,
	                                 header_len - TCP_HEADER_MIN,
	                                 header_len - TCP_HEADER_MIN},
	                   &s->options);
	return true;
}

static bool decode_4(const struct frame *frame, struct view view,
                     struct segment *s)
{
	const uint8_t *at = view.at;
	uint32_t total = load_be16(at + 2);
	struct datagram ip = {
		.source = at + 12,
		.destination = at + 16,
		.id = load_be16(at + 4),
		.family = 4,
		.ttl = at[8],
	};

	if (at[0] != IPV4_NO_OPTIONS || at[9] != PROTOCOL_TCP ||
	    (load_be16(at + 6) & IPV4_FRAGMENT) || total > view.wire ||
	    total < IPV4_HEADER + TCP_HEADER_MIN)
		return false;
	return tell(frame, &ip, view_skip(view_first(view, total), IPV4_HEADER),
	            s);
}

static bool decode_6(const struct frame *frame, struct view view,
                     struct segment *s)
{
	const uint8_t *at = view.at;
	uint32_t len = load_be16(at + 4);
	struct datagram ip = {
		.source = at + 8,
		.destination = at + 24,
		.family = 6,
		.ttl = at[7],
	};

	if (view.captured < IPV6_HEADER + TCP_HEADER_MIN || at[0] >> 4 != 6 ||
	    at[6] != PROTOCOL_TCP || len > view.wire - IPV6_HEADER ||
	    len < TCP_HEADER_MIN)
		return false;
	return tell(frame, &ip, view_first(view_skip(view, IPV6_HEADER), len),
	            s);
}

bool plain_decode(const struct frame *frame, struct segment *s)
{
	uint32_t wire = frame->length > frame->captured ? frame->length
	                                                : frame->captured;
	struct view view = {frame->data, frame->captured, wire};

	if (frame->captured < SHORTEST)
		return false;
	view.at += ETHERNET_HEADER;
	view.captured -= ETHERNET_HEADER;
	view.wire -= ETHERNET_HEADER;
	switch (load_be16(view.at - 2)) {
	case ETHERTYPE_IPV4:
		return decode_4(frame, view, s);
	case ETHERTYPE_IPV6:
		return decode_6(frame, view, s);
	default:
		return false;
	}
}
