/* SPDX-License-Identifier: BSD-2-Clause
 *
 * agree: what must add up in a JSON document with all segments.
 */
#ifndef TCPLADDER_AGREE_H
#define TCPLADDER_AGREE_H

#include <jansson.h>
#include <stddef.h>

/* What is in the capture, by kind. */
struct contents {
	size_t packets, segments, not_ip, not_tcp, malformed;
};

/* Aborts where the document does not agree with that, or with itself. */
void agree_check(json_t *document, const struct contents *contents);

/* Aborts where the lines of --ndjson tell of other connections. */
void agree_lines(json_t *document, const char *lines);

/* The number at this key. */
json_int_t agree_number(json_t *object, const char *key);

#endif
