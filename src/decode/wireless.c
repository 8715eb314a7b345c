/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | frame control | duration | address 1..3 | sequence |
 *   then, as the frame control says, address 4, QoS control, HT control
 *
 * all little-endian.  Only data frames that are not encrypted are read; 802.2
 * follows.  An aggregate (A-MSDU) is a row of small frames, each with
 * addresses, a length and 802.2, padded to four bytes.
 *
 * Frames cut into fragments by the radio are left alone: they are met where
 * everything is encrypted, or nowhere.
 *
 * Reference: IEEE 802.11-2020 §9.2, §9.3.2.
 */
#include "config.h"

#include "decode/layers.h"

enum {
	CONTROL_VERSION = 0x0003,
	CONTROL_TYPE = 0x000c,
	CONTROL_TYPE_DATA = 0x0008,
	CONTROL_NO_DATA = 0x0040, /* of the subtype */
	CONTROL_QOS = 0x0080,     /* of the subtype */
	CONTROL_TO_DS = 0x0100,
	CONTROL_FROM_DS = 0x0200,
	CONTROL_MORE_FRAGMENTS = 0x0400,
	CONTROL_PROTECTED = 0x4000,
	CONTROL_ORDER = 0x8000,

	SEQUENCE_FRAGMENT = 0x000f,
	QOS_AGGREGATE = 0x0080,
	QOS_MESH_CONTROL = 0x0100,
	MINIMAL_HEADER = 24,
	SUBFRAME_HEADER = 14,
};

/* What is worth more to tell of a frame that holds several packets. */
static enum packet_kind kind_better(enum packet_kind a, enum packet_kind b)
{
	static const uint8_t WORTH[PACKET_KIND_COUNT] = {
		[PACKET_SEGMENT] = 4,   [PACKET_FRAGMENT] = 3,
		[PACKET_MALFORMED] = 2, [PACKET_NOT_TCP] = 1,
		[PACKET_NOT_IP] = 0,
	};

	return WORTH[a] >= WORTH[b] ? a : b;
}

static enum packet_kind aggregate_decode(struct walk *walk, struct view view)
{
	enum packet_kind kind = PACKET_NOT_IP;
	struct view inner;
	uint32_t len;

	while (view_have(view, 0, SUBFRAME_HEADER)) {
		len = load_be16(view.at + 12);
		inner = view_first(view_skip(view, SUBFRAME_HEADER), len);
		kind = kind_better(llc_decode(walk, inner), kind);
		view = view_skip(view, (SUBFRAME_HEADER + len + 3) & ~3u);
	}
	return kind;
}

/* §9.2.4.8.3: a mesh puts flags, time to live and a sequence number between,
 * and up to two addresses. */
static struct view skip_mesh_control(struct view view)
{
	if (!view_have(view, 0, 3) || view.at[0] == 0xaa)
		return view;
	return view_skip(view, 6 + (view.at[0] & 3u) * 6);
}

/* Some cards pad the header to a multiple of four with zeros. */
static struct view skip_padding(struct view view)
{
	if (view_have(view, 0, 3) && view.at[0] == 0 && view.at[1] == 0 &&
	    view.at[2] != 0)
		return view_skip(view, 2);
	return view;
}

/* Its numbers in whatever order. */
static enum packet_kind data_decode(struct walk *walk, struct view view,
                                    uint16_t (*load16)(const uint8_t *at))
{
	const unsigned both_ds = CONTROL_TO_DS | CONTROL_FROM_DS;
	uint32_t header = MINIMAL_HEADER;
	unsigned control, qos = 0;

	if (!view_have(view, 0, 2))
		return PACKET_MALFORMED;
	control = load16(view.at);
	if ((control & CONTROL_VERSION) != 0 ||
	    (control & CONTROL_TYPE) != CONTROL_TYPE_DATA ||
	    (control & (CONTROL_NO_DATA | CONTROL_PROTECTED)) != 0)
		return PACKET_NOT_IP;
	if (!view_have(view, 0, MINIMAL_HEADER))
		return PACKET_MALFORMED;
	if ((control & CONTROL_MORE_FRAGMENTS) ||
	    (load16(view.at + 22) & SEQUENCE_FRAGMENT))
		return PACKET_NOT_IP;
	if ((control & both_ds) == both_ds)
		header += 6;
	if (control & CONTROL_QOS) {
		if (!view_have(view, header, 2))
			return PACKET_MALFORMED;
		qos = load_le16(view.at + header);
		header += control & CONTROL_ORDER ? 6 : 2;
	}
	view = skip_padding(view_skip(view, header));
	if (qos & QOS_AGGREGATE)
		return aggregate_decode(walk, view);
	if ((qos & QOS_MESH_CONTROL) && (control & both_ds) == both_ds)
		view = skip_mesh_control(view);
	return llc_decode(walk, view);
}

enum packet_kind wireless_decode(struct walk *walk, struct view view)
{
	return data_decode(walk, view, load_le16);
}

/* Some controllers send frame control and sequence in the other order. */
enum packet_kind wireless_swapped_decode(struct walk *walk, struct view view)
{
	return data_decode(walk, view, load_be16);
}
