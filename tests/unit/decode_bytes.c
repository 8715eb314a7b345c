/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode_bytes.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/plain.h"
#include "decode/walk.h"
#include "same_segment.h"

#define LINK_ETHERNET 1

static unsigned digit(char c)
{
	const char *const digits = "0123456789abcdef";
	const char *found = strchr(digits, c);

	ck_assert_msg(found != NULL && c != '\0', "'%c' is no digit", c);
	return (unsigned)(found - digits);
}

size_t hex_bytes(const char *hex, uint8_t *out, size_t size)
{
	size_t count = 0;

	while (*hex != '\0') {
		if (*hex == ' ') {
			hex++;
			continue;
		}
		ck_assert_uint_lt(count, size);
		out[count++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
		hex += 2;
	}
	return count;
}

/* What is read at one go is what the layers make of it. */
static void compare_plain(const struct decoder *decoder,
                          const struct frame *frame, enum packet_kind kind,
                          const struct decoded *decoded)
{
	struct segment s;

	memset(&s, 0, sizeof(s));
	if (frame->link_type != LINK_ETHERNET || decoder->checksums ||
	    !plain_decode(frame, &s))
		return;
	ck_assert_int_eq(kind, PACKET_SEGMENT);
	ck_assert_uint_eq(decoded->count, 1);
	ck_assert(same_segment(&decoded->segments[0], &s));
}

enum packet_kind feed_bytes(struct decoder *decoder, const struct feed *feed,
                            struct decoded *decoded)
{
	uint8_t *copy = xzalloc(feed->captured != 0 ? feed->captured : 1);
	struct frame frame = {
		.data = copy,
		.captured = (uint32_t)feed->captured,
		.length = (uint32_t)feed->length,
		.time = feed->time,
		.number = 1,
		.link_type = feed->link_type,
	};
	enum packet_kind kind;

	if (feed->captured != 0)
		memcpy(copy, feed->at, feed->captured);
	decoder->layered = true;
	kind = decoder_feed(decoder, &frame, decoded);
	compare_plain(decoder, &frame, kind, decoded);
	free(copy);
	return kind;
}

enum packet_kind feed_ethernet_cut(const char *hex, size_t captured,
                                   struct decoded *decoded)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = LINK_ETHERNET, .at = bytes};
	enum packet_kind kind;

	feed.length = hex_bytes(hex, bytes, sizeof(bytes));
	feed.captured = captured < feed.length ? captured : feed.length;
	kind = feed_bytes(decoder, &feed, decoded);
	decoder_free(decoder);
	return kind;
}

enum packet_kind feed_ethernet(const char *hex, struct decoded *decoded)
{
	return feed_ethernet_cut(hex, SIZE_MAX, decoded);
}
