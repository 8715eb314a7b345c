/* SPDX-License-Identifier: BSD-2-Clause
 *
 * |C|R|K|S|s|recursion|A| flags |version| protocol, as an EtherType |
 *   then checksum and offset, key, sequence, acknowledgment, routing, each
 *   where its bit is set
 *
 * References: RFC 2784, RFC 2890 (key, sequence), RFC 1701 (routing),
 * RFC 2637 §4.1 (version 1, PPTP), RFC 7637 (NVGRE), RFC 8086 (over UDP),
 * Cisco's WCCP and ERSPAN (draft-foschiano-erspan).
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
};

/* Type II: version 1, eight bytes, an Ethernet frame. */
static enum packet_kind erspan_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	return ethernet_decode(walk, view_skip(view, 8));
}

/* Type III: twelve bytes, eight more where the last bit is set; what frame
 * follows stands beside it. */
static enum packet_kind erspan3_decode(struct walk *walk, struct view view)
{
	enum { ETHERNET = 0, IP = 2 };
	unsigned tail;

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
		return PACKET_NOT_IP;
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
	{0x880b, "PPP", ppp_hdlc_decode},
	{0x8847, "MPLS unicast", mpls_decode},
	{0x8848, "MPLS multicast", mpls_decode},
	{0x883e, "WCCP", wccp_decode},
	{0x894f, "NSH", nsh_decode},
	{0x88be, "ERSPAN II", erspan_decode},
	{0x22eb, "ERSPAN III", erspan3_decode},
	{0x8200, "Aruba 802.11", wireless_decode},
	{0x8210, "Aruba 802.11, 8210", wireless_decode},
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

static enum packet_kind pptp_decode(struct walk *walk, unsigned flags,
                                    struct view view)
{
	uint32_t len, header = 8;

	if (!view_have(view, 0, header))
		return PACKET_MALFORMED;
	len = load_be16(view.at + 4);
	header += flags & GRE_SEQUENCE ? 4 : 0;
	header += flags & GRE_ACKNOWLEDGMENT ? 4 : 0;
	view = view_first(view_skip(view, header), len);
	if (len == 0) /* an acknowledgment alone */
		return PACKET_NOT_TCP;
	return ppp_hdlc_decode(walk, view);
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
		return pptp_decode(walk, flags, view);
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
	/* ERSPAN type I has neither sequence number nor header. */
	if (protocol == GRE_ERSPAN && !(flags & GRE_SEQUENCE))
		return ethernet_decode(walk, view);
	return step_into(gre_table(), protocol, walk, view, PACKET_NOT_TCP);
}
