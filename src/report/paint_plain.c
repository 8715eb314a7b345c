/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/paint.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

/* Plain words and signs for those who have no others. */
static const struct {
	char from[4]; /* a character of two or three bytes */
	const char *to;
} ascii_of[] = {
	{"├", "|"},  {"┤", "|"},  {"─", "-"},  {"═", "="},   {"▶", ">"},
	{"◀", "<"},  {"→", "->"}, {"✓", "ok"}, {"✗", "NO"},  {"–", "-"},
	{"×", "x"},  {"↻", "re"}, {"·", "."},  {"…", "..."}, {"µ", "u"},
	{"§", "S."}, {"↳", "`"},
};

/* Bytes of the character at `utf8`, which is not ASCII. */
static size_t character(const char *utf8)
{
	size_t length = 1;

	while (((unsigned char)utf8[length] & 0xC0) == 0x80)
		length++;
	return length;
}

/* What stands for the character at `utf8`, which is not ASCII. */
static const char *ascii(const char *utf8)
{
	for (size_t i = 0; i < sizeof(ascii_of) / sizeof(*ascii_of); i++) {
		const char *from = ascii_of[i].from;

		if (from[0] == utf8[0] && from[1] == utf8[1] &&
		    (!from[2] || from[2] == utf8[2]))
			return ascii_of[i].to;
	}
	return "?";
}

/* How many of the bytes are ASCII before the first that is not: eight at a time
 * since most texts are nothing else. */
static size_t ascii_run(const char *bytes, size_t count)
{
	size_t run = 0;
	uint64_t eight;

	for (; run + sizeof(eight) <= count; run += sizeof(eight)) {
		memcpy(&eight, bytes + run, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (run < count && (unsigned char)bytes[run] < 0x80)
		run++;
	return run;
}

void paint_plain_bytes(struct text *t, const char *utf8, size_t count,
                       bool to_ascii)
{
	const char *end = utf8 + count;

	if (!to_ascii) {
		text_add_bytes(t, utf8, count);
		return;
	}
	while (utf8 < end) {
		size_t run = ascii_run(utf8, (size_t)(end - utf8));

		text_add_bytes(t, utf8, run);
		utf8 += run;
		if (utf8 < end) {
			text_add(t, ascii(utf8));
			utf8 += character(utf8);
		}
	}
}

void paint_plain(struct text *t, const char *utf8, bool to_ascii)
{
	paint_plain_bytes(t, utf8, strlen(utf8), to_ascii);
}

size_t paint_width(const char *utf8, size_t count, bool in_ascii)
{
	const char *end = utf8 + count;
	size_t columns = 0;

	while (utf8 < end) {
		size_t run = ascii_run(utf8, (size_t)(end - utf8));

		columns += run;
		utf8 += run;
		if (utf8 < end) {
			columns += in_ascii ? strlen(ascii(utf8)) : 1;
			utf8 += character(utf8);
		}
	}
	return columns;
}
