/* SPDX-License-Identifier: BSD-2-Clause
 *
 * room: how much of what is over may stay in memory.
 */
#ifndef TCPLADDER_ROOM_H
#define TCPLADDER_ROOM_H

#include <stddef.h>

/* Bytes: so many for each connection there is, put away or not, but not less than
 * `least` nor, where that is less, more than `most`. */
struct room {
	size_t least, each, most;
};

#endif
