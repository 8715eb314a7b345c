/* SPDX-License-Identifier: BSD-2-Clause
 *
 * hold: captures held against something, --expect, --record and --compare:
 * from files to an exit status.
 */
#ifndef TCPLADDER_HOLD_H
#define TCPLADDER_HOLD_H

struct options;

/* Reads the expectations, then the captures as one, and tells where they part.
 * Returns EXIT_READ where all are met, EXIT_FOUND, or EXIT_TROUBLE. */
int hold_expectations(const struct options *options);

/* Writes the captures, read as one, as expectations.  Returns EXIT_READ or
 * EXIT_TROUBLE. */
int hold_record(const struct options *options);

/* Tells what the captures, read as one, and the other one saw otherwise.
 * Returns EXIT_READ where nothing differs, EXIT_FOUND, or EXIT_TROUBLE. */
int hold_compare(const struct options *options);

#endif
