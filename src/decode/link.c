/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum {
	FAMILY_IPV4 = 2, /* on every system */
	ETHERTYPE_MIN = 0x0600,
};

static enum packet_kind family_decode(struct walk *walk, uint32_t family,
                                      struct view view)
{
	switch (family) {
	case FAMILY_IPV4:
		return ipv4_decode(walk, view);
	case 10: /* Linux */
	case 23: /* Windows */
	case 24: /* NetBSD, OpenBSD, BSD/OS */
	case 26: /* Solaris */
	case 28: /* FreeBSD, DragonFly */
	case 30: /* Darwin */
		return ipv6_decode(walk, view);
	default:
		return PACKET_NOT_IP;
	}
}

static enum packet_kind null_decode(struct walk *walk, struct view view)
{
	uint32_t family;

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	family = load_le32(view.at);
	if (family > 0xffff)
		family = load_be32(view.at);
	return family_decode(walk, family, view_skip(view, 4));
}

static enum packet_kind sll_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 16))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at + 14),
	                        view_skip(view, 16));
}

static enum packet_kind sll2_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 20))
		return PACKET_MALFORMED;
	return ethertype_decode(walk, load_be16(view.at), view_skip(view, 20));
}

static const struct step LINKS[] = {
	{1, "EN10MB", ethernet_decode},
	{0, "NULL", null_decode},
	{108, "LOOP", null_decode},
	{12, "RAW", ip_decode},
	{14, "RAW", ip_decode},
	{101, "RAW", ip_decode},
	{228, "IPV4", ipv4_decode},
	{229, "IPV6", ipv6_decode},
	{113, "LINUX_SLL", sll_decode},
	{276, "LINUX_SLL2", sll2_decode},
};

const struct step_table *link_table(void)
{
	static const struct step_table TABLE = {"link type", LINKS,
	                                        ARRAY_LEN(LINKS)};

	return &TABLE;
}

const struct step *link_find(int link_type)
{
	return link_type < 0 ? NULL
	                     : step_find(link_table(), (unsigned)link_type);
}
