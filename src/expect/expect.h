/* SPDX-License-Identifier: BSD-2-Clause
 *
 * expect: a capture held against a file of expectations, told as a report.
 */
#ifndef TCPLADDER_EXPECT_H
#define TCPLADDER_EXPECT_H

#include "expect/model.h"
#include "report/report.h"
#include "report/verdicts.h"

/* What report_expect is given as style.wishes, and what comes of it. */
struct expectation {
	const struct model *model;
	struct verdicts *verdicts; /* its last file gets a result a block */
	bool silent;               /* these alone, no lines */
	size_t met, not_met;       /* blocks */
};

/* Writes a line for each block, and where it is not met how the trace departs
 * from it; needs every segment's record (style.segments: KEEP_ALL). */
extern const struct report_format report_expect;

#endif
