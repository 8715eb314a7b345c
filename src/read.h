/* SPDX-License-Identifier: BSD-2-Clause
 *
 * read: captures through a report, as the options ask.
 */
#ifndef TCPLADDER_READ_H
#define TCPLADDER_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "report/run.h"

struct capture;
struct fault;
struct options;
struct output;

/* How to run the format the options name, or another that is then set; before
 * enclose(), since it asks the terminal. */
struct run_options read_plan(const struct options *options,
                             const struct output *output);

/* Opens these files as one capture, reading nothing; as capture_reserve(). */
struct capture *read_reserve(const struct options *options,
                             const char *const *files, size_t file_count,
                             struct fault *fault);

/* Begins to read; false where it is no capture, which is told on stderr. */
bool read_begin(struct capture *capture);

/* Reads a capture, begun, to its end into a report, and tells trouble on
 * stderr.  Returns EXIT_READ or EXIT_TROUBLE. */
int read_to_end(struct capture *capture, const struct run_options *run);

/* All of it, where everything is open: gives up what is not needed for it any
 * more, begins, and reads.  *begun is false where nothing could be read. */
int read_enclosed(const struct options *options, struct capture *capture,
                  const struct run_options *run, bool *begun);

/* The usual: the options' files and format, to their output.  Returns
 * EXIT_READ or EXIT_TROUBLE. */
int read_captures(const struct options *options);

#endif
