/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Link types whose header names an address family, an EtherType, or another
 * link type.
 *
 * Reference: the tcpdump project's list of link-layer header types, by name;
 * RFC 1051 and RFC 1201 (ARCNET), RFC 2734 (FireWire), RFC 4391 (InfiniBand).
 */
#include "config.h"

#include "decode/layers.h"

enum {
	ETHERTYPE_MIN = 0x0600,
	ARPHRD_IEEE80211 = 801,
	ARPHRD_RADIOTAP = 803,
	ARPHRD_GRE = 778,
	SLL_ETHERNET = 0x0003, /* no EtherTypes, these */
	SLL_LLC = 0x0004,
	SLL_PPP = 0x0007,
	FAMILY_BRIDGE = 7, /* Linux */
};

/* Address families differ between the systems that captured; none of these
 * values means two things. */
static enum packet_kind family_decode(struct walk *walk, uint32_t family,
                                      struct view view)
{
	switch (family) {
	case 2: /* everywhere */
		return ipv4_decode(walk, view);
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD */
	case 26: /* Solaris */
	case 28: /* FreeBSD, DragonFly */
	case 30: /* Darwin */
		return ipv6_decode(walk, view);
	default:
		return PACKET_NOT_IP;
	}
}

/* Whoever captured wrote the family in the order of bytes it had itself. */
enum packet_kind null_decode(struct walk *walk, struct view view)
{
	uint32_t family;

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	if (view.at[0] == 0xff && view.at[1] == 0x03)
		return ppp_hdlc_decode(walk, view);
	family = load_le32(view.at);
	if (family > 0xffff)
		family = load_be32(view.at);
	view = view_skip(view, 4);
	if (family >= ETHERTYPE_MIN)
		return family > 0xffff ? PACKET_NOT_IP
		                       : ethertype_decode(walk, family, view);
	return family_decode(walk, family, view);
}

/* OpenBSD's, always in network order. */
enum packet_kind loop_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	return family_decode(walk, load_be32(view.at), view_skip(view, 4));
}

/* Both kinds of Linux's "cooked" header: the hardware type first. */
static enum packet_kind cooked_decode(struct walk *walk, unsigned hardware,
                                      unsigned protocol, struct view view)
{
	switch (hardware) {
	case ARPHRD_IEEE80211:
		return wireless_decode(walk, view);
	case ARPHRD_RADIOTAP:
		return radiotap_decode(walk, view);
	case ARPHRD_GRE:
		return step_into(gre_table(), protocol, walk, view,
		                 PACKET_NOT_IP);
	default:
		break;
	}
	switch (protocol) {
	case SLL_ETHERNET:
		return ethernet_decode(walk, view);
	case SLL_LLC:
		return llc_decode(walk, view);
	case SLL_PPP:
		return ppp_hdlc_decode(walk, view);
	default:
		return protocol < ETHERTYPE_MIN
		               ? PACKET_NOT_IP
		               : ethertype_decode(walk, protocol, view);
	}
}

enum packet_kind sll_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 16))
		return PACKET_MALFORMED;
	return cooked_decode(walk, load_be16(view.at + 2),
	                     load_be16(view.at + 14), view_skip(view, 16));
}

enum packet_kind sll2_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 20))
		return PACKET_MALFORMED;
	return cooked_decode(walk, load_be16(view.at + 8), load_be16(view.at),
	                     view_skip(view, 20));
}

/* Solaris: version, family, hook, length, interfaces and zones. */
enum packet_kind ipnet_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 24))
		return PACKET_MALFORMED;
	return family_decode(walk, view.at[1], view_skip(view, 24));
}

/* OpenBSD's packet filter: length, padded to a word, then the family. */
enum packet_kind pflog_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	return family_decode(walk, view.at[1],
	                     view_skip(view, (view.at[0] + 3u) & ~3u));
}

/* OpenBSD's IPsec device: family, in either order, SPI and flags. */
enum packet_kind enc_decode(struct walk *walk, struct view view)
{
	uint32_t family;

	if (!view_have(view, 0, 12))
		return PACKET_MALFORMED;
	family = load_le32(view.at);
	if (family > 0xffff)
		family = load_be32(view.at);
	return family_decode(walk, family, view_skip(view, 12));
}

/* Linux netfilter: family, version, resource, then {length, type, value}
 * padded to words, in the order of bytes of whoever captured.  Of a bridged
 * frame only the payload is there, its EtherType in another value. */
enum packet_kind nflog_decode(struct walk *walk, struct view view)
{
	enum { PACKET_HEADER = 1, PAYLOAD = 9, HEADER = 4 };
	unsigned family, type, ethertype = 0;
	struct view value;
	uint32_t len;

	if (!view_have(view, 0, HEADER))
		return PACKET_MALFORMED;
	family = view.at[0];
	view = view_skip(view, HEADER);
	while (view_have(view, 0, HEADER)) {
		len = load_le16(view.at);
		type = load_le16(view.at + 2);
		if ((type & 0xff) == 0) {
			len = load_be16(view.at);
			type = load_be16(view.at + 2);
		}
		if (len < HEADER || len > view.wire)
			return PACKET_MALFORMED;
		value = view_skip(view_first(view, len), HEADER);
		if (type == PACKET_HEADER && view_have(value, 0, 2))
			ethertype = load_be16(value.at);
		if (type == PAYLOAD && family == FAMILY_BRIDGE)
			return ethertype_decode(walk, ethertype, value);
		if (type == PAYLOAD)
			return family_decode(walk, family, value);
		view = view_skip(view, (len + 3) & ~3u);
	}
	return PACKET_NOT_IP;
}

/* The protocol byte stands at view.  RFC 1051's are alone; RFC 1201's have a
 * split flag and a sequence number, behind a decoy where the packet had an
 * awkward length.  Later pieces of a split packet are no IP headers. */
static enum packet_kind arcnet_payload(struct walk *walk, struct view view)
{
	enum { IP_1051 = 240, IP_1201 = 212, IPV6 = 196, EXCEPTION = 0xff };
	unsigned protocol;

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	protocol = view.at[0];
	if (protocol == IP_1051)
		return ipv4_decode(walk, view_skip(view, 1));
	if (protocol != IP_1201 && protocol != IPV6) /* RFC 2497 */
		return PACKET_NOT_IP;
	if (view.at[1] == EXCEPTION) {
		view = view_skip(view, 4);
		if (!view_have(view, 0, 4))
			return PACKET_MALFORMED;
	}
	if (view.at[1] != 0 && (view.at[1] & 1) == 0)
		return PACKET_FRAGMENT;
	return ip_decode(walk, view_skip(view, 4));
}

enum packet_kind arcnet_decode(struct walk *walk, struct view view)
{
	return arcnet_payload(walk, view_skip(view, 2));
}

/* Linux leaves two bytes of offset behind the addresses. */
enum packet_kind arcnet_linux_decode(struct walk *walk, struct view view)
{
	return arcnet_payload(walk, view_skip(view, 4));
}

enum packet_kind firewire_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 18))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at + 16),
	                        view_skip(view, 18));
}

/* A global routing header, then type and two bytes reserved. */
enum packet_kind ipoib_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 44))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at + 40),
	                        view_skip(view, 44));
}

/* Darwin: header length, record type, link type, …, least byte first. */
enum packet_kind pktap_decode(struct walk *walk, struct view view)
{
	uint32_t len;

	if (!view_have(view, 0, 12))
		return PACKET_MALFORMED;
	len = load_le32(view.at);
	if (len < 12 || !view_have(view, 0, len))
		return PACKET_MALFORMED;
	return link_decode(walk, load_le32(view.at + 8), view_skip(view, len));
}

/* Version, flags, header length, link type, least byte first. */
enum packet_kind ppi_decode(struct walk *walk, struct view view)
{
	uint32_t len;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	len = load_le16(view.at + 2);
	if (len < 8 || !view_have(view, 0, len))
		return PACKET_MALFORMED;
	return link_decode(walk, load_le32(view.at + 4), view_skip(view, len));
}

enum packet_kind netanalyzer_decode(struct walk *walk, struct view view)
{
	return ethernet_decode(walk, view_skip(view, 4));
}
