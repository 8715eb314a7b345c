/* SPDX-License-Identifier: BSD-2-Clause
 *
 * judge: --check, from files to an exit status.
 */
#ifndef TCPLADDER_JUDGE_H
#define TCPLADDER_JUDGE_H

#include <stdbool.h>

struct options;
struct options_check;
struct output;
struct verdicts;

/* Looks at each file as a capture of its own; prints what is wrong, writes the
 * reports asked for, and tells trouble on stderr.  Returns EXIT_READ, EXIT_FOUND
 * where anything is at or above the threshold, or EXIT_TROUBLE. */
int judge_captures(const struct options *options);

/* True when no report takes the place of the lines on standard output. */
bool judge_wants_lines(const struct options_check *check);

/* Writes each report that is asked for, to its file or to the output; tells
 * trouble on stderr.  Returns EXIT_READ or EXIT_TROUBLE. */
int judge_write_reports(const struct options_check *check,
                        const struct verdicts *verdicts,
                        const struct output *output);

#endif
