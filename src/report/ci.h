/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ci: the reports that CI systems show, written from a list of results.
 */
#ifndef TCPLADDER_CI_H
#define TCPLADDER_CI_H

#include <stdio.h>

#include "report/verdicts.h"

struct text;

/* One format: a row in the table of ci.c. */
struct ci_format {
	const char *name;
	void (*write)(const struct verdicts *verdicts, FILE *out);
	const char *lacking; /* the library it was built without, or NULL */
};

/* The format of this name of length bytes, or NULL. */
const struct ci_format *ci_find(const char *name, size_t length);

/* "junit, sarif, github or tap": for a message. */
void ci_names(struct text *names);

/* The results of one test case: of one name, in one file, in a row. */
struct ci_case {
	const struct check_result *results;
	size_t count;
	const struct check_result *failed; /* the first that did, or NULL */
};

/* The case that begins at *at, which is moved behind it; false where the
 * file's results end. */
bool ci_next(const struct verdicts *verdicts, size_t file, size_t *at,
             struct ci_case *found);

/* Where a file's results begin. */
size_t ci_first(const struct verdicts *verdicts, size_t file);

/* The case that a file was read to its end: its name. */
#define CI_READABLE "readable"

/* Each format's. */
void ci_write_junit(const struct verdicts *verdicts, FILE *out);
void ci_write_sarif(const struct verdicts *verdicts, FILE *out);
void ci_write_github(const struct verdicts *verdicts, FILE *out);
void ci_write_tap(const struct verdicts *verdicts, FILE *out);

#endif
