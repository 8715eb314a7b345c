/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | label, 20 bits | class, 3 | bottom of stack, 1 | time to live, 8 |
 *
 * Nothing behind the last label says what it is: only the path's two ends
 * know.  As every observer does, we look at the first four bits (RFC 4928):
 * 4 or 6 is IP, 0 a pseudowire's control word (RFC 4385), 1 a channel of its
 * own; else it may be an Ethernet pseudowire without control word (RFC 4448).
 */
#include "config.h"

#include "decode/layers.h"

enum {
	LABEL_CHANNEL = 13, /* RFC 5586 §4: no user's packet follows */
	LABEL_ALERT = 14,   /* RFC 3429 */
	CONTROL_WORD = 4,
};

static enum packet_kind pseudowire_decode(struct walk *walk, struct view view)
{
	struct view inner = view_skip(view, CONTROL_WORD);

	if (view.at[0] >> 4 == 0 && ethernet_plausible(inner))
		return ethernet_decode(walk, inner);
	if (ethernet_plausible(view))
		return ethernet_decode(walk, view);
	return PACKET_NOT_IP;
}

enum packet_kind mpls_decode(struct walk *walk, struct view view)
{
	uint32_t entry;

	do {
		if (!view_have(view, 0, 4))
			return PACKET_MALFORMED;
		entry = load_be32(view.at);
		view = view_skip(view, 4);
	} while ((entry >> 8 & 1) == 0);
	if (view.captured == 0)
		return PACKET_MALFORMED;
	if (entry >> 12 == LABEL_CHANNEL || entry >> 12 == LABEL_ALERT)
		return PACKET_NOT_IP;
	if (ip_plausible(view))
		return ip_decode(walk, view);
	return pseudowire_decode(walk, view);
}
