/* SPDX-License-Identifier: BSD-2-Clause
 *
 * options_check: the words of --check's own options.
 */
#ifndef TCPLADDER_OPTIONS_CHECK_H
#define TCPLADDER_OPTIONS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "report/check.h"
#include "report/ci.h"

struct fault;

/* One --report. */
struct report_wish {
	const struct ci_format *format;
	const char *file; /* NULL: standard output, in place of the lines */
};

struct options_check {
	const char *given; /* the name of the last option of these, or NULL */
	enum severity fail_on;
	bool ignored[RULE_COUNT]; /* by --ignore */
	bool named[RULE_COUNT];   /* by --only */
	bool only;                /* --only was given */
	struct report_wish *reports;
	size_t report_count;
};

/* The default: all rules, errors fail, no report. */
void options_check_init(struct options_check *check);

/* Each takes one option's value, which must outlive *check.  Returns 0, or -1
 * with the reason in the fault. */
int options_check_fail_on(struct options_check *check, const char *value,
                          struct fault *fault);
int options_check_ignore(struct options_check *check, const char *value,
                         struct fault *fault);
int options_check_only(struct options_check *check, const char *value,
                       struct fault *fault);
int options_check_report(struct options_check *check, const char *value,
                         struct fault *fault);

/* What is to be looked for; its verdicts are the caller's to set. */
void options_check_plan(const struct options_check *check,
                        struct check_plan *plan);

/* Frees what it holds, not itself. */
void options_check_fini(struct options_check *check);

#endif
