/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/json_text.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/array.h"
#include "base/text.h"

#define WAITING_MAX 4096           /* bytes, but for those of one long string */
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
static void add_escaped(struct text *t, uint32_t code)
{
	if (code > 0xFFFF) {
		code -= 0x10000;
		text_printf(t, "\\u%04X", 0xD800u + (code >> 10));
		code = 0xDC00u + (code & 0x3FF);
	}
	text_printf(t, "\\u%04X", code);
}

/* Of all that jansson writes, these characters stand in strings alone; but for
 * the line ends of its layout. */
static bool must_be_escaped(uint32_t code)
{
	return code == '<' || (text_is_harmful(code) && code != '\n');
}

/* Printable ASCII but "<", which is nearly all there is. */
static const char *skip_plain(const char *at, const char *end)
{
	while (at < end && *at >= ' ' && *at <= '~' && *at != '<')
		at++;
	return at;
}

/* A value on its way; jansson hands it on a few bytes at a time. */
struct dump {
	FILE *out;
	struct text waiting;
};

static void flush(struct dump *dump)
{
	fwrite(dump->waiting.at, 1, dump->waiting.len, dump->out);
	text_clear(&dump->waiting);
}

/* json_dump_callback_t: pieces of valid UTF-8, each of whole characters. */
static int add_piece(const char *piece, size_t size, void *context)
{
	const char *end = piece + size;
	struct dump *dump = context;
	struct text *t = &dump->waiting;

	if (t->len + size >= WAITING_MAX)
		flush(dump);
	for (;;) {
		const char *next = skip_plain(piece, end);
		uint32_t code;
		size_t len;

		text_add_bytes(t, piece, (size_t)(next - piece));
		if (next == end)
			return 0;
		len = text_character(next, &code);
		assert(len > 0);
		if (must_be_escaped(code))
			add_escaped(t, code);
		else
			text_add_bytes(t, next, len);
		piece = next + len;
	}
}

void json_text_dump(const json_t *value, size_t flags, FILE *out)
{
	char space[WAITING_MAX];
	struct dump dump = {.out = out, .waiting = TEXT_ON(space)};

	json_dump_callback(value, add_piece, &dump, flags);
	flush(&dump);
	text_fini(&dump.waiting);
}
