/* SPDX-License-Identifier: BSD-2-Clause
 *
 * privileges: root's, given up.
 */
#ifndef TCPLADDER_PRIVILEGES_H
#define TCPLADDER_PRIVILEGES_H

struct fault;

/* Started as root: becomes this user, or nobody where it is NULL, for good, in
 * that user's group and no other.  A user whose number is 0 stays root; anyone
 * else than root stays who they are.  Returns 0, or -1 with the reason in the
 * fault: there is no such user, or the system refuses. */
int privileges_drop(const char *user, struct fault *fault);

#endif
