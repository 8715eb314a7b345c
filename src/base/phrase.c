/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/phrase.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/digits.h"
#include "base/intl.h"
#include "base/text.h"

/* What the text holds, as much as there is room for; frees it. */
static struct phrase take(struct text *t)
{
	struct phrase p = {""};
	size_t len = t->len < sizeof(p.text) ? t->len : sizeof(p.text) - 1;

	memcpy(p.text, text_string(t), len);
	text_fini(t);
	return p;
}

struct phrase phrase_printf(const char *format, ...)
{
	struct phrase p;
	va_list args;

	va_start(args, format);
	vsnprintf(p.text, sizeof(p.text), format, args);
	va_end(args);
	return p;
}

struct phrase phrase_duration(int64_t ns)
{
	struct text t = {0};

	text_duration(&t, ns);
	return take(&t);
}

struct phrase phrase_times(int64_t number)
{
	struct text t = {0};

	if (number == 1)
		text_add(&t, _("once"));
	else if (number == 2)
		text_add(&t, _("twice"));
	else
		text_printf(&t,
		            P_("%" PRId64 " time", "%" PRId64 " times",
		               (uint64_t)number),
		            number);
	return take(&t);
}

struct phrase phrase_grouped(uint64_t number)
{
	struct text t = {0};

	text_grouped(&t, number);
	return take(&t);
}

struct phrase phrase_offset(char letter, int32_t by)
{
	struct phrase p;
	char *at = p.text;

	*at++ = letter;
	if (by) {
		*at++ = by < 0 ? '-' : '+';
		at = digits_put(at, by < 0 ? -(uint32_t)by : (uint32_t)by);
	}
	*at = '\0';
	/* Filled through `at`; what lies behind the end is never read. */
	/* cppcheck-suppress uninitvar */
	return p;
}
