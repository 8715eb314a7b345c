/* SPDX-License-Identifier: BSD-2-Clause
 *
 * keeper: a file that appears whole, or not at all.
 *
 * It is written under another name beside its own.  At the end it must be
 * renamed or removed, which a process in a sandbox cannot do, nor one that is
 * not root any more; and which must happen, too, when that process is killed.
 * So this is the work of a small process of its own, which reads nothing but
 * the word to do it.
 */
#ifndef TCPLADDER_KEEPER_H
#define TCPLADDER_KEEPER_H

#include <stdbool.h>

struct fault;

struct keeper {
	int line; /* to the process, a socket */
};

/* Starts to keep the file of this name; a symbolic link is followed, and a file
 * that is there lends its mode and its owner, as far as these may be given.
 * Returns a descriptor to write to, which is the caller's, or -1 with "FILE:
 * reason" in the fault.  The caller ends it with keeper_finish(), and until
 * then whatever ends the caller leaves the old file. */
int keeper_start(struct keeper *keeper, const char *name, struct fault *fault);

/* Puts the file in place, or removes it.  Returns 0 or an errno; 0 only when
 * all is done. */
int keeper_finish(struct keeper *keeper, bool whole);

#endif
