/* SPDX-License-Identifier: BSD-2-Clause
 *
 * fault: what went wrong outside of us, told to the caller.
 *
 * A file that cannot be opened, an unknown link type, a full disk: the lowest
 * function that knows the reason writes it into a fault the caller owns, and
 * returns -1 or NULL.  The first fault wins.  Bad packets and protocol violations are data, never faults.
 */
#ifndef TCPLADDER_FAULT_H
#define TCPLADDER_FAULT_H

#include <stdbool.h>

#define FAULT_TEXT_SIZE 512

struct fault {
	char text[FAULT_TEXT_SIZE]; /* one sentence without a full stop; "" when
	                               nothing is wrong */
};

/* Writes a reason, unless the fault already holds one.  What is too long loses
 * its middle: a long name at the beginning leaves the reason at the end.  fault
 * may be NULL.
 * Returns -1, so that a caller can `return fault_set(…)`. */
int fault_set(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* True when a reason has been written. */
bool fault_is_set(const struct fault *fault);

#endif
