/* SPDX-License-Identifier: BSD-2-Clause
 *
 * options: the options of a TCP header.
 */
#ifndef TCPLADDER_OPTIONS_H
#define TCPLADDER_OPTIONS_H

#include <string.h>

#include "decode/segment.h"
#include "decode/walk.h"

struct option_row {
	const char *name; /* NULL: not known, skipped by its length */
	uint8_t length;   /* with kind and length bytes; 0: it varies */
	void (*parse)(struct tcp_options *options, const uint8_t *value,
	              unsigned len); /* what follows kind and length */
};

/* One by one, into *options, which is zero. */
void tcp_options_walk(struct view view, struct tcp_options *options);

/* No-operation twice, timestamps, 10 bytes: what almost every segment of an
 * open connection carries (RFC 7323 appendix A). */
#define TCP_TIMESTAMPS_ALONE 0x0101080aU

/* Reads the options that stand at view, which ends where the header ends (or
 * where the snapshot does).  Fills *options wholly. */
static inline void tcp_options_decode(struct view view,
                                      struct tcp_options *options)
{
	memset(options, 0, sizeof(*options));
	if (view.captured == 12 && load_be32(view.at) == TCP_TIMESTAMPS_ALONE) {
		options->seen = OPT_TIMESTAMPS;
		options->tsval = load_be32(view.at + 4);
		options->tsecr = load_be32(view.at + 8);
	} else if (view.captured) {
		tcp_options_walk(view, options);
	}
}

/* The row of a kind (name NULL where there is none): for the tests. */
const struct option_row *tcp_option_row(uint8_t kind);

#endif
