/* SPDX-License-Identifier: BSD-2-Clause
 *
 * options: the options of a TCP header.
 */
#ifndef TCPLADDER_OPTIONS_H
#define TCPLADDER_OPTIONS_H

#include "decode/segment.h"
#include "decode/walk.h"

struct option_row {
	const char *name; /* NULL: not known, skipped by its length */
	uint8_t length;   /* with kind and length bytes; 0: it varies */
	void (*parse)(struct tcp_options *options, const uint8_t *value,
	              unsigned len); /* what follows kind and length */
};

/* Reads the options that stand at view, which ends where the header ends (or
 * where the snapshot does).  Fills *options wholly. */
void tcp_options_decode(struct view view, struct tcp_options *options);

/* The row of a kind (name NULL where there is none): for the tests. */
const struct option_row *tcp_option_row(uint8_t kind);

#endif
