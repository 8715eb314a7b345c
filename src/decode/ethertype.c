/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

/* IEEE 802.1Q: tag control, then the type that stood there before. */
static enum packet_kind vlan_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at + 2),
	                        view_skip(view, 4));
}

static const struct step ETHERTYPES[] = {
	{0x0800, "IPv4", ipv4_decode},
	{0x86dd, "IPv6", ipv6_decode},
	{0x8100, "802.1Q", vlan_decode},
	{0x88a8, "802.1ad", vlan_decode},
	{0x9100, "QinQ", vlan_decode},
};

const struct step_table *ethertype_table(void)
{
	static const struct step_table TABLE = {"EtherType", ETHERTYPES,
	                                        ARRAY_LEN(ETHERTYPES)};

	return &TABLE;
}

enum packet_kind ethertype_decode(struct walk *walk, unsigned type,
                                  struct view view)
{
	return step_into(ethertype_table(), type, walk, view, PACKET_NOT_IP);
}
