/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tell: captures through the whole program, in this process, into a string.
 */
#ifndef TCPLADDER_TELL_FUZZ_H
#define TCPLADDER_TELL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "report/report.h"
#include "report/verdicts.h"

enum form {
	FORM_LADDER,
	FORM_LIST,
	FORM_JSON,
	FORM_NDJSON,
	FORM_CHECK,
	FORM_JUNIT,
	FORM_SARIF,
	FORM_GITHUB,
	FORM_TAP,
	FORM_RECORD,
	FORM_EXPECT, /* what FORM_RECORD writes of the same files */
	FORM_COMPARE,
	FORM_COUNT
};

/* What to read, and how to tell it. */
struct wish {
	enum form form;
	struct report_style style; /* its `out` is not looked at */
	int64_t linger;
	bool checksums, problems, ends;
	const char *const *files;
	size_t file_count;
	const char *label;         /* what a check calls the files */
	const char *const *others; /* of FORM_COMPARE */
	size_t other_count;
};

/* What came of it. */
struct told {
	char *text; /* NUL behind it */
	size_t len;
	struct fault fault;             /* of reading, or none */
	uint64_t found[SEVERITY_COUNT]; /* by a check */
	uint64_t not_met;               /* expectations */
};

/* Returns false where the files cannot be opened: the fault says why.  In both
 * cases the caller empties it with told_fini(). */
bool told_init(struct told *told, const struct wish *wish);
void told_fini(struct told *told);

/* The form's name, for messages. */
const char *form_name(enum form form);

#endif
