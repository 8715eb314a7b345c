/* SPDX-License-Identifier: BSD-2-Clause
 *
 * sandbox: a process that can read and write what it has open, and no more.
 *
 * Each platform has a file of its own; configure takes one of them.
 */
#ifndef TCPLADDER_SANDBOX_H
#define TCPLADDER_SANDBOX_H

struct fault;
struct text;

/* Gives up, until the process ends: opening files, sockets, other processes and
 * programs, signals, new executable memory.  What stays: the descriptors that
 * are open, memory, threads, the clock, random numbers.  A refused call fails
 * (on OpenBSD it ends the process).  Where the system at hand lacks a
 * mechanism, those that it has are used.  Returns 0, or -1 with the reason in
 * the fault where the system has one and refuses it. */
int sandbox_enter(struct fault *fault);

/* Adds the mechanisms sandbox_enter() would use here, "seccomp, Landlock", or
 * why there is none. */
void sandbox_describe(struct text *text);

#endif
