/* SPDX-License-Identifier: BSD-2-Clause
 *
 * phrase: short texts that are arguments of a sentence.
 *
 * They are returned whole and live to the end of the full expression that made
 * them: text_printf(t, _("It took %s."), phrase_duration(ns).text).
 */
#ifndef TCPLADDER_PHRASE_H
#define TCPLADDER_PHRASE_H

#include <stdint.h>

struct phrase {
	char text[128];
};

/* As printf does. */
struct phrase phrase_printf(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* A duration in ns with three digits that matter and its unit: "820 µs",
 * "21.5 ms", "1.02 s", "61.0 s"; from ten minutes on in two units, "12 min 5 s",
 * "3 h 20 min", "2 d 4 h".  The same in every language. */
struct phrase phrase_duration(int64_t ns);

/* "once", "twice" or "5 times". */
struct phrase phrase_times(int64_t number);

/* A number in groups of three: "5 230". */
struct phrase phrase_grouped(uint64_t number);

/* A number named by its distance from a letter's: "J", "J+2", "J-1". */
struct phrase phrase_offset(char letter, int32_t by);

#endif
