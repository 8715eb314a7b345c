/* SPDX-License-Identifier: BSD-2-Clause
 *
 * |  destination, 6 bytes  |  source, 6 bytes  |  type or length  |
 *
 * IEEE 802.3 §3.2.6: from 0x0600 it is a type, to 1500 a length, with 802.2
 * behind it.
 */
#include "config.h"

#include <string.h>

#include "decode/layers.h"

enum {
	ETHERNET_HEADER = 14,
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	ETHERTYPE_MIN = 0x0600,
	LENGTH_MAX = 1500,
	ISL_HEADER = 26,
};

/* Cisco ISL: an address that begins so, a length, and a whole frame behind 26
 * bytes. */
static bool is_isl(const uint8_t *at)
{
	return (at[0] == 0x01 || at[0] == 0x03) &&
	       memcmp(at + 1, "\x00\x0c\x00\x00", 4) == 0;
}

enum packet_kind type_or_length_decode(struct walk *walk, unsigned type,
                                       struct view view)
{
	if (type >= ETHERTYPE_MIN)
		return ethertype_decode(walk, type, view);
	if (type > LENGTH_MAX)
		return PACKET_NOT_IP;
	return llc_decode(walk, view_first(view, type));
}

enum packet_kind ethernet_decode(struct walk *walk, struct view view)
{
	const uint8_t *at = view.at;
	unsigned type;

	if (view.captured < ETHERNET_HEADER)
		return PACKET_MALFORMED;
	type = load_be16(at + 12);
	if (type == ETHERTYPE_IPV4)
		return ipv4_decode(walk, view_skip(view, ETHERNET_HEADER));
	if (type <= LENGTH_MAX && is_isl(at) &&
	    view_have(view, ISL_HEADER, ETHERNET_HEADER)) {
		/* ISL does not nest. */
		view = view_skip(view, ISL_HEADER);
		type = load_be16(view.at + 12);
	}
	return type_or_length_decode(walk, type,
	                             view_skip(view, ETHERNET_HEADER));
}

/* Where nothing says that an Ethernet frame follows (pseudowires), its type
 * must be one we know, and what the type promises must begin so. */
bool ethernet_plausible(struct view view)
{
	unsigned type;

	if (view.captured < ETHERNET_HEADER + 1)
		return false;
	type = load_be16(view.at + 12);
	if (type == ETHERTYPE_IPV4)
		return view.at[ETHERNET_HEADER] >> 4 == 4;
	if (type == ETHERTYPE_IPV6)
		return view.at[ETHERNET_HEADER] >> 4 == 6;
	return type <= LENGTH_MAX ? type <= view.wire - ETHERNET_HEADER
	                          : ethertype_known(type);
}
