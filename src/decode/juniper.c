/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | "MGC" | flags |, a length and extensions where the flags say so, then what
 * the link type names; or, with the flag "no layer 2", a number for the
 * network protocol and that.
 *
 * Reference: the tcpdump project's list of link-layer header types.
 */
#include "config.h"

#include "decode/layers.h"

enum {
	MAGIC = 0x4d4743, /* "MGC" */
	FLAG_NO_LAYER_2 = 0x02,
	FLAG_EXTENSIONS = 0x80,
};

/* Without layer 2: a number tells the protocol, least byte first. */
static enum packet_kind network_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	switch (load_le32(view.at)) {
	case 2:
		return ipv4_decode(walk, view_skip(view, 4));
	case 6:
		return ipv6_decode(walk, view_skip(view, 4));
	case 3: /* IPv4 behind labels */
	case 4: /* labels in front of IPv4 */
	case 5: /* labels */
	case 7:
	case 8:
		return mpls_decode(walk, view_skip(view, 4));
	default:
		return PACKET_NOT_IP;
	}
}

/* Takes the header off, then `cookie` bytes, and goes on with `next`. */
static enum packet_kind juniper_decode(struct walk *walk, struct view view,
                                       uint32_t cookie, decode_step *next)
{
	uint32_t header = 4;
	unsigned flags;

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	if (load_be32(view.at) >> 8 != MAGIC)
		return PACKET_NOT_IP;
	flags = view.at[3];
	if (flags & FLAG_EXTENSIONS) {
		if (!view_have(view, 4, 2))
			return PACKET_MALFORMED;
		header = 6u + load_be16(view.at + 4);
	}
	view = view_skip(view, header);
	if (flags & FLAG_NO_LAYER_2)
		return network_decode(walk, view);
	return next(walk, view_skip(view, cookie));
}

enum packet_kind juniper_ethernet_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 0, ethernet_decode);
}

enum packet_kind juniper_ppp_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 2, ppp_decode);
}

enum packet_kind juniper_frame_relay_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 0, frame_relay_decode);
}

enum packet_kind juniper_chdlc_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 0, chdlc_decode);
}

enum packet_kind juniper_pppoe_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 0, ethernet_decode);
}

/* A number for the protocol stands there even with layer 2. */
enum packet_kind juniper_ggsn_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 0, network_decode);
}

enum packet_kind juniper_vp_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 18, ip_decode);
}

/* Over ATM the payload is told by how it begins. */
static enum packet_kind guess_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 3))
		return PACKET_MALFORMED;
	if (view.at[0] == 0xaa && view.at[1] == 0xaa && view.at[2] == 0x03)
		return llc_decode(walk, view);
	if (view.at[0] == 0xff && view.at[1] == 0x03)
		return ppp_hdlc_decode(walk, view);
	if (ip_plausible(view))
		return ip_decode(walk, view);
	return ethernet_plausible(view) ? ethernet_decode(walk, view)
	                                : ppp_decode(walk, view);
}

enum packet_kind juniper_atm1_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 4, guess_decode);
}

enum packet_kind juniper_atm2_decode(struct walk *walk, struct view view)
{
	return juniper_decode(walk, view, 8, guess_decode);
}
