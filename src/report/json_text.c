/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/json_text.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/text.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* The first byte says how many follow, and what the next may be: that leaves
 * out overlong forms, surrogates, and what is beyond U+10FFFF. */
static const struct lead {
	unsigned char first, last;
	unsigned char follow;
	unsigned char low, high;
} LEADS[] = {
	{0x00, 0x7F, 0, 0, 0},       {0xC2, 0xDF, 1, 0x80, 0xBF},
	{0xE0, 0xE0, 2, 0xA0, 0xBF}, {0xE1, 0xEC, 2, 0x80, 0xBF},
	{0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
	{0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF},
	{0xF4, 0xF4, 3, 0x80, 0x8F},
};

static const struct lead *find_lead(unsigned char byte)
{
	for (size_t i = 0; i < ARRAY_LEN(LEADS); i++)
		if (byte >= LEADS[i].first && byte <= LEADS[i].last)
			return &LEADS[i];
	return NULL;
}

/* Length of the character at s, or of the longest beginning of one. */
static size_t character(const unsigned char *s, bool *valid)
{
	const struct lead *lead = find_lead(*s);
	unsigned char low, high;

	*valid = lead != NULL;
	if (!lead)
		return 1;
	low = lead->low;
	high = lead->high;
	for (size_t i = 1; i <= lead->follow; i++) {
		*valid = s[i] >= low && s[i] <= high;
		if (!*valid)
			return i;
		low = 0x80;
		high = 0xBF;
	}
	return 1u + lead->follow;
}

void json_text_valid(struct text *text, const char *bytes)
{
	while (*bytes) {
		bool valid;
		size_t len = character((const unsigned char *)bytes, &valid);

		if (valid)
			text_add_bytes(text, bytes, len);
		else
			text_add(text, REPLACEMENT);
		bytes += len;
	}
}

/* RFC 8259 §7: beyond 16 bits, a pair of surrogates. */
static void put_escaped(FILE *out, uint32_t code)
{
	if (code > 0xFFFF) {
		code -= 0x10000;
		fprintf(out, "\\u%04X", 0xD800u + (code >> 10));
		code = 0xDC00u + (code & 0x3FF);
	}
	fprintf(out, "\\u%04X", code);
}

/* Of all that jansson writes, these characters stand in strings alone; but for
 * the line ends of its layout. */
static bool must_be_escaped(uint32_t code)
{
	return code == '<' || (text_is_harmful(code) && code != '\n');
}

/* json_dump_callback_t: pieces of valid UTF-8, each of whole characters. */
static int put_piece(const char *piece, size_t size, void *context)
{
	const char *end = piece + size;
	const char *plain = piece; /* not yet written */
	FILE *out = context;

	while (piece < end) {
		uint32_t code;
		size_t len = text_character(piece, &code);

		assert(len > 0);
		if (must_be_escaped(code)) {
			fwrite(plain, 1, (size_t)(piece - plain), out);
			put_escaped(out, code);
			plain = piece + len;
		}
		piece += len;
	}
	fwrite(plain, 1, (size_t)(end - plain), out);
	return 0;
}

void json_text_dump(const json_t *value, size_t flags, FILE *out)
{
	json_dump_callback(value, put_piece, out, flags);
}
