/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | DSAP | SSAP | control | and with SNAP | OUI, 3 bytes | protocol |
 *
 * References: IEEE 802.2, RFC 1042 (IP over 802), RFC 2684 and RFC 2427
 * (bridged frames), RFC 1390 (FDDI), RFC 2625 (Fibre Channel).
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum {
	SAP_SNAP = 0xaa,
	SAP_IP = 0x06,
	CONTROL_UI = 0x03,
	OUI_ETHERTYPE = 0x000000,
	OUI_BRIDGE_TUNNEL = 0x0000f8, /* IEEE 802.1H */
	OUI_BRIDGED = 0x0080c2,
};

enum packet_kind llc_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 3))
		return PACKET_MALFORMED;
	if (view.at[1] != view.at[0] || view.at[2] != CONTROL_UI)
		return PACKET_NOT_IP;
	switch (view.at[0]) {
	case SAP_SNAP:
		return snap_decode(walk, view_skip(view, 3), 2);
	case SAP_IP:
		return ip_decode(walk, view_skip(view, 3));
	default:
		return PACKET_NOT_IP;
	}
}

/* RFC 2684 §5.2, RFC 2427 §4.2: which frame is bridged. */
static const struct step BRIDGED[] = {
	{0x0001, "802.3 with checksum", ethernet_decode},
	{0x0007, "802.3", ethernet_decode},
	{0x0003, "802.5 with checksum", token_ring_decode},
	{0x0009, "802.5", token_ring_decode},
};

const struct step_table *bridged_table(void)
{
	static const struct step_table TABLE = {"bridged frame", BRIDGED,
	                                        ARRAY_LEN(BRIDGED)};

	return &TABLE;
}

enum packet_kind snap_decode(struct walk *walk, struct view view, uint32_t pad)
{
	uint32_t oui;
	unsigned protocol;

	if (!view_have(view, 0, 5))
		return PACKET_MALFORMED;
	oui = load_be32(view.at) >> 8;
	protocol = load_be16(view.at + 3);
	view = view_skip(view, 5);
	if (oui == OUI_ETHERTYPE || oui == OUI_BRIDGE_TUNNEL)
		return ethertype_decode(walk, protocol, view);
	if (oui == OUI_BRIDGED)
		return step_into(bridged_table(), protocol, walk,
		                 view_skip(view, pad), PACKET_NOT_IP);
	return PACKET_NOT_IP;
}

/* Frame control, then addresses; it is 802.2 when the frame control says so
 * (ANSI X3.139). */
enum packet_kind fddi_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 13))
		return PACKET_MALFORMED;
	if (view.at[0] >> 4 != 5)
		return PACKET_NOT_IP;
	return llc_decode(walk, view_skip(view, 13));
}

/* Access and frame control, addresses, and a route where the source address
 * has its group bit set (IEEE 802.5). */
enum packet_kind token_ring_decode(struct walk *walk, struct view view)
{
	uint32_t header = 14;

	if (!view_have(view, 0, header))
		return PACKET_MALFORMED;
	if (view.at[1] >> 6 != 1)
		return PACKET_NOT_IP;
	if (view.at[8] & 0x80) {
		if (!view_have(view, header, 2))
			return PACKET_MALFORMED;
		header += view.at[14] & 0x1fu;
	}
	return llc_decode(walk, view_skip(view, header));
}

enum packet_kind ip_over_fc_decode(struct walk *walk, struct view view)
{
	return llc_decode(walk, view_skip(view, 16));
}

/* Flags, VPI, VCI; the low flag bits say what traffic it is. */
enum packet_kind sunatm_decode(struct walk *walk, struct view view)
{
	enum { TRAFFIC_LANE = 1, TRAFFIC_LLC = 2 };

	if (!view_have(view, 0, 4))
		return PACKET_MALFORMED;
	switch (view.at[0] & 0x0f) {
	case TRAFFIC_LANE:
		return ethernet_decode(walk, view_skip(view, 6));
	case TRAFFIC_LLC:
		return llc_decode(walk, view_skip(view, 4));
	default:
		return PACKET_NOT_IP;
	}
}
