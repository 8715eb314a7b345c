/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/layers.h"

enum {
	ETHERNET_HEADER = 14,
	ETHERTYPE_IPV4 = 0x0800,
};

enum packet_kind ethernet_decode(struct walk *walk, struct view view)
{
	unsigned type;

	if (!view_have(view, 0, ETHERNET_HEADER))
		return PACKET_MALFORMED;
	type = load_be16(view.at + 12);
	view = view_skip(view, ETHERNET_HEADER);
	if (type == ETHERTYPE_IPV4)
		return ipv4_decode(walk, view);
	return ethertype_decode(walk, type, view);
}
