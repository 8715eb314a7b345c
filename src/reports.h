/* SPDX-License-Identifier: BSD-2-Clause
 *
 * reports: what --report asks for, from opening to the end.
 */
#ifndef TCPLADDER_REPORTS_H
#define TCPLADDER_REPORTS_H

#include <stdbool.h>

struct fault;
struct options_check;
struct output;
struct verdicts;

struct reports {
	const struct options_check *check;
	struct output *files; /* one for each that names a file */
};

/* Opens the files.  Returns 0, or -1 with "FILE: reason" in the fault and
 * nothing left open.  The caller ends them with reports_write() or
 * reports_drop(). */
int reports_open(struct reports *reports, const struct options_check *check,
                 struct fault *fault);

/* True when no report takes the place of the lines on standard output. */
bool reports_want_lines(const struct options_check *check);

/* Writes each report to its file or to the output; tells trouble on stderr.
 * Returns EXIT_READ or EXIT_TROUBLE. */
int reports_write(struct reports *reports, const struct verdicts *verdicts,
                  const struct output *output);

/* Leaves the files as they were. */
void reports_drop(struct reports *reports);

#endif
