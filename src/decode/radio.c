/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a capturing card tells of the reception, in front of the 802.11 frame.
 *
 * References: radiotap.org; linux-wlan-ng's Prism and AVS headers.
 */
#include "config.h"

#include "decode/layers.h"

enum {
	RADIOTAP_HEADER = 8,
	RADIOTAP_TSFT = 0x00000001, /* 8 bytes, aligned to 8 */
	RADIOTAP_FLAGS = 0x00000002,
	RADIOTAP_MORE = 0x80000000,
	RADIOTAP_FLAG_FCS = 0x10, /* four bytes of checksum at the end */
	FCS = 4,
	PRISM_HEADER = 144,
	AVS_MAGIC = 0x80211001, /* its last digits are a version */
};

/* The flags field, 0 where there is none. */
static unsigned radiotap_flags(struct view header)
{
	uint32_t present = load_le32(header.at + 4), word = present;
	uint32_t offset = RADIOTAP_HEADER;

	while (word & RADIOTAP_MORE) {
		if (!view_have(header, offset, 4))
			return 0;
		word = load_le32(header.at + offset);
		offset += 4;
	}
	if (present & RADIOTAP_TSFT)
		offset = ((offset + 7) & ~7u) + 8;
	if (!(present & RADIOTAP_FLAGS) || !view_have(header, offset, 1))
		return 0;
	return header.at[offset];
}

enum packet_kind radiotap_decode(struct walk *walk, struct view view)
{
	uint32_t len;

	if (!view_have(view, 0, RADIOTAP_HEADER))
		return PACKET_MALFORMED;
	len = load_le16(view.at + 2);
	if (len < RADIOTAP_HEADER || !view_have(view, 0, len))
		return PACKET_MALFORMED;
	if ((radiotap_flags(view_first(view, len)) & RADIOTAP_FLAG_FCS) &&
	    view.wire >= len + FCS)
		view = view_first(view, view.wire - FCS);
	return wireless_decode(walk, view_skip(view, len));
}

enum packet_kind avs_decode(struct walk *walk, struct view view)
{
	uint32_t len;

	if (!view_have(view, 0, 8))
		return PACKET_MALFORMED;
	len = load_be32(view.at + 4);
	if (len < 8 || !view_have(view, 0, len))
		return PACKET_MALFORMED;
	return wireless_decode(walk, view_skip(view, len));
}

/* Drivers for Prism cards wrote AVS headers under the same link type. */
enum packet_kind prism_decode(struct walk *walk, struct view view)
{
	if (view_have(view, 0, 4) &&
	    (load_be32(view.at) & ~0xfU) == (AVS_MAGIC & ~0xfU))
		return avs_decode(walk, view);
	if (!view_have(view, 0, PRISM_HEADER))
		return PACKET_MALFORMED;
	return wireless_decode(walk, view_skip(view, PRISM_HEADER));
}
