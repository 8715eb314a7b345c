/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/phrase.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/intl.h"

struct phrase phrase_printf(const char *format, ...)
{
	struct phrase p;
	va_list args;

	va_start(args, format);
	vsnprintf(p.text, sizeof(p.text), format, args);
	va_end(args);
	return p;
}

/* Filled by `digits`; what lies behind the end is never read. */
struct phrase phrase_duration(int64_t ns)
{
	struct phrase p;

	*digits_duration(p.text, ns) = '\0';
	/* cppcheck-suppress uninitvar */
	return p;
}

struct phrase phrase_grouped(uint64_t number)
{
	struct phrase p;

	*digits_grouped(p.text, number) = '\0';
	/* cppcheck-suppress uninitvar */
	return p;
}

/* The message, as much of it as there is room for. */
static struct phrase copy(const char *message)
{
	struct phrase p;
	size_t len = strlen(message);

	if (len >= sizeof(p.text))
		len = sizeof(p.text) - 1;
	memcpy(p.text, message, len);
	p.text[len] = '\0';
	return p;
}

struct phrase phrase_times(int64_t number)
{
	if (number == 1)
		return copy(_("once"));
	if (number == 2)
		return copy(_("twice"));
	return phrase_printf(
		P_("%" PRId64 " time", "%" PRId64 " times", (uint64_t)number),
		number);
}

struct phrase phrase_offset(char letter, int32_t by)
{
	struct phrase p;

	*digits_offset(p.text, letter, by) = '\0';
	/* cppcheck-suppress uninitvar */
	return p;
}
