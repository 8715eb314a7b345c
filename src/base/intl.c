/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/intl.h"

#include <langinfo.h>
#ifdef ENABLE_NLS
#include <libintl.h>
#endif
#include <limits.h>
#include <locale.h>
#include <string.h>

bool intl_is_utf8(void)
{
	setlocale(LC_CTYPE, "");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

#ifdef ENABLE_NLS

void intl_start(const char *folder)
{
	if (!intl_is_utf8())
		return;
	setlocale(LC_MESSAGES, "");
	bindtextdomain(PACKAGE_TARNAME, folder);
	bind_textdomain_codeset(PACKAGE_TARNAME, "UTF-8");
	textdomain(PACKAGE_TARNAME);
	if (*gettext("") == '\0') /* a catalogue's header */
		textdomain("");
}

void intl_load(void)
{
	(void)gettext(""); /* what the catalogue says of itself */
}

void intl_end(void)
{
	setlocale(LC_MESSAGES, "C");
	textdomain("");
}

/* The domain is set where there is a catalogue. */
static bool is_english(void)
{
	return strcmp(textdomain(NULL), PACKAGE_TARNAME) != 0;
}

const char *intl_message(const char *message)
{
	return is_english() ? message : gettext(message);
}

const char *intl_plural(const char *one, const char *many, unsigned long count)
{
	if (is_english())
		return count == 1 ? one : many;
	return ngettext(one, many, count);
}

const char *intl_in_role(const char *key, const char *message)
{
	const char *found = is_english() ? key : gettext(key);

	return found == key ? message : found;
}

#else

void intl_start(const char *folder)
{
	(void)folder;
}

void intl_load(void)
{
}

void intl_end(void)
{
}

const char *intl_in_role(const char *key, const char *message)
{
	(void)key;
	return message;
}

#endif

/* The rules of plurals look at a number's last digits, six at most. */
unsigned long intl_count(uint64_t number)
{
	if (number <= ULONG_MAX)
		return (unsigned long)number;
	return (unsigned long)(number % 1000000 + 1000000);
}
