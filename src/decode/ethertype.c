/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Tags stand before an EtherType and end with the one that was there before
 * them, so any number of them is a loop over a table of their lengths.
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"
#include "decode/tag.h"

enum {
	ETHERTYPE_IPV4 = 0x0800,
	ETHERTYPE_IPV6 = 0x86dd,
	VLAN_TAG = 2, /* bytes of tag control (802.1Q §9.6) */
};

static const struct tag TAGS[] = {
	{0x8100, VLAN_TAG, "802.1Q"},
	{0x88a8, VLAN_TAG, "802.1ad"},
	{0x9100, VLAN_TAG, "QinQ"}, /* before 802.1ad had a number */
	{0x9200, VLAN_TAG, "QinQ, 0x9200"},
	{0x893f, 6, "E-tag"}, /* 802.1BR §7.5 */
	{0x8926, 4, "VNTag"}, /* Cisco, before 802.1BR */
	{0x8909, 6, "Cisco MetaData"},
	{0x892f, 4, "HSR"},   /* IEC 62439-3 §5.6 */
	{0xf1c1, 4, "R-tag"}, /* IEEE 802.1CB §7.8 */
	{0x88de, 22, "VMware Lab Manager"},
};

/* IEEE registration authority, and the specifications named in each file. */
static const struct step ETHERTYPES[] = {
	{ETHERTYPE_IPV4, "IPv4", ipv4_decode},
	{ETHERTYPE_IPV6, "IPv6", ipv6_decode},
	{0x8864, "PPPoE session", pppoe_decode},
	{0x8847, "MPLS unicast", mpls_decode},
	{0x8848, "MPLS multicast", mpls_decode},
	{0x88e7, "802.1ah", backbone_decode},
	{0x8903, "FabricPath", fabricpath_decode},
	{0x6558, "transparent Ethernet bridging", ethernet_decode},
	{0x22f3, "TRILL", trill_decode},
	{0x894f, "NSH", nsh_decode},
	{0x88e5, "MACsec", macsec_decode},
	{0x4305, "B.A.T.M.A.N.", batman_decode},
	{0x8870, "jumbo 802.2", llc_decode},
	{0x2452, "802.11", wireless_decode}, /* as some cards hand it on */
};

const struct tag *ethertype_tag(size_t index)
{
	return index < ARRAY_LEN(TAGS) ? &TAGS[index] : NULL;
}

static uint32_t tag_length(unsigned type)
{
	for (size_t i = 0; i < ARRAY_LEN(TAGS); i++)
		if (TAGS[i].type == type)
			return TAGS[i].length;
	return 0;
}

const struct step_table *ethertype_table(void)
{
	static const struct step_table TABLE = {"EtherType", ETHERTYPES,
	                                        ARRAY_LEN(ETHERTYPES)};

	return &TABLE;
}

bool ethertype_known(unsigned type)
{
	return tag_length(type) != 0 ||
	       step_find(ethertype_table(), type) != NULL;
}

enum packet_kind ethertype_decode(struct walk *walk, unsigned type,
                                  struct view view)
{
	uint32_t len;

	if (type == ETHERTYPE_IPV4)
		return ipv4_decode(walk, view);
	if (type == ETHERTYPE_IPV6)
		return ipv6_decode(walk, view);
	len = tag_length(type);
	if (len == 0)
		return step_into(ethertype_table(), type, walk, view,
		                 PACKET_NOT_IP);
	for (; len != 0; len = tag_length(type)) {
		if (!view_have(view, len, 2))
			return PACKET_MALFORMED;
		if (len == VLAN_TAG)
			walk->vlan = load_be16(view.at) & 0x0fff;
		type = load_be16(view.at + len);
		view = view_skip(view, len + 2);
	}
	if (type == ETHERTYPE_IPV4)
		return ipv4_decode(walk, view);
	return type_or_length_decode(walk, type, view);
}
