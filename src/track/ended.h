/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ended: a list of connections that wait to go, the latest to speak last: of
 * those that have ended, or of handshakes that came to nothing.
 *
 * Its links are in the store, which is a linked one.
 */
#ifndef TCPLADDER_ENDED_H
#define TCPLADDER_ENDED_H

#include <stdint.h>

#include "track/store.h"

/* All zero: none. */
struct ended {
	uint32_t oldest, newest; /* places */
};

/* Puts the connection at this place, which is not in it, at the end. */
void ended_add(struct ended *ended, const struct store *store, uint32_t place);

/* Takes it out, if it is there. */
void ended_remove(struct ended *ended, const struct store *store,
                  uint32_t place);

/* What is at one place is at another from now on; where it is in the list, it
 * stays where it stands. */
void ended_move(struct ended *ended, const struct store *store, uint32_t from,
                uint32_t to);

#endif
