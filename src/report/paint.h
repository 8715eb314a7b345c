/* SPDX-License-Identifier: BSD-2-Clause
 *
 * paint: UTF-8 as it is, or in plain words for those who have no others.
 */
#ifndef TCPLADDER_PAINT_H
#define TCPLADDER_PAINT_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* Adds the string, its signs replaced by ASCII where that is asked for. */
void paint_plain(struct text *text, const char *utf8, bool to_ascii);

/* The same of bytes that end between two characters. */
void paint_plain_bytes(struct text *text, const char *utf8, size_t count,
                       bool to_ascii);

/* Columns that such bytes will take. */
size_t paint_width(const char *utf8, size_t count, bool in_ascii);

#endif
