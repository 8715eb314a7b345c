/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/digits.h"

#include <string.h>

/* Two at a time: half the divisions. */
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

char *digits_fill(char *at, uint64_t number, unsigned count)
{
	unsigned left = count;

	for (; left >= 2; left -= 2, number /= 100)
		memcpy(at + left - 2, PAIRS + number % 100 * 2, 2);
	if (left)
		*at = (char)('0' + number % 10);
	return at + count;
}

char *digits_put(char *at, uint64_t number)
{
	unsigned count = 3;

	if (number < 10) {
		*at = (char)('0' + number);
		return at + 1;
	}
	if (number < 100) {
		memcpy(at, PAIRS + number * 2, 2);
		return at + 2;
	}
	if (number < 1000) {
		*at = (char)('0' + number / 100);
		memcpy(at + 1, PAIRS + number % 100 * 2, 2);
		return at + 3;
	}
	for (uint64_t least = 1000; number >= least && count < DIGITS_MAX;
	     least *= 10)
		count++;
	return digits_fill(at, number, count);
}
