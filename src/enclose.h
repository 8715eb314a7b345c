/* SPDX-License-Identifier: BSD-2-Clause
 *
 * enclose: the moment between opening and reading.
 */
#ifndef TCPLADDER_ENCLOSE_H
#define TCPLADDER_ENCLOSE_H

#include <stdio.h>

struct fault;
struct options;

/* All inputs and outputs are open, and no byte of a capture is read yet: gives
 * up whatever is not needed from here on, root's rights first, as far as the
 * options let it.  No thread may have been started: it would not be enclosed.
 * Returns 0, or -1 with the reason in the fault. */
int enclose(const struct options *options, struct fault *fault);

/* Writes a line on what enclose() would use here. */
void enclose_describe(const struct options *options, FILE *out);

#endif
