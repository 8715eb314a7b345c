/* SPDX-License-Identifier: BSD-2-Clause
 *
 * |Version| Traffic class |           Flow label                  |
 * |        Payload length         |  Next header  |   Hop limit   |
 * |              Source address, then destination, 16 bytes each  |
 *
 * then a chain of extension headers, each naming the next.  All but the
 * fragment header differ only in how their length is counted, so they are rows
 * of a table.  A jumbogram (RFC 2675) is counted and read: no link in use
 * carries one, but Linux's BIG TCP hands them to whoever captures.
 *
 * References: RFC 8200 §4, RFC 6946 (atomic fragments), RFC 5722 (overlaps),
 * RFC 4302 (AH), RFC 6275 (mobility), RFC 7401 (HIP), RFC 5533 (shim6).
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "capture/capture.h"
#include "decode/extension.h"
#include "decode/fragment.h"
#include "decode/layers.h"
#include "decode/route.h"

enum {
	IPV6_HEADER = 40,
	IPV6_HOP_BY_HOP = 0,
	IPV6_ROUTING = 43,
	IPV6_FRAGMENT = 44,
	IPV6_FRAGMENT_HEADER = 8,
	IPV6_OPTION_PAD1 = 0,
	IPV6_OPTION_JUMBO = 0xc2,
	PROTOCOL_TCP = 6,
};

/* Length of an extension header: (its second byte + `more`) * `unit`. */
static const struct ipv6_extension EXTENSIONS[] = {
	{0, "hop-by-hop options", 1, 8},
	{43, "routing", 1, 8},
	{44, "fragment", 0, 0}, /* always 8 bytes; the byte is reserved */
	{51, "authentication", 2, 4},
	{60, "destination options", 1, 8},
	{135, "mobility", 1, 8},
	{139, "host identity", 1, 8},
	{140, "shim6", 1, 8},
};

const struct ipv6_extension *ipv6_extension_row(size_t index)
{
	return index < ARRAY_LEN(EXTENSIONS) ? &EXTENSIONS[index] : NULL;
}

static const struct ipv6_extension *extension_find(unsigned number)
{
	for (size_t i = 0; i < ARRAY_LEN(EXTENSIONS); i++)
		if (EXTENSIONS[i].number == number)
			return &EXTENSIONS[i];
	return NULL;
}

/* The length that a jumbo payload option in the hop-by-hop options at view
 * gives (RFC 2675 §2), or 0. */
static uint32_t jumbo_length(struct view view)
{
	uint32_t end, i = 2;

	if (!view_have(view, 0, 2))
		return 0;
	end = (view.at[1] + 1u) * 8;
	if (end > view.captured)
		end = view.captured;
	while (i + 6 <= end) {
		if (view.at[i] == IPV6_OPTION_JUMBO)
			return load_be32(view.at + i + 2);
		i += view.at[i] == IPV6_OPTION_PAD1 ? 1 : 2u + view.at[i + 1];
	}
	return 0;
}

/* A fragment header stands at view.  On FRAGMENT_WHOLE, *next and *view are
 * what to go on with. */
static enum fragment_result ipv6_fragment(struct walk *walk, unsigned *next,
                                          struct view *view)
{
	struct datagram *ip = &walk->ip;
	const uint8_t *at = view->at;
	unsigned field = load_be16(at + 2);
	struct fragment piece = {
		.key = {.id = load_be32(at + 4),
	                .family = 6,
	                .vlan = walk->vlan},
		.offset = field & 0xfff8u,
		.more = (field & 1) != 0,
		.protocol = at[0],
	};

	*view = view_skip(*view, IPV6_FRAGMENT_HEADER);
	*next = at[0];
	if (piece.offset == 0 && !piece.more) /* atomic: RFC 6946 */
		return FRAGMENT_WHOLE;
	if (walk->quoting)
		return FRAGMENT_KEPT;
	if (view->captured < view->wire) {
		/* Never to be whole.  The first one has the ports. */
		if (piece.offset != 0)
			return FRAGMENT_KEPT;
		ip->partial = true;
		return FRAGMENT_WHOLE;
	}
	piece.data = view->at;
	piece.len = view->wire;
	memcpy(piece.key.source, ip->source, 16);
	memcpy(piece.key.destination, ip->destination, 16);
	switch (fragments_add(walk->decoder->fragments, &piece,
	                      walk->frame->time)) {
	case FRAGMENT_WHOLE:
		/* RFC 8200 §4.5: the first fragment names the next header. */
		*next = piece.protocol;
		*view = (struct view){piece.data, piece.len, piece.len};
		return FRAGMENT_WHOLE;
	case FRAGMENT_KEPT:
		return FRAGMENT_KEPT;
	default:
		return FRAGMENT_BAD;
	}
}

/* Follows the chain from header `next`, which stands at view. */
static enum packet_kind ipv6_chain(struct walk *walk, unsigned next,
                                   struct view view)
{
	const struct ipv6_extension *row;
	uint32_t len;

	while ((row = extension_find(next)) != NULL) {
		if (!view_have(view, 0, IPV6_FRAGMENT_HEADER))
			return PACKET_MALFORMED;
		if (next == IPV6_FRAGMENT) {
			switch (ipv6_fragment(walk, &next, &view)) {
			case FRAGMENT_WHOLE:
				continue;
			case FRAGMENT_KEPT:
				return PACKET_FRAGMENT;
			default:
				return PACKET_MALFORMED;
			}
		}
		len = ((uint32_t)view.at[1] + row->more) * row->unit;
		if (!view_have(view, 0, len))
			return PACKET_MALFORMED;
		if (next == IPV6_ROUTING)
			walk->ip.destination =
				route_ipv6(view, walk->ip.destination);
		next = view.at[0];
		view = view_skip(view, len);
	}
	return ip_protocol_decode(walk, next, view);
}

enum packet_kind ipv6_decode(struct walk *walk, struct view view)
{
	const uint8_t *at = view.at;
	struct datagram *ip = &walk->ip;
	uint32_t len;

	if (view.captured < IPV6_HEADER || at[0] >> 4 != 6)
		return PACKET_MALFORMED;
	len = load_be16(at + 4);
	view = view_skip(view, IPV6_HEADER);
	if (len == 0) {
		if (at[6] == IPV6_HOP_BY_HOP)
			len = jumbo_length(view);
		if (len == 0)
			len = view.wire;    /* offload, as in IPv4 */
		else if (len <= UINT16_MAX) /* RFC 2675 §3 */
			return PACKET_MALFORMED;
		else
			walk->decoder->jumbograms++;
	}
	ip->source = at + 8;
	ip->destination = at + 24;
	ip->id = 0;
	ip->family = 6;
	ip->ttl = at[7];
	ip->partial = false;
	ip->checksum_bad = false;
	view = view_first(view, len);
	if (at[6] == PROTOCOL_TCP)
		return tcp_decode(walk, view);
	return ipv6_chain(walk, at[6], view);
}
