/* SPDX-License-Identifier: BSD-2-Clause
 *
 * intl: messages in the reader's language.
 *
 * A message is a whole sentence, or a clause or label that stands alone; its
 * numbers, durations and sides are arguments, which a translation may take in
 * another order (%2$s).  Nothing is glued from parts.  What programs read is
 * never translated: slugs, states, outcomes, severities, JSON's names.
 *
 *   _("…")               the message
 *   N_("…")              marks one that _() translates later
 *   C_("role", "…")      one whose translation depends on its role
 *   P_("…", "…", n)      for one, for several: the form that n wants
 *
 * Numbers and times look the same in every language: LC_NUMERIC and LC_TIME
 * stay as they are in "C".
 */
#ifndef TCPLADDER_INTL_H
#define TCPLADDER_INTL_H

#include <stdbool.h>
#include <stdint.h>

#ifdef ENABLE_NLS
#define _(message) intl_message(message)
#define P_(one, many, number) intl_plural(one, many, intl_count(number))
#else
#define _(message) (message)
#define P_(one, many, number) ((number) == 1 ? (one) : (many))
#endif
#define N_(message) message
#define C_(role, message) intl_in_role(role "\004" message, message)

/* Takes the language of the environment, its catalogue from this folder, for
 * the rest of the run; the catalogue is UTF-8, so that the language is English
 * where that cannot be shown. */
void intl_start(const char *folder);

/* Reads the catalogue now, instead of when the first message is wanted. */
void intl_load(void);

/* English from here on. */
void intl_end(void);

/* The environment's characters are UTF-8. */
bool intl_is_utf8(void);

/* A number as ngettext() takes it: what decides its form is kept. */
unsigned long intl_count(uint64_t number);

/* gettext() and ngettext(), which take a thousand steps to find nothing where
 * there is nothing to find. */
const char *intl_message(const char *message) __attribute__((format_arg(1)));
const char *intl_plural(const char *one, const char *many, unsigned long count)
	__attribute__((format_arg(1), format_arg(2)));

/* The translation of "ROLE\004MESSAGE", or the message. */
const char *intl_in_role(const char *key, const char *message)
	__attribute__((format_arg(2)));

#endif
