/* SPDX-License-Identifier: BSD-2-Clause
 *
 * |C|R|K|S|s|recursion|A| flags |version| protocol, as an EtherType |
 *   then checksum and offset, key, sequence, acknowledgment, routing, each
 *   where its bit is set
 *
 * References: RFC 2784, RFC 2890 (key, sequence), RFC 1701 (routing),
 * RFC 2637 §4.1 (version 1, PPTP; MikroTik's EoIP), RFC 7637 (NVGRE), RFC 8086
 * (over UDP), Cisco's WCCP and ERSPAN (draft-foschiano-erspan).
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum {
	GRE_CHECKSUM = 0x8000,
	GRE_ROUTING = 0x4000,
	GRE_KEY = 0x2000,
	GRE_SEQUENCE = 0x1000,
	GRE_ACKNOWLEDGMENT = 0x0080, /* version 1 */
	GRE_VERSION = 0x0007,
	GRE_ERSPAN = 0x88be,
	GRE_ARUBA = 0x8200, /* and each 0x10 beyond: a queue number */
	GRE_ARUBA_LAST = 0x8370,
};

/* Type II, version 1: eight bytes.  Type III, version 2: twelve, eight more
 * where the last bit is set, and what follows stands beside it. */
static enum packet_kind erspan_decode(struct walk *walk, struct view view)
{
	enum { TYPE_2 = 1, TYPE_3 = 2, ETHERNET = 0, IP = 2 };
	unsigned tail;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	if (view.at[0] >> 4 == TYPE_2)
		return ethernet_decode(walk, view_skip(view, 8));
	if (view.at[0] >> 4 != TYPE_3)
		return PACKET_NOT_TCP;
	if (!view_have(view, 0, 12))
		return PACKET_MALFORMED;
	tail = load_be16(view.at + 10);
	view = view_skip(view, tail & 1 ? 20 : 12);
	switch (tail >> 10 & 0x1f) {
	case ETHERNET:
		return ethernet_decode(walk, view);
	case IP:
		return ip_decode(walk, view);
	default:
		return PACKET_NOT_TCP;
	}
}

/* WCCP version 2 puts four bytes before the packet it redirects, version 1
 * none. */
static enum packet_kind wccp_decode(struct walk *walk, struct view view)
{
	return ip_decode(walk, ip_plausible(view) ? view : view_skip(view, 4));
}

static const struct step GRE_PROTOCOLS[] = {
	{0x0800, "IPv4", ipv4_decode},
	{0x86dd, "IPv6", ipv6_decode},
	{0x6558, "Ethernet", ethernet_decode},
	{0x6559, "frame relay", frame_relay_decode},
	{0x6400, "MikroTik EoIP", ethernet_decode},
	{0x880b, "PPP", ppp_hdlc_decode},
	{0x8847, "MPLS unicast", mpls_decode},
	{0x8848, "MPLS multicast", mpls_decode},
	{0x883e, "WCCP", wccp_decode},
	{0x894f, "NSH", nsh_decode},
	{0x88be, "ERSPAN II", erspan_decode},
	{0x22eb, "ERSPAN III", erspan_decode},
	{GRE_ARUBA, "Aruba 802.11", wireless_decode},
};

const struct step_table *gre_table(void)
{
	static const struct step_table TABLE = {"GRE protocol", GRE_PROTOCOLS,
	                                        ARRAY_LEN(GRE_PROTOCOLS)};

	return &TABLE;
}

/* Skips the source routes (RFC 1701): family, offset, length; a length of 0
 * ends them. */
static bool skip_routing(struct view *view)
{
	uint32_t len;

	do {
		if (!view_have(*view, 0, 4))
			return false;
		len = view->at[3];
		*view = view_skip(*view, 4 + len);
	} while (len != 0);
	return true;
}

/* Version 1: the key is the payload's length and a call or tunnel number. */
static enum packet_kind gre1_decode(struct walk *walk, unsigned flags,
                                    unsigned protocol, struct view view)
{
	uint32_t len = view.wire, header = 4;

	if (flags & GRE_KEY) {
		if (!view_have(view, 4, 4))
			return PACKET_MALFORMED;
		len = load_be16(view.at + 4);
		header += 4;
	}
	header += flags & GRE_SEQUENCE ? 4 : 0;
	header += flags & GRE_ACKNOWLEDGMENT ? 4 : 0;
	if (len == 0) /* an acknowledgment alone */
		return PACKET_NOT_TCP;
	return step_into(gre_table(), protocol, walk,
	                 view_first(view_skip(view, header), len),
	                 PACKET_NOT_TCP);
}

enum packet_kind gre_decode(struct walk *walk, struct view view)
{
	unsigned flags, protocol;
	uint32_t header = 4;

	if (!view_have(view, 0, header))
		return PACKET_MALFORMED;
	flags = load_be16(view.at);
	protocol = load_be16(view.at + 2);
	if ((flags & GRE_VERSION) == 1)
		return gre1_decode(walk, flags, protocol, view);
	if ((flags & GRE_VERSION) != 0)
		return PACKET_NOT_TCP;
	header += flags & (GRE_CHECKSUM | GRE_ROUTING) ? 4 : 0;
	header += flags & GRE_KEY ? 4 : 0;
	header += flags & GRE_SEQUENCE ? 4 : 0;
	if (!view_have(view, 0, header))
		return PACKET_MALFORMED;
	view = view_skip(view, header);
	if ((flags & GRE_ROUTING) && !skip_routing(&view))
		return PACKET_MALFORMED;
	if (protocol > GRE_ARUBA && protocol <= GRE_ARUBA_LAST &&
	    (protocol & 0xf) == 0)
		protocol = GRE_ARUBA;
	/* ERSPAN type I has neither sequence number nor header. */
	if (protocol == GRE_ERSPAN && !(flags & GRE_SEQUENCE))
		return ethernet_decode(walk, view);
	return step_into(gre_table(), protocol, walk, view, PACKET_NOT_TCP);
}
