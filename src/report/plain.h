/* SPDX-License-Identifier: BSD-2-Clause
 *
 * plain: UTF-8 in ASCII words and signs, for those who have no others.
 */
#ifndef TCPLADDER_PLAIN_H
#define TCPLADDER_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

struct text;

/* Adds the string, its signs replaced by ASCII where that is asked for. */
void plain_text(struct text *text, const char *utf8, bool to_ascii);

/* Adds bytes that end between two characters, in ASCII. */
void plain_add(struct text *text, const char *utf8, size_t count);

/* The columns that such bytes take, as they are or in ASCII. */
size_t plain_width(const char *utf8, size_t count, bool in_ascii);

#endif
