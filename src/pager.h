/* SPDX-License-Identifier: BSD-2-Clause
 *
 * pager: the program that shows long output a screenful at a time.
 */
#ifndef TCPLADDER_PAGER_H
#define TCPLADDER_PAGER_H

#include <stdio.h>

struct pager {
	int end; /* a pipe that ends when it does */
};

/* Starts what PAGER says, else less.  The process is there at once, as none can
 * be started from inside a sandbox, but becomes the pager only when there is
 * something to show.  Returns a stream to it, or NULL where there is none. */
FILE *pager_open(struct pager *pager);

/* Closes the stream and waits until the pager has been quit. */
void pager_close(struct pager *pager, FILE *stream);

#endif
