/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Frames of any link type through the decoder.  The input:
 *
 *   link type   1 byte, modulo how many are known
 *   options     1 byte: 1 verifies checksums, 2 gives every other frame to
 *               the link type that follows in the table
 *   frames      each 2 bytes, little-endian: how many bytes of it were
 *               captured; 1 byte: how many more there were on the wire; bytes
 */
#include "config.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/xalloc.h"
#include "broken.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode/walk.h"
#include "entry.h"
#include "same_segment.h"

#define HEAD_LEN 2
#define FRAME_HEAD_LEN 3
#define FRAMES_MAX 64

static int link_type(unsigned index)
{
	unsigned count = 0;

	while (decode_link_name(count))
		count++;
	return pcap_datalink_name_to_val(decode_link_name(index % count));
}

/* Reads whatever a report might. */
static void check_segment(const struct segment *s, const struct frame *frame)
{
	unsigned sum = 0;

	for (uint32_t i = 0; i < s->tcp_captured; i++)
		sum += s->tcp[i];
	if (sum > s->tcp_captured * 255)
		broken("bytes of more than eight bits");
	if (s->packet != frame->number || s->time != frame->time)
		broken("a segment of another packet: %llu",
		       (unsigned long long)s->packet);
	if (s->source.family != s->destination.family ||
	    (s->source.family != 4 && s->source.family != 6))
		broken("ends of family %u and %u", s->source.family,
		       s->destination.family);
	if (s->source.zero || s->destination.zero)
		broken("ends that cannot be compared");
	if (s->options.sack_count > SACK_BLOCKS_MAX)
		broken("%u SACK blocks", s->options.sack_count);
	if (s->flags > 0x1ff)
		broken("flags %x", s->flags);
}

static void feed(struct decoder *decoder, const struct frame *frame,
                 struct decoded *decoded)
{
	enum packet_kind kind = decoder_feed(decoder, frame, decoded);

	if (kind >= PACKET_KIND_COUNT)
		broken("a packet of kind %d", (int)kind);
	if ((kind == PACKET_SEGMENT) != (decoded->count > 0) ||
	    decoded->count > DECODED_SEGMENTS_MAX)
		broken("%u segments in a packet of kind %d", decoded->count,
		       (int)kind);
	for (unsigned i = 0; i < decoded->count; i++)
		check_segment(&decoded->segments[i], frame);
}

/* Two decoders must read the same, the one at one go where it may, the other
 * layer by layer. */
static void compare(const struct decoded *one, const struct decoded *other)
{
	if (one->count != other->count)
		broken("%u segments, and %u", one->count, other->count);
	for (unsigned i = 0; i < one->count; i++) {
		/* Of a datagram put together each has its own bytes. */
		struct segment a = one->segments[i], b = other->segments[i];

		a.tcp = b.tcp = NULL;
		if (!same_segment(&a, &b))
			broken("segment %u is read twice, and differently", i);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {data, size};
	struct decoder_options options;
	struct decoder *one, *other;
	struct decoded seen, again;

	if (!bytes_have(rest, 0, HEAD_LEN))
		return 0;
	options.checksums = data[1] & 1;
	one = decoder_new(&options);
	other = decoder_new(&options);
	other->layered = true;
	rest = bytes_skip(rest, HEAD_LEN);
	for (unsigned i = 0; i < FRAMES_MAX; i++) {
		struct bytes bytes;
		struct frame frame = {.number = i + 1, .time = i * 1000};
		uint8_t *copy;

		if (!bytes_have(rest, 0, FRAME_HEAD_LEN))
			break;
		bytes = bytes_first(bytes_skip(rest, FRAME_HEAD_LEN),
		                    load_le16(rest.at));
		copy = xreallocarray(NULL, bytes.len + 1, 1);
		copy = memcpy(copy, bytes.at, bytes.len);
		/* One that ends where its allocation ends. */
		copy = xreallocarray(copy, bytes.len ? bytes.len : 1, 1);
		frame.data = copy;
		frame.captured = (uint32_t)bytes.len;
		frame.length = frame.captured + rest.at[2];
		frame.link_type =
			link_type(data[0] + (data[1] & 2 ? i % 2 : 0));
		feed(one, &frame, &seen);
		feed(other, &frame, &again);
		compare(&seen, &again);
		free(copy);
		rest = bytes_skip(rest, FRAME_HEAD_LEN + bytes.len);
	}
	decoder_free(one);
	decoder_free(other);
	return 0;
}
