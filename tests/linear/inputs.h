/* SPDX-License-Identifier: BSD-2-Clause
 *
 * inputs: the worst captures we could think of, of any size.
 */
#ifndef TCPLADDER_LINEAR_INPUTS_H
#define TCPLADDER_LINEAR_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "wire.h"

enum use {
	USE_NDJSON, /* every segment, as connections end */
	USE_LADDER, /* every segment */
	USE_LIST,
	USE_BOUNDED, /* USE_NDJSON of no more than a thousand segments each */
	USE_COMPARE, /* with itself */
	USE_EXPECT,  /* held against what no capture has */
	USE_RECORD,
	USE_COUNT
};

struct input {
	const char *what;
	enum use use;
	unsigned size; /* of the smaller one; the other is twice this */
	void (*write)(struct wire *wire, unsigned size);
	bool flat; /* memory is the same for twice as much */
};

/* The input at an index, or NULL past the last. */
const struct input *input_at(size_t index);

#endif
