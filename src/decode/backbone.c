/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Headers that carry a whole Ethernet frame, or another payload, behind an
 * EtherType of their own.
 *
 * References: IEEE 802.1ah (now 802.1Q §9.7), RFC 6325 (TRILL), RFC 8300
 * (NSH), IEEE 802.1AE §9 (MACsec), B.A.T.M.A.N. advanced version 15.
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

static enum packet_kind behind(struct walk *walk, struct view view,
                               uint32_t header)
{
	if (!view_have(view, 0, header))
		return PACKET_MALFORMED;
	return ethernet_decode(walk, view_skip(view, header));
}

/* The I-TAG's flags and service id, then the customer's frame. */
enum packet_kind backbone_decode(struct walk *walk, struct view view)
{
	return behind(walk, view, 4);
}

/* Cisco: forwarding tag (10 bits) and hop count (6), then the frame. */
enum packet_kind fabricpath_decode(struct walk *walk, struct view view)
{
	return behind(walk, view, 2);
}

/* RFC 6325 §3.1: six bytes, and options counted in words. */
enum packet_kind trill_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 6))
		return PACKET_MALFORMED;
	return behind(walk, view, 6 + (load_be16(view.at) >> 6 & 0x1fu) * 4u);
}

enum packet_kind batman_decode(struct walk *walk, struct view view)
{
	enum {
		BROADCAST = 0x01,
		UNICAST = 0x40,
		UNICAST_4ADDR = 0x42,
		VERSION = 15,
	};

	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	if (view.at[1] != VERSION)
		return PACKET_NOT_IP;
	switch (view.at[0]) {
	case BROADCAST:
		return behind(walk, view, 14);
	case UNICAST:
		return behind(walk, view, 10);
	case UNICAST_4ADDR:
		return behind(walk, view, 18);
	default:
		return PACKET_NOT_IP;
	}
}

/* IEEE 802.1AE §9.3: readable only where it protects integrity alone. */
enum packet_kind macsec_decode(struct walk *walk, struct view view)
{
	enum { ENCRYPTED = 0x0c, HAS_SCI = 0x20, ICV = 16 };
	uint32_t header;

	if (!view_have(view, 0, 6))
		return PACKET_MALFORMED;
	if (view.at[0] & ENCRYPTED)
		return PACKET_NOT_IP;
	header = view.at[0] & HAS_SCI ? 14 : 6;
	if (!view_have(view, header, 2) || view.wire < header + 2 + ICV)
		return PACKET_MALFORMED;
	view = view_first(view, view.wire - ICV);
	return type_or_length_decode(walk, load_be16(view.at + header),
	                             view_skip(view, header + 2));
}

/* RFC 8300 §2.2 and §11.2.5, "Next Protocol". */
static const struct step NSH_PROTOCOLS[] = {
	{1, "IPv4", ipv4_decode},         {2, "IPv6", ipv6_decode},
	{3, "Ethernet", ethernet_decode}, {4, "NSH", nsh_decode},
	{5, "MPLS", mpls_decode},
};

const struct step_table *nsh_table(void)
{
	static const struct step_table TABLE = {"NSH protocol", NSH_PROTOCOLS,
	                                        ARRAY_LEN(NSH_PROTOCOLS)};

	return &TABLE;
}

enum packet_kind nsh_decode(struct walk *walk, struct view view)
{
	uint32_t header;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	header = (view.at[1] & 0x3fu) * 4u;
	if (header < 8 || !view_have(view, 0, header))
		return PACKET_MALFORMED;
	return step_into(nsh_table(), view.at[3], walk, view_skip(view, header),
	                 PACKET_NOT_IP);
}
