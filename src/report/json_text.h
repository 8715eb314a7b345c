/* SPDX-License-Identifier: BSD-2-Clause
 *
 * json_text: bytes that may be anybody's, as the UTF-8 that JSON demands.
 */
#ifndef TCPLADDER_JSON_TEXT_H
#define TCPLADDER_JSON_TEXT_H

#include <jansson.h>
#include <stdio.h>

struct text;

/* Writes a value as json_dumpf() does, but for what may do harm where JSON is
 * looked at or put into a page, which is escaped: characters that
 * text_is_harmful(), and "<". */
void json_text_dump(const json_t *value, size_t flags, FILE *out);

/* Adds the bytes with U+FFFD for whatever is not UTF-8 (RFC 3629 §4): one for
 * each longest piece that could have begun a character, as the Unicode
 * Standard advises (§3.9) and browsers and Python do. */
void json_text_valid(struct text *text, const char *bytes);

#endif
