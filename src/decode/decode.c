/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/decode.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/fragment.h"
#include "decode/layers.h"
#include "decode/plain.h"

struct decoder *decoder_new(const struct decoder_options *options)
{
	struct decoder *decoder = xzalloc(sizeof(*decoder));

	decoder->checksums = options->checksums;
	decoder->fragments = fragments_new();
	decoder->link_type = -1;
	decoder->walk.decoder = decoder;
	return decoder;
}

/* Of the first frame, and wherever interfaces differ. */
static void choose_link(struct decoder *decoder, int link_type)
{
	const struct step *link = link_find(link_type);

	decoder->link_type = link_type;
	decoder->link = link;
	decoder->plain = link != NULL && link->decode == ethernet_decode &&
	                 !decoder->checksums && !decoder->layered;
}

/* Layer by layer. */
static enum packet_kind walk_down(struct decoder *decoder,
                                  const struct frame *frame,
                                  struct decoded *decoded)
{
	struct walk *walk = &decoder->walk;
	struct view view = {frame->data, frame->captured, frame->length};
	enum packet_kind kind;

	walk->frame = frame;
	walk->decoded = decoded;
	walk->vlan = 0;
	decoded->count = 0;
	decoded->quotes = false;
	if (view.wire < view.captured)
		view.wire = view.captured;
	if (fragments_holding(decoder->fragments))
		fragments_release(decoder->fragments);
	if (decoder->link == NULL)
		return PACKET_NOT_IP;
	kind = decoder->link->decode(walk, view);
	return decoded->count != 0 ? PACKET_SEGMENT : kind;
}

enum packet_kind decoder_feed(struct decoder *decoder,
                              const struct frame *frame,
                              struct decoded *decoded)
{
	if (frame->link_type != decoder->link_type)
		choose_link(decoder, frame->link_type);
	if (decoder->plain && plain_decode(frame, &decoded->segments[0])) {
		decoded->count = 1;
		return PACKET_SEGMENT;
	}
	return walk_down(decoder, frame, decoded);
}

uint64_t decoder_jumbograms(const struct decoder *decoder)
{
	return decoder->jumbograms;
}

void decoder_free(struct decoder *decoder)
{
	if (decoder == NULL)
		return;
	fragments_free(decoder->fragments);
	free(decoder);
}

bool decode_link_supported(int link_type)
{
	return link_find(link_type) != NULL;
}

const char *decode_link_name(size_t index)
{
	const struct step_table *table = link_table();

	return index < table->count ? table->rows[index].name : NULL;
}
