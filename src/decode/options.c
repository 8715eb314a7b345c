/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An option is one byte (end, no-operation) or kind, length, value, the
 * length counting all of them.  A length that leaves the header ends the
 * reading; a length that is not what the kind asks for costs that option only,
 * as it does in the stacks that receive it.
 *
 * References: RFC 9293 §3.2, RFC 7323 (window scale, timestamps), RFC 2018
 * (SACK), RFC 7413 (Fast Open), RFC 8684 (MPTCP), RFC 6994 (experiments).
 */
#include "config.h"

#include "decode/options.h"

#include <string.h>

enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	SACK_BLOCK = 8,            /* bytes */
	FAST_OPEN_COOKIE_MAX = 16, /* RFC 7413 §4.1.1 */
	EXPERIMENT_FAST_OPEN = 0xf989,
};

static void parse_mss(struct tcp_options *options, const uint8_t *value,
                      unsigned len)
{
	(void)len;
	options->seen |= OPT_MSS;
	options->mss = load_be16(value);
}

static void parse_window_scale(struct tcp_options *options,
                               const uint8_t *value, unsigned len)
{
	(void)len;
	options->seen |= OPT_WINDOW_SCALE;
	options->window_scale = value[0];
}

static void parse_sack_permitted(struct tcp_options *options,
                                 const uint8_t *value, unsigned len)
{
	(void)value;
	(void)len;
	options->seen |= OPT_SACK_PERMITTED;
}

static void parse_sack(struct tcp_options *options, const uint8_t *value,
                       unsigned len)
{
	if (len == 0 || len % SACK_BLOCK != 0) {
		options->seen |= OPT_MALFORMED;
		return;
	}
	options->seen |= OPT_SACK;
	options->sack_count = 0;
	for (; len != 0 && options->sack_count < SACK_BLOCKS_MAX;
	     len -= SACK_BLOCK, value += SACK_BLOCK) {
		unsigned i = options->sack_count++;

		options->sack[i].left = load_be32(value);
		options->sack[i].right = load_be32(value + 4);
	}
}

static void parse_timestamps(struct tcp_options *options, const uint8_t *value,
                             unsigned len)
{
	(void)len;
	options->seen |= OPT_TIMESTAMPS;
	options->tsval = load_be32(value);
	options->tsecr = load_be32(value + 4);
}

static void parse_mptcp(struct tcp_options *options, const uint8_t *value,
                        unsigned len)
{
	(void)value;
	(void)len;
	options->seen |= OPT_MPTCP;
}

static void parse_fast_open(struct tcp_options *options, const uint8_t *value,
                            unsigned len)
{
	(void)value;
	if (len > FAST_OPEN_COOKIE_MAX) {
		options->seen |= OPT_MALFORMED;
		return;
	}
	options->seen |= OPT_FAST_OPEN;
	options->fast_open_cookie = (uint8_t)len;
}

/* Fast Open before it had a number of its own (RFC 7413 §1, RFC 6994). */
static void parse_experiment(struct tcp_options *options, const uint8_t *value,
                             unsigned len)
{
	if (len >= 2 && load_be16(value) == EXPERIMENT_FAST_OPEN)
		parse_fast_open(options, value + 2, len - 2);
}

/* IANA, "TCP Option Kind Numbers"; by kind. */
static const struct option_row OPTIONS[256] = {
	[2] = {"maximum segment size", 4, parse_mss},
	[3] = {"window scale", 3, parse_window_scale},
	[4] = {"SACK permitted", 2, parse_sack_permitted},
	[5] = {"SACK", 0, parse_sack},
	[8] = {"timestamps", 10, parse_timestamps},
	[30] = {"multipath TCP", 0, parse_mptcp},
	[34] = {"Fast Open", 0, parse_fast_open},
	[254] = {"experiment", 0, parse_experiment},
};

const struct option_row *tcp_option_row(uint8_t kind)
{
	return &OPTIONS[kind];
}

static void option_parse(struct tcp_options *options, const uint8_t *at,
                         unsigned len)
{
	const struct option_row *row = &OPTIONS[at[0]];

	if (row->name == NULL)
		return;
	if (row->length != 0 && row->length != len)
		options->seen |= OPT_MALFORMED;
	else
		row->parse(options, at + 2, len - 2);
}

/* Maximum segment size, SACK permitted, timestamps, no-operation, window scale,
 * each in its place: what Linux and many others open with. */
static bool open_usually(struct view view, struct tcp_options *options)
{
	const uint8_t *at = view.at;

	if (view.captured != 20 || load_be16(at) != 0x0204 ||
	    load_be32(at + 4) != 0x0402080a || load_be16(at + 16) != 0x0103 ||
	    at[18] != 3)
		return false;
	options->seen = OPT_MSS | OPT_SACK_PERMITTED | OPT_TIMESTAMPS |
	                OPT_WINDOW_SCALE;
	options->mss = load_be16(at + 2);
	options->tsval = load_be32(at + 8);
	options->tsecr = load_be32(at + 12);
	options->window_scale = at[19];
	return true;
}

void tcp_options_walk(struct view view, struct tcp_options *options)
{
	const uint8_t *at = view.at;
	uint32_t left = view.captured;

	if (open_usually(view, options))
		return;
	while (left != 0 && at[0] != OPTION_END) {
		unsigned len = 1;

		if (at[0] != OPTION_NOP) {
			if (left < 2)
				len = 0;
			else
				len = at[1];
			if (len < 2 || len > left) {
				/* Cut by the snapshot is not malformed. */
				if (view.captured == view.wire)
					options->seen |= OPT_MALFORMED;
				return;
			}
			option_parse(options, at, len);
		}
		at += len;
		left -= len;
	}
}
