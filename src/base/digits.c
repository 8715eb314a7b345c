/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/digits.h"

#include <string.h>

#include "base/array.h"

/* Two at a time: half the divisions; and of 32 bits, where that is enough. */
static const char PAIRS[] = "00010203040506070809"
			    "10111213141516171819"
			    "20212223242526272829"
			    "30313233343536373839"
			    "40414243444546474849"
			    "50515253545556575859"
			    "60616263646566676869"
			    "70717273747576777879"
			    "80818283848586878889"
			    "90919293949596979899";

#define NS_PER_SECOND UINT64_C(1000000000)
#define LONG_NS (600 * NS_PER_SECOND) /* so long, it is in minutes or more */

#define EIGHT_DIGITS UINT32_C(100000000) /* the first number of more */

static inline char *put_pair(char *at, uint32_t number)
{
	memcpy(at, PAIRS + (size_t)number * 2, 2);
	return at + 2;
}

static inline char *put_four(char *at, uint32_t number)
{
	return put_pair(put_pair(at, number / 100), number % 100);
}

static inline char *put_eight(char *at, uint32_t number)
{
	return put_four(put_four(at, number / 10000), number % 10000);
}

/* A number below 10000, in as many digits as it has. */
static inline char *put_short(char *at, uint32_t number)
{
	if (number < 10) {
		*at = (char)('0' + number);
		return at + 1;
	}
	if (number < 100)
		return put_pair(at, number);
	if (number < 1000) {
		*at = (char)('0' + number / 100);
		return put_pair(at + 1, number % 100);
	}
	return put_four(at, number);
}

/* The same of one below EIGHT_DIGITS. */
static inline char *put_middle(char *at, uint32_t number)
{
	if (number < 10000)
		return put_short(at, number);
	return put_four(put_short(at, number / 10000), number % 10000);
}

char *digits_fill(char *at, uint64_t number, unsigned count)
{
	unsigned left = count;

	for (; left >= 4; left -= 4, number /= 10000)
		put_four(at + left - 4, (uint32_t)(number % 10000));
	if (left & 1) {
		at[left - 1] = (char)('0' + number % 10);
		number /= 10;
	}
	if (left & 2)
		put_pair(at, (uint32_t)(number % 100));
	return at + count;
}

char *digits_put(char *at, uint64_t number)
{
	uint64_t high = number / EIGHT_DIGITS;

	if (!high)
		return put_middle(at, (uint32_t)number);
	if (high < EIGHT_DIGITS) {
		at = put_middle(at, (uint32_t)high);
	} else {
		at = put_short(at, (uint32_t)(high / EIGHT_DIGITS));
		at = put_eight(at, (uint32_t)(high % EIGHT_DIGITS));
	}
	return put_eight(at, (uint32_t)(number % EIGHT_DIGITS));
}

/* A number of thousandths with three digits that matter. */
static char *put_three(char *at, uint64_t thousandths)
{
	uint64_t hundredths = (thousandths + 5) / 10;
	uint64_t tenths = (thousandths + 50) / 100;

	if (hundredths < 1000) {
		at = digits_put(at, hundredths / 100);
		*at++ = '.';
		return digits_fill(at, hundredths, 2);
	}
	if (tenths < 1000) {
		at = digits_put(at, tenths / 10);
		*at++ = '.';
		return digits_fill(at, tenths, 1);
	}
	return digits_put(at, (thousandths + 500) / 1000);
}

static char *put_unit(char *at, const char *unit)
{
	size_t len = strlen(unit);

	/* The caller goes on where this ends. */
	/* NOLINTNEXTLINE(bugprone-not-null-terminated-result) */
	memcpy(at, unit, len);
	return at + len;
}

/* In the two largest units that matter: "12 min 5 s", "3 h 20 min", "2 d 4 h". */
static char *put_long(char *at, uint64_t seconds)
{
	static const struct {
		uint64_t seconds;
		const char *name, *part;
		uint64_t part_seconds;
	} units[] = {
		{86400, " d", " h", 3600},
		{3600, " h", " min", 60},
		{60, " min", " s", 1},
	};
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(units) && seconds < units[i].seconds)
		i++;
	/* To the nearest of the smaller unit, which may make one larger. */
	seconds += units[i].part_seconds / 2;
	if (i && seconds >= units[i - 1].seconds)
		i--;
	at = put_unit(digits_put(at, seconds / units[i].seconds),
	              units[i].name);
	*at++ = ' ';
	return put_unit(digits_put(at, seconds % units[i].seconds /
	                                       units[i].part_seconds),
	                units[i].part);
}

char *digits_duration(char *at, int64_t signed_ns)
{
	uint64_t ns = signed_ns < 0 ? -(uint64_t)signed_ns
	                            : (uint64_t)signed_ns;

	if (signed_ns < 0)
		*at++ = '-';
	if (ns < 1000 && ns > 0)
		return put_unit(digits_put(at, ns), " ns");
	if (ns < 999500)
		return put_unit(digits_put(at, (ns + 500) / 1000), " µs");
	if (ns < 999500000)
		return put_unit(put_three(at, ns / 1000), " ms");
	if (ns < LONG_NS)
		return put_unit(put_three(at, ns / 1000000), " s");
	return put_long(at, (ns + NS_PER_SECOND / 2) / NS_PER_SECOND);
}

char *digits_grouped(char *at, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t count = (size_t)(digits_put(digits, number) - digits);
	size_t first = (count - 1) % 3 + 1;

	memcpy(at, digits, first);
	at += first;
	for (size_t i = first; i < count; i += 3) {
		*at++ = ' ';
		memcpy(at, digits + i, 3);
		at += 3;
	}
	return at;
}

char *digits_offset(char *at, char letter, int32_t by)
{
	*at++ = letter;
	if (!by)
		return at;
	*at++ = by < 0 ? '-' : '+';
	return digits_put(at, by < 0 ? -(uint32_t)by : (uint32_t)by);
}
