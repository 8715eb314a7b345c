/* SPDX-License-Identifier: BSD-2-Clause
 *
 *  0                   1                   2                   3
 * |Version|  IHL  |     TOS       |         Total length          |
 * |        Identification         |0 D M|   Fragment offset       |
 * |     TTL       |   Protocol    |       Header checksum         |
 * |                         Source address                        |
 * |                      Destination address                      |
 * |                     Options, IHL - 5 words                    |
 *
 * Total length, not the frame's, says where the datagram ends: what follows is
 * Ethernet padding or a trailer.  It is trusted beyond what the snapshot
 * holds, but not beyond what was on the wire.
 *
 * References: RFC 791, RFC 1122 §3.2.1, RFC 6864 (identification).
 */
#include "config.h"

#include <string.h>

#include "capture/capture.h"
#include "decode/checksum.h"
#include "decode/fragment.h"
#include "decode/layers.h"
#include "decode/route.h"

enum {
	IPV4_HEADER_MIN = 20,
	IPV4_MORE_FRAGMENTS = 0x2000,
	IPV4_OFFSET = 0x1fff, /* in units of 8 bytes */
	PROTOCOL_TCP = 6,
};

/* A fragment: `payload` is what this piece carries, `len` how much of it the
 * header announces. */
__attribute__((cold)) static enum packet_kind ipv4_fragment(
	struct walk *walk, const uint8_t *header, struct view payload,
	uint32_t len)
{
	struct datagram *ip = &walk->ip;
	unsigned field = load_be16(header + 6);
	struct fragment piece = {
		.key = {.id = ip->id,
	                .family = 4,
	                .protocol = header[9],
	                .vlan = walk->vlan},
		.offset = (field & IPV4_OFFSET) * 8u,
		.more = (field & IPV4_MORE_FRAGMENTS) != 0,
		.protocol = header[9],
		.data = payload.at,
		.len = len,
	};

	if (step_find(ip_protocol_table(), piece.protocol) == NULL)
		return PACKET_NOT_TCP;
	if (payload.captured < len) {
		/* Never to be whole.  The first one has the ports. */
		if (piece.offset != 0)
			return PACKET_FRAGMENT;
		ip->partial = true;
		return ip_protocol_decode(walk, piece.protocol, payload);
	}
	memcpy(piece.key.source, ip->source, 4);
	memcpy(piece.key.destination, ip->destination, 4);
	switch (fragments_add(walk->decoder->fragments, &piece,
	                      walk->frame->time)) {
	case FRAGMENT_WHOLE:
		payload = (struct view){piece.data, piece.len, piece.len};
		return ip_protocol_decode(walk, piece.protocol, payload);
	case FRAGMENT_KEPT:
		return PACKET_FRAGMENT;
	default:
		return PACKET_MALFORMED;
	}
}

enum packet_kind ipv4_decode(struct walk *walk, struct view view)
{
	const uint8_t *at = view.at;
	uint32_t header, total;
	struct datagram *ip = &walk->ip;

	if (view.captured < IPV4_HEADER_MIN)
		return PACKET_MALFORMED;
	if (at[0] >> 4 != 4) /* some senders announce IPv6 as IPv4 */
		return ipv6_decode(walk, view);
	header = (at[0] & 0x0fu) * 4u;
	total = load_be16(at + 2);
	if (total == 0) /* segmentation offload: the stack had no number yet */
		total = view.wire;
	if (header < IPV4_HEADER_MIN || total < header ||
	    view.captured < header)
		return PACKET_MALFORMED;
	ip->source = at + 12;
	ip->destination = at + 16;
	ip->id = load_be16(at + 4);
	ip->family = 4;
	ip->ttl = at[8];
	ip->partial = false;
	ip->checksum_bad = walk->decoder->checksums &&
	                   checksum_fold(checksum_add(0, at, header)) != 0xffff;
	if (header > IPV4_HEADER_MIN)
		ip->destination = route_ipv4(
			view_skip(view_first(view, header), IPV4_HEADER_MIN),
			ip->destination);
	view = view_first(view, total);
	view.at += header; /* which is there, and part of the total */
	view.captured -= header;
	view.wire -= header;
	if (load_be16(at + 6) & (IPV4_MORE_FRAGMENTS | IPV4_OFFSET))
		return walk->quoting
		               ? PACKET_FRAGMENT
		               : ipv4_fragment(walk, at, view, total - header);
	if (at[9] == PROTOCOL_TCP)
		return tcp_decode(walk, view);
	return ip_protocol_decode(walk, at[9], view);
}
