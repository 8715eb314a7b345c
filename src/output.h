/* SPDX-License-Identifier: BSD-2-Clause
 *
 * output: where a report goes, and whether all of it got there.
 *
 * A file is written beside its name and renamed when it is whole, so that a
 * full disk or an interruption leaves the old one; a device or a pipe is written
 * straight.  Standard output on a terminal goes through a pager, as git's does.
 * All that cannot be done inside a sandbox is done when it is opened.
 */
#ifndef TCPLADDER_OUTPUT_H
#define TCPLADDER_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/fault.h"
#include "keeper.h"
#include "pager.h"

struct options;

struct output {
	FILE *stream;
	const char *name;     /* of the file, or NULL for standard output */
	bool kept;            /* it is a file that may not be written in part */
	bool paged;           /* it goes through a pager */
	bool terminal;        /* people look at it */
	struct keeper keeper; /* when kept */
	struct pager pager;   /* when paged */
};

/* Opens what the options ask for.  Returns 0, or -1 with the fault
 * "FILE: reason".  The caller calls output_finish() after success. */
int output_open(struct output *output, const struct options *options,
                struct fault *fault);

/* The same for a file of this name, or for standard output where it is NULL,
 * without a pager.  The name must outlive the output. */
int output_open_file(struct output *output, const char *name,
                     struct fault *fault);

/* Ends the output: true when every byte reached its end.  whole: false leaves
 * a file's old content in place.  A pager that was quit is no trouble. */
bool output_finish(struct output *output, bool whole, struct fault *fault);

/* Columns of the terminal, or 80 where there is none. */
unsigned output_width(const struct output *output);

/* True when the locale writes UTF-8. */
bool output_utf8(void);

#endif
