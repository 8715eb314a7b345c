/* SPDX-License-Identifier: BSD-2-Clause
 *
 * explain: writes what --explain asks for, and the same for tools.
 */
#ifndef TCPLADDER_REPORT_EXPLAIN_H
#define TCPLADDER_REPORT_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The rules of these slugs, which are known, one after another; every rule in
 * a line or two where count is 0.  No line is wider than width, and with ascii
 * no byte above 127 is written. */
void explain_write(FILE *out, const char *const *slugs, size_t count,
                   size_t width, bool ascii);

/* A line a rule: slug, severity, source, title and the four parts of its
 * explanation, separated by tabs. */
void explain_dump(FILE *out);

#endif
