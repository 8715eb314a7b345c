/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "expect/scan.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/fault.h"
#include "base/text.h"

#define FOUND_MAX 40 /* bytes of what was found instead */
#define TIME_MAX (INT64_MAX / 4)

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static const char *next(struct scan *s)
{
	while (is_blank(s->line[s->at]))
		s->at++;
	return s->line + s->at;
}

int scan_refuse(const struct scan *s, size_t at, const char *format, ...)
{
	char reason[FAULT_TEXT_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(reason, sizeof(reason), format, args);
	va_end(args);
	return fault_set(s->fault, "%s:%u:%zu: %s", s->file, s->number, at + 1,
	                 reason);
}

int scan_expected(struct scan *s, const char *what)
{
	const char *found = next(s);
	size_t length = 0;

	if (!*found)
		return scan_refuse(s, s->at,
		                   "expected %s, found the end of the line",
		                   what);
	while (found[length] && !is_blank(found[length]) && length < FOUND_MAX)
		length++;
	/* Not in the middle of a character. */
	while (length > 1 && ((unsigned char)found[length] & 0xC0) == 0x80)
		length--;
	return scan_refuse(s, s->at, "expected %s, found '%.*s'", what,
	                   (int)length, found);
}

bool scan_end(struct scan *s)
{
	return !*next(s);
}

bool scan_sign(struct scan *s, const char *sign)
{
	if (strncmp(next(s), sign, strlen(sign)) != 0)
		return false;
	s->at += strlen(sign);
	return true;
}

/* Letters, digits and one more; false where it does not begin with a letter. */
static bool take(struct scan *s, char more, char word[SCAN_WORD_SIZE])
{
	const char *from = next(s);
	size_t length = 0;

	if (!is_letter(*from))
		return false;
	while (is_letter(from[length]) || is_digit(from[length]) ||
	       from[length] == more)
		length++;
	if (length >= SCAN_WORD_SIZE)
		return false;
	memcpy(word, from, length);
	word[length] = '\0';
	s->at += length;
	return true;
}

bool scan_word(struct scan *s, char word[SCAN_WORD_SIZE])
{
	return take(s, '-', word);
}

bool scan_name(struct scan *s, char name[SCAN_WORD_SIZE])
{
	return take(s, '_', name);
}

bool scan_keyword(struct scan *s, const char *keyword)
{
	char word[SCAN_WORD_SIZE];
	size_t before = s->at;

	if (scan_word(s, word) && strcmp(word, keyword) == 0)
		return true;
	s->at = before;
	return false;
}

bool scan_until(struct scan *s, const char *stop, char word[SCAN_WORD_SIZE])
{
	const char *from = next(s);
	size_t length = 0;

	while (from[length] && !is_blank(from[length]) &&
	       !strchr(stop, from[length]))
		length++;
	if (length == 0 || length >= SCAN_WORD_SIZE)
		return false;
	memcpy(word, from, length);
	word[length] = '\0';
	s->at += length;
	return true;
}

int scan_number(struct scan *s, const char *what, int64_t max, int64_t *number)
{
	const char *from = next(s);
	size_t begin = s->at;

	*number = 0;
	if (!is_digit(*from))
		return scan_expected(s, what);
	for (; is_digit(s->line[s->at]); s->at++) {
		int digit = s->line[s->at] - '0';

		if (*number > (max - digit) / 10)
			return scan_refuse(s, begin, "expected at most %lld",
			                   (long long)max);
		*number = *number * 10 + digit;
	}
	return 0;
}

enum sign { SIGN_NONE, SIGN_AT_MOST, SIGN_AT_LEAST, SIGN_LESS, SIGN_MORE };

static enum sign take_sign(struct scan *s)
{
	if (scan_sign(s, "<="))
		return SIGN_AT_MOST;
	if (scan_sign(s, ">="))
		return SIGN_AT_LEAST;
	if (scan_sign(s, "<"))
		return SIGN_LESS;
	if (scan_sign(s, ">"))
		return SIGN_MORE;
	scan_sign(s, "=");
	return SIGN_NONE;
}

static struct range apply(enum sign sign, int64_t value)
{
	switch (sign) {
	case SIGN_LESS:
		return (struct range){INT64_MIN, value - 1};
	case SIGN_AT_MOST:
		return (struct range){INT64_MIN, value};
	case SIGN_MORE:
		return (struct range){value + 1, INT64_MAX};
	case SIGN_AT_LEAST:
		return (struct range){value, INT64_MAX};
	default:
		return (struct range){value, value};
	}
}

int scan_range(struct scan *s, const char *what, int64_t max,
               struct range *range)
{
	enum sign sign = take_sign(s);
	size_t begin = (next(s), s->at);
	int64_t number;

	if (scan_number(s, what, max, &number) < 0)
		return -1;
	*range = apply(sign, number);
	if (sign != SIGN_NONE || !scan_sign(s, ".."))
		return 0;
	range->max = INT64_MAX;
	if (!is_digit(*next(s)))
		return 0;
	if (scan_number(s, what, max, &range->max) < 0)
		return -1;
	if (range->max < range->min)
		return scan_refuse(s, begin,
		                   "expected the smaller number first");
	return 0;
}

/* Digits with a fraction, in units of 10^-9, without its unit. */
static int take_decimal(struct scan *s, int64_t *billionths)
{
	int64_t scale = 1000000000;

	if (scan_number(s, "a time such as 50 ms", TIME_MAX / scale,
	                billionths) < 0)
		return -1;
	*billionths *= scale;
	if (s->line[s->at] != '.' || !is_digit(s->line[s->at + 1]))
		return 0;
	for (s->at++; is_digit(s->line[s->at]); s->at++) {
		scale /= 10;
		*billionths += scale * (s->line[s->at] - '0');
	}
	return 0;
}

/* ns in a unit, or 0 where none stands here. */
static int64_t take_unit(struct scan *s)
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = {
		{"ns", 1},       {"us", 1000},      {"µs", 1000},
		{"ms", 1000000}, {"s", 1000000000},
	};
	const char *from = next(s);

	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		size_t length = strlen(units[i].name);

		if (strncmp(from, units[i].name, length) != 0 ||
		    is_letter(from[length]) || is_digit(from[length]))
			continue;
		s->at += length;
		return units[i].ns;
	}
	return 0;
}

/* A number of billionths of a unit, as ns. */
static int64_t scaled(int64_t billionths, int64_t unit)
{
	return billionths / 1000000000 * unit +
	       billionths % 1000000000 * unit / 1000000000;
}

/* A time, the number of which has been read. */
static int finish_time(struct scan *s, int64_t billionths, int64_t *time)
{
	int64_t unit = take_unit(s);

	if (!unit)
		return scan_expected(s, "a unit: ns, us, ms or s");
	*time = scaled(billionths, unit);
	return 0;
}

int scan_time(struct scan *s, int64_t *time)
{
	int64_t billionths;

	if (take_decimal(s, &billionths) < 0)
		return -1;
	return finish_time(s, billionths, time);
}

/* "10..20 ms" or "10 ms..2 s", past the first number. */
static int take_times(struct scan *s, size_t begin, int64_t first, int64_t unit,
                      struct range *range)
{
	size_t second;
	int64_t other;

	if (scan_time(s, &range->max) < 0)
		return -1;
	second = s->at;
	if (!unit) { /* the unit behind the second number is for both */
		while (second > 0 && !is_digit(s->line[second - 1]))
			second--;
		s->at = second;
		unit = take_unit(s);
	}
	other = scaled(first, unit);
	if (range->max < other)
		return scan_refuse(s, begin, "expected the shorter time first");
	range->min = other;
	return 0;
}

int scan_times(struct scan *s, struct range *range)
{
	enum sign sign = take_sign(s);
	size_t begin = (next(s), s->at);
	int64_t first, unit, time, give = 0;

	if (take_decimal(s, &first) < 0)
		return -1;
	unit = take_unit(s);
	if (sign == SIGN_NONE && scan_sign(s, ".."))
		return take_times(s, begin, first, unit, range);
	if (!unit)
		return scan_expected(s, "a unit: ns, us, ms or s");
	time = scaled(first, unit);
	/* No trace takes a time to the nanosecond: a bare one is the most. */
	*range = apply(sign == SIGN_NONE ? SIGN_AT_MOST : sign, time);
	if (sign != SIGN_NONE)
		return 0;
	if (!scan_sign(s, "+-") && !scan_sign(s, "±"))
		return 0;
	if (scan_time(s, &give) < 0)
		return -1;
	*range = (struct range){time - give, time + give};
	return 0;
}
