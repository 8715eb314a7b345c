/* SPDX-License-Identifier: BSD-2-Clause
 *
 * read: captures through a report, as the options ask.
 */
#ifndef TCPLADDER_READ_H
#define TCPLADDER_READ_H

#include "report/run.h"

struct options;
struct output;

/* How to run the format the options name, or another that is then set. */
struct run_options read_plan(const struct options *options,
                             const struct output *output);

/* Reads these files as one capture into a report, and tells trouble on stderr.
 * Returns EXIT_READ or EXIT_TROUBLE. */
int read_files(const struct options *options, const char *const *files,
               size_t file_count, const struct run_options *run);

/* The usual: the options' files and format, to their output.  Returns
 * EXIT_READ or EXIT_TROUBLE. */
int read_captures(const struct options *options);

#endif
