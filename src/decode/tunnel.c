/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Tunnels straight over IP or UDP.  What a tunnel carries that is not IP makes
 * the packet "not TCP", never "not IP": its own IP header was there.
 *
 * References, each at its function.
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

/* RFC 4302 §2: next header, length in words less two, SPI, sequence, check. */
enum packet_kind authentication_decode(struct walk *walk, struct view view)
{
	uint32_t len;

	if (!view_have(view, 0, 12))
		return PACKET_MALFORMED;
	len = (view.at[1] + 2u) * 4;
	if (len < 12 || !view_have(view, 0, len))
		return PACKET_MALFORMED;
	return ip_protocol_decode(walk, view.at[0], view_skip(view, len));
}

/* RFC 3378 §3: version 3 and reserved bits, two bytes. */
enum packet_kind etherip_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	return ethernet_decode(walk, view_skip(view, 2));
}

/* RFC 2661 §3.1: which fields there are stands in the first bits; a control
 * message carries no packet. */
enum packet_kind l2tp_decode(struct walk *walk, struct view view)
{
	enum {
		CONTROL = 0x8000,
		LENGTH = 0x4000,
		SEQUENCE = 0x0800,
		OFFSET = 0x0200,
		VERSION = 0x000f,
	};
	unsigned flags;
	uint32_t header = 6;

	if (!view_have(view, 0, 6))
		return PACKET_MALFORMED;
	flags = load_be16(view.at);
	if ((flags & CONTROL) || (flags & VERSION) != 2)
		return PACKET_NOT_TCP;
	if (flags & LENGTH) {
		header += 2;
		view = view_first(view, load_be16(view.at + 2));
	}
	if (flags & SEQUENCE)
		header += 4;
	if (flags & OFFSET) {
		if (!view_have(view, header, 2))
			return PACKET_MALFORMED;
		header += 2u + load_be16(view.at + header);
	}
	return ppp_hdlc_decode(walk, view_skip(view, header));
}

/* A user's packet in a GTP message: IP, Ethernet or PPP, and only the session
 * that set the tunnel up knows which. */
static enum packet_kind gtp_payload(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 1))
		return PACKET_MALFORMED;
	if (!ip_plausible(view) && ethernet_plausible(view))
		return ethernet_decode(walk, view);
	if (view.at[0] >> 4 == 4 || view.at[0] >> 4 == 6)
		return ip_decode(walk, view);
	return ppp_hdlc_decode(walk, view);
}

/* 3GPP TS 29.281 §5.2: extension headers are counted in words, each naming the
 * next in its last byte. */
static enum packet_kind gtp_extensions(struct walk *walk, unsigned next,
                                       struct view view)
{
	uint32_t len;

	while (next != 0) {
		len = view_have(view, 0, 1) ? view.at[0] * 4u : 0;
		if (len == 0 || !view_have(view, 0, len))
			return PACKET_MALFORMED;
		next = view.at[len - 1];
		view = view_skip(view, len);
	}
	return gtp_payload(walk, view);
}

/* 3GPP TS 29.281 §5.1: flags, message type, length, tunnel, and if any of
 * three flags is set four bytes more.  Version 0 (TS 09.60 §6) has a header of
 * twenty bytes, always. */
enum packet_kind gtp_decode(struct walk *walk, struct view view)
{
	enum {
		VERSION_SHIFT = 5,
		NOT_PRIME = 0x10,
		EXTENSION = 0x04,
		OPTIONAL = 0x07,
		USER_PACKET = 255,
	};
	unsigned flags;
	uint32_t len;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	flags = view.at[0];
	len = load_be16(view.at + 2);
	if (view.at[1] != USER_PACKET || !(flags & NOT_PRIME) ||
	    flags >> VERSION_SHIFT > 1)
		return PACKET_NOT_TCP;
	if (flags >> VERSION_SHIFT == 0)
		return gtp_payload(walk, view_first(view_skip(view, 20), len));
	view = view_first(view_skip(view, 8), len);
	if ((flags & OPTIONAL) == 0)
		return gtp_payload(walk, view);
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	return gtp_extensions(walk, flags & EXTENSION ? view.at[3] : 0,
	                      view_skip(view, 4));
}

/* RFC 7348 §5. */
enum packet_kind vxlan_decode(struct walk *walk, struct view view)
{
	return ethernet_decode(walk, view_skip(view, 8));
}

/* draft-ietf-nvo3-vxlan-gpe: the fourth byte says what follows, numbered as
 * NSH's. */
enum packet_kind vxlan_gpe_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	return step_into(nsh_table(), view.at[3], walk, view_skip(view, 8),
	                 PACKET_NOT_TCP);
}

/* RFC 8926 §3.4: options counted in words, and an EtherType. */
enum packet_kind geneve_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	if (view.at[0] >> 6 != 0) /* version */
		return PACKET_NOT_TCP;
	return ethertype_decode(walk, load_be16(view.at + 2),
	                        view_skip(view, 8 + (view.at[0] & 0x3fu) * 4));
}

/* RFC 4380 §5.1.1: an authentication and an origin may stand before IPv6. */
enum packet_kind teredo_decode(struct walk *walk, struct view view)
{
	enum { ORIGIN = 0, AUTHENTICATION = 1 };

	if (view_have(view, 0, 4) && load_be16(view.at) == AUTHENTICATION)
		view = view_skip(view, 13u + view.at[2] + view.at[3]);
	if (view_have(view, 0, 8) && load_be16(view.at) == ORIGIN)
		view = view_skip(view, 8);
	if (!view_have(view, 0, 1) || view.at[0] >> 4 != 6)
		return PACKET_NOT_TCP;
	return ipv6_decode(walk, view);
}

/* draft-massar-v6ops-ayiya §4: the lengths of identity (2^n bytes) and
 * signature (words) in the first two bytes, then operation, next header,
 * time. */
enum packet_kind ayiya_decode(struct walk *walk, struct view view)
{
	enum { FORWARD = 1 };
	uint32_t header;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	if ((view.at[2] & 0x0f) != FORWARD)
		return PACKET_NOT_TCP;
	header = 8 + (1u << (view.at[0] >> 4)) + (view.at[1] >> 4) * 4u;
	return ip_protocol_decode(walk, view.at[3], view_skip(view, header));
}

/* RFC 9300 §5.1: eight bytes, then IP of either version. */
enum packet_kind lisp_decode(struct walk *walk, struct view view)
{
	return ip_decode(walk, view_skip(view, 8));
}

/* Intercept and session number, four bytes each, then IP. */
enum packet_kind mirror_decode(struct walk *walk, struct view view)
{
	return ip_decode(walk, view_skip(view, 8));
}

/* RFC 3519 §3.5: type, next header, two bytes reserved. */
enum packet_kind mobile_ip_decode(struct walk *walk, struct view view)
{
	enum { TUNNEL_DATA = 4 };

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	if (view.at[0] != TUNNEL_DATA)
		return PACKET_NOT_TCP;
	return ip_protocol_decode(walk, view.at[1], view_skip(view, 4));
}

/* RFC 5415 §4.3: header length in words; a flag says that the frame is the
 * radio's own, else it is Ethernet.  Controllers swap the frame control. */
enum packet_kind capwap_decode(struct walk *walk, struct view view)
{
	enum { NATIVE = 0x01, FRAGMENT = 0x80, KEEP_ALIVE = 0x08 };
	unsigned flags;
	uint32_t header;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	if (view.at[0] != 0) /* another version, or encrypted */
		return PACKET_NOT_TCP;
	header = (view.at[1] >> 3) * 4u;
	flags = view.at[3];
	if (header < 8 || (flags & (FRAGMENT | KEEP_ALIVE)))
		return PACKET_NOT_TCP;
	flags = view.at[2] & NATIVE;
	view = view_skip(view, header);
	if (!flags)
		return ethernet_decode(walk, view);
	if (view_have(view, 0, 2) && (view.at[0] & 0x0f) != 0x08)
		return wireless_swapped_decode(walk, view);
	return wireless_decode(walk, view);
}

/* What TZSP encapsulates; the numbers are its own. */
static const struct step TZSP_PROTOCOLS[] = {
	{1, "Ethernet", ethernet_decode},
	{4, "PPP", ppp_hdlc_decode},
	{18, "802.11", wireless_decode},
	{119, "802.11 with Prism header", prism_decode},
	{127, "802.11 with AVS header", avs_decode},
};

const struct step_table *tzsp_table(void)
{
	static const struct step_table TABLE = {"TZSP", TZSP_PROTOCOLS,
	                                        ARRAY_LEN(TZSP_PROTOCOLS)};

	return &TABLE;
}

/* TaZmen Sniffer Protocol: version, type, what is encapsulated, then tags
 * until one that ends them. */
enum packet_kind tzsp_decode(struct walk *walk, struct view view)
{
	enum { TYPE_PACKET_LAST = 1, TAG_PADDING = 0, TAG_END = 1 };
	unsigned protocol, tag;

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	if (view.at[0] != 1 || view.at[1] > TYPE_PACKET_LAST)
		return PACKET_NOT_TCP;
	protocol = load_be16(view.at + 2);
	view = view_skip(view, 4);
	do {
		if (!view_have(view, 0, 1))
			return PACKET_MALFORMED;
		tag = view.at[0];
		view = view_skip(view, 1);
		if (tag == TAG_PADDING || tag == TAG_END)
			continue;
		if (!view_have(view, 0, 1))
			return PACKET_MALFORMED;
		view = view_skip(view, 1u + view.at[0]);
	} while (tag != TAG_END);
	return step_into(tzsp_table(), protocol, walk, view, PACKET_NOT_TCP);
}
