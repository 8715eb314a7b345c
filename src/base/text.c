/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digits.h"
#include "base/xalloc.h"

#define PRINTED_MAX 128 /* what most formats stay below */

void text_grow(struct text *t, size_t count)
{
	size_t need = t->len + count + 1;

	t->room = need < 64 ? 64 : need * 2;
	t->at = xreallocarray(t->at, t->room, 1);
}

void text_number(struct text *t, uint64_t number, unsigned digits)
{
	char space[DIGITS_MAX];
	unsigned count = (unsigned)(digits_put(space, number) - space);

	if (count < digits)
		text_fill(t, '0', digits - count);
	text_add_bytes(t, space, count);
}

void text_fill(struct text *t, char c, size_t count)
{
	char *at = text_room(t, count);

	memset(at, c, count);
	text_end(t, at + count);
}

/* Once, where the room was enough. */
void text_printf(struct text *t, const char *format, ...)
{
	size_t room = PRINTED_MAX;
	va_list args;
	char *at;
	int need;

	at = text_room(t, room);
	va_start(args, format);
	need = vsnprintf(at, room, format, args);
	va_end(args);
	if (need >= (int)room) {
		room = (size_t)need + 1;
		at = text_room(t, room);
		va_start(args, format);
		need = vsnprintf(at, room, format, args);
		va_end(args);
	}
	text_end(t, at + (need > 0 ? need : 0));
}

/* Adds a number of thousandths with three digits that matter. */
static void three_digits(struct text *t, uint64_t thousandths)
{
	uint64_t hundredths = (thousandths + 5) / 10;
	uint64_t tenths = (thousandths + 50) / 100;

	if (hundredths < 1000) {
		text_number(t, hundredths / 100, 1);
		text_add(t, ".");
		text_number(t, hundredths % 100, 2);
	} else if (tenths < 1000) {
		text_number(t, tenths / 10, 1);
		text_add(t, ".");
		text_number(t, tenths % 10, 1);
	} else {
		text_number(t, (thousandths + 500) / 1000, 1);
	}
}

void text_duration(struct text *t, int64_t signed_ns)
{
	uint64_t ns = signed_ns < 0 ? -(uint64_t)signed_ns
	                            : (uint64_t)signed_ns;

	if (signed_ns < 0)
		text_add(t, "-");
	if (ns < 1000 && ns > 0) {
		text_number(t, ns, 1);
		text_add(t, " ns");
	} else if (ns < 999500) {
		text_number(t, (ns + 500) / 1000, 1);
		text_add(t, " µs");
	} else if (ns < 999500000) {
		three_digits(t, ns / 1000);
		text_add(t, " ms");
	} else {
		three_digits(t, ns / 1000000);
		text_add(t, " s");
	}
}

void text_grouped(struct text *t, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t count = (size_t)(digits_put(digits, number) - digits);
	size_t first = (count - 1) % 3 + 1;

	text_add_bytes(t, digits, first);
	for (size_t i = first; i < count; i += 3) {
		text_add_bytes(t, " ", 1);
		text_add_bytes(t, digits + i, 3);
	}
}

size_t text_character(const char *string, uint32_t *code)
{
	const unsigned char *s = (const unsigned char *)string;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t count = s[0] < 0x80             ? 1
	               : (s[0] & 0xE0) == 0xC0 ? 2
	               : (s[0] & 0xF0) == 0xE0 ? 3
	               : (s[0] & 0xF8) == 0xF0 ? 4
	                                       : 0;

	if (count < 2) {
		*code = s[0];
		return count;
	}
	*code = s[0] & (0x7Fu >> count);
	for (size_t i = 1; i < count; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3F);
	}
	if (*code < least[count] || *code > 0x10FFFF ||
	    (*code >= 0xD800 && *code <= 0xDFFF))
		return 0;
	return count;
}

bool text_is_harmful(uint32_t code)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = {
		{0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},
		{0x61C, 0x61C},   {0x115F, 0x1160}, {0x180E, 0x180E},
		{0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
		{0xE000, 0xF8FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
		{0xFFF0, 0xFFFC}, {0xFFFE, 0xFFFF}, {0xE0000, 0x10FFFF},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(*ranges); i++)
		if (code >= ranges[i].first && code <= ranges[i].last)
			return true;
	return false;
}

void text_harmless(struct text *t, const char *string)
{
	while (*string) {
		uint32_t code;
		size_t count = text_character(string, &code);

		if (count == 0 || (count == 1 && text_is_harmful(code))) {
			text_printf(t, "\\x%02X", (unsigned char)*string);
			string++;
			continue;
		}
		if (text_is_harmful(code))
			text_add(t, "?");
		else
			text_add_bytes(t, string, count);
		string += count;
	}
}

size_t text_width(const char *utf8)
{
	size_t columns = 0;

	for (; *utf8; utf8++)
		columns += ((unsigned char)*utf8 & 0xC0) != 0x80;
	return columns;
}

void text_fini(struct text *t)
{
	free(t->at);
	*t = (struct text){0};
}
