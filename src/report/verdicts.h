/* SPDX-License-Identifier: BSD-2-Clause
 *
 * verdicts: what was looked for in captures, and what came of it.
 *
 * Rules and expectations add results, a file at a time; a line is printed for
 * each that names something wrong, and the reports for CI systems (junit,
 * sarif, github, tap) are written from the list.
 */
#ifndef TCPLADDER_VERDICTS_H
#define TCPLADDER_VERDICTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "track/rules.h"

#define VERDICTS_NO_STREAM (-1)

/* One thing that was looked for: all is well, or what is wrong.  Results of
 * one name in one file are one test case. */
struct check_result {
	size_t file;     /* verdicts_file()'s */
	int64_t stream;  /* or VERDICTS_NO_STREAM */
	uint64_t packet; /* in its file, from 1; 0: of no packet */
	enum severity severity;
	const char *name;   /* a rule's slug, or the expectation's words */
	enum rule rule;     /* RULE_COUNT for an expectation */
	const char *source; /* the file of expectations it stands in, or NULL */
	unsigned line;      /* in it, from 1 */
	const char *message; /* what is wrong, in a sentence without its stop;
	                        NULL where nothing is */
	const char *expected, *actual; /* in words or numbers, or NULL */
	bool passed; /* nothing is wrong, or too little to count */
};

/* A file that was looked at: a suite of tests. */
struct check_file {
	char *name;    /* as given; raw bytes: show it harmless */
	char *trouble; /* why it could not be read to its end, or NULL */
	uint64_t connections;
};

struct verdicts {
	FILE *lines; /* for people and editors, or NULL; the caller's */
	bool keep;   /* results are wanted for a report */
	struct check_file *files;
	size_t file_count;
	struct check_result *results; /* by file; strings are their own */
	size_t result_count, result_room;
	uint64_t found[SEVERITY_COUNT]; /* results with a message */
	uint64_t failed;                /* results that did not pass */
};

/* Begins the results of the next file, whose number this returns. */
size_t verdicts_file(struct verdicts *verdicts, const char *name);

/* The last file could not be read to its end; the reason is copied. */
void verdicts_trouble(struct verdicts *verdicts, const char *reason);

/* Takes a result of the last file; its strings are copied.  One with a
 * message is printed as a line as well. */
void verdicts_add(struct verdicts *verdicts, const struct check_result *result);

/* True when the last file has a result of this rule. */
bool verdicts_has(const struct verdicts *verdicts, enum rule rule);

/* Puts the last file's results in the order of the rules, expectations last;
 * those of one rule stay in their order. */
void verdicts_group(struct verdicts *verdicts);

/* Writes "FILE:packet 8: error: MESSAGE [NAME]" and a line's end. */
void verdicts_line(FILE *out, const char *file,
                   const struct check_result *result);

/* The last line: files, connections, and how much of each severity. */
void verdicts_totals(const struct verdicts *verdicts);

/* Frees what it holds, not itself. */
void verdicts_fini(struct verdicts *verdicts);

#endif
