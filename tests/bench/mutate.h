/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One wrong number in one equation of each conversation.
 */
#ifndef TCPLADDER_BENCH_MUTATE_H
#define TCPLADDER_BENCH_MUTATE_H

#include "packet.h"

struct conversation;
struct tap;

/* Changes the packet if it is the one of its conversation to be changed, and
 * writes to tap->mutations:
 *
 *     stream rule packet expected found must|may
 *
 * numbers as on the wire; "must" where an observer at the tap can know that
 * the number is wrong, "may" where sound peers could have sent it as well. */
void mutate_packet(struct tap *tap, const struct conversation *c,
                   enum side side, struct packet *packet);

#endif
