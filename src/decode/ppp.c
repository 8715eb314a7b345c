/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | address 0xff | control 0x03 | protocol, 1 or 2 bytes | …
 *
 * Address and control may have been negotiated away, and so may the first
 * byte of a protocol below 0x100 (RFC 1661 §6.5, §6.6).
 *
 * References: RFC 1661, RFC 1662, RFC 2516 (PPPoE), RFC 3518 (bridging),
 * RFC 1990 (multilink), RFC 1547 (Cisco's HDLC), RFC 2427 (frame relay).
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum {
	HDLC_ADDRESS = 0xff,
	HDLC_CONTROL = 0x03,
	CISCO_UNICAST = 0x0f,
	CISCO_MULTICAST = 0x8f,
};

/* RFC 3518 §4.2: flags and pad, the kind of medium, then a frame. */
static enum packet_kind bridging_decode(struct walk *walk, struct view view)
{
	uint32_t header = 2;

	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	if (view.at[0] & 0x40) /* a LAN id stands before the frame */
		header += 4;
	if (view.at[1] != 1) /* IEEE 802.3 */
		return PACKET_NOT_IP;
	return ethernet_decode(walk, view_skip(view, header));
}

/* RFC 1990 §3: read only where a packet is one piece. */
static enum packet_kind multilink_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	if ((view.at[0] & 0xc0) != 0xc0)
		return PACKET_NOT_IP;
	return ppp_decode(walk, view_skip(view, 4));
}

/* IANA, "PPP DLL Protocol Numbers". */
static const struct step PPP_PROTOCOLS[] = {
	{0x0021, "IPv4", ipv4_decode},
	{0x0057, "IPv6", ipv6_decode},
	{0x0031, "bridging", bridging_decode},
	{0x003d, "multilink", multilink_decode},
	{0x0281, "MPLS unicast", mpls_decode},
	{0x0283, "MPLS multicast", mpls_decode},
};

const struct step_table *ppp_table(void)
{
	static const struct step_table TABLE = {"PPP protocol", PPP_PROTOCOLS,
	                                        ARRAY_LEN(PPP_PROTOCOLS)};

	return &TABLE;
}

enum packet_kind ppp_decode(struct walk *walk, struct view view)
{
	unsigned protocol;
	uint32_t len = 1;

	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	protocol = view.at[0];
	if ((protocol & 1) == 0) {
		protocol = load_be16(view.at);
		len = 2;
	}
	return step_into(ppp_table(), protocol, walk, view_skip(view, len),
	                 PACKET_NOT_IP);
}

enum packet_kind ppp_hdlc_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	if (view.at[0] == CISCO_UNICAST || view.at[0] == CISCO_MULTICAST)
		return chdlc_decode(walk, view);
	if (view.at[0] == HDLC_ADDRESS)
		view = view_skip(view, view.at[1] == HDLC_CONTROL ? 2 : 1);
	return ppp_decode(walk, view);
}

/* A direction byte stands before the frame, or in place of its address. */
enum packet_kind ppp_direction_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	return ppp_hdlc_decode(
		walk, view_skip(view, view.at[1] == HDLC_CONTROL ? 2 : 1));
}

/* RFC 2516 §4: version and type, code, session, length.  Only code 0 carries
 * PPP. */
enum packet_kind pppoe_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 6))
		return PACKET_MALFORMED;
	if (view.at[1] != 0)
		return PACKET_NOT_IP;
	return ppp_decode(
		walk, view_first(view_skip(view, 6), load_be16(view.at + 4)));
}

/* Address, control, EtherType. */
enum packet_kind chdlc_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at + 2),
	                        view_skip(view, 4));
}

enum packet_kind chdlc_direction_decode(struct walk *walk, struct view view)
{
	return chdlc_decode(walk, view_skip(view, 1));
}

/* RFC 2427 §4.1: a bridged frame over frame relay is not padded. */
static enum packet_kind relay_snap_decode(struct walk *walk, struct view view)
{
	return snap_decode(walk, view, 0);
}

/* RFC 2427 §3: network layer protocol ids; PPP is RFC 1973. */
static const struct step NLPIDS[] = {
	{0xcc, "IPv4", ipv4_decode},
	{0x8e, "IPv6", ipv6_decode},
	{0x80, "SNAP", relay_snap_decode},
	{0xcf, "PPP", ppp_decode},
};

const struct step_table *nlpid_table(void)
{
	static const struct step_table TABLE = {"NLPID", NLPIDS,
	                                        ARRAY_LEN(NLPIDS)};

	return &TABLE;
}

/* An address of 2 to 4 bytes, the last of them odd, then control 0x03 and a
 * protocol id; or, as Cisco has it, an EtherType at once. */
enum packet_kind frame_relay_decode(struct walk *walk, struct view view)
{
	uint32_t len = 1;

	while (view_have(view, len, 1) && (view.at[len] & 1) == 0 && len < 3)
		len++;
	view = view_skip(view, len + 1);
	if (!view_have(view, 0, 3))
		return PACKET_MALFORMED;
	if (view.at[0] != HDLC_CONTROL)
		return ethertype_decode(walk, load_be16(view.at),
		                        view_skip(view, 2));
	view = view_skip(view, view.at[1] == 0 ? 2 : 1); /* a pad byte */
	if (!view_have(view, 0, 1))
		return PACKET_MALFORMED;
	return step_into(nlpid_table(), view.at[0], walk, view_skip(view, 1),
	                 PACKET_NOT_IP);
}

enum packet_kind frame_relay_direction_decode(struct walk *walk,
                                              struct view view)
{
	return frame_relay_decode(walk, view_skip(view, 1));
}
