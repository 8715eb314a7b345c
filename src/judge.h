/* SPDX-License-Identifier: BSD-2-Clause
 *
 * judge: --check, from files to an exit status.
 */
#ifndef TCPLADDER_JUDGE_H
#define TCPLADDER_JUDGE_H

struct options;

/* Looks at each file as a capture of its own; prints what is wrong, writes the
 * reports asked for, and tells trouble on stderr.  Returns EXIT_READ, EXIT_FOUND
 * where anything is at or above the threshold, or EXIT_TROUBLE. */
int judge_captures(const struct options *options);

#endif
