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
	char *lent = t->lent ? t->at : NULL;

	t->room = need < 64 ? 64 : need * 2;
	t->at = xreallocarray(lent ? NULL : t->at, t->room, 1);
	if (lent)
		memcpy(t->at, lent, t->len);
	t->lent = false;
}

void text_number(struct text *t, uint64_t number, unsigned digits)
{
	char *at = text_room(t, DIGITS_MAX), *end = digits_put(at, number);
	size_t count = (size_t)(end - at);

	if (count < digits) {
		text_fill(t, '0', digits - count);
		at = text_room(t, DIGITS_MAX);
		end = digits_put(at, number);
	}
	text_end(t, end);
}

void text_fill(struct text *t, char c, size_t count)
{
	char *at = text_room(t, count);

	memset(at, c, count);
	text_end(t, at + count);
}

static void add_signed(struct text *t, int64_t number)
{
	uint64_t amount = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char *at = text_room(t, DIGITS_MAX + 1);

	*at = '-';
	text_end(t, digits_put(at + (number < 0), amount));
}

/* What sentences consist of: strings and whole numbers as they are, in their
 * order.  False, with the text half done, at the first conversion that is
 * anything else. */
static bool add_plain(struct text *t, const char *format, va_list args)
{
	const char *percent, *string;

	for (; (percent = strchr(format, '%')); format = percent + 1) {
		unsigned longs = 0;

		text_add_bytes(t, format, (size_t)(percent - format));
		for (; percent[1] == 'l'; percent++)
			longs++;
		percent++;
		if (*percent == 's' && !longs) {
			string = va_arg(args, const char *);
			if (!string)
				return false;
			text_add(t, string);
		} else if (*percent == 'u' && longs <= 2) {
			text_number(t,
			            longs == 0 ? va_arg(args, unsigned)
			            : longs == 1
			                    ? va_arg(args, unsigned long)
			                    : va_arg(args, unsigned long long),
			            1);
		} else if (*percent == 'd' && longs <= 2) {
			add_signed(t, longs == 0   ? va_arg(args, int)
			              : longs == 1 ? va_arg(args, long)
			                           : va_arg(args, long long));
		} else {
			return false;
		}
	}
	text_add(t, format);
	return true;
}

/* Where that is enough; else vsnprintf, once where the room was enough. */
void text_printf(struct text *t, const char *format, ...)
{
	size_t begun = t->len, room = PRINTED_MAX;
	va_list args;
	char *at;
	int need;
	bool done;

	va_start(args, format);
	done = add_plain(t, format, args);
	va_end(args);
	if (done)
		return;
	t->len = begun;
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

void text_duration(struct text *t, int64_t ns)
{
	text_end(t, digits_duration(text_room(t, DIGITS_DURATION_MAX), ns));
}

void text_grouped(struct text *t, uint64_t number)
{
	text_end(t, digits_grouped(text_room(t, DIGITS_GROUPED_MAX), number));
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

/* How many of eight bytes go on with a character, 10xxxxxx: one bit of each is
 * left, and multiplied they are added up in the first. */
static inline size_t count_following(uint64_t eight)
{
	eight = eight >> 7 & ~eight >> 6 & UINT64_C(0x0101010101010101);
	return eight * UINT64_C(0x0101010101010101) >> 56;
}

size_t text_columns(const char *utf8, size_t count)
{
	size_t columns = count;
	uint64_t eight;

	for (; count >= sizeof(eight);
	     utf8 += sizeof(eight), count -= sizeof(eight)) {
		memcpy(&eight, utf8, sizeof(eight));
		columns -= count_following(eight);
	}
	for (; count > 0; utf8++, count--)
		columns -= ((unsigned char)*utf8 & 0xC0) == 0x80;
	return columns;
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
	if (!t->lent)
		free(t->at);
	*t = (struct text){0};
}
