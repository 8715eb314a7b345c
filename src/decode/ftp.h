/* SPDX-License-Identifier: BSD-2-Clause
 *
 * ftp: where a control connection announces its next data connection.
 */
#ifndef TCPLADDER_FTP_H
#define TCPLADDER_FTP_H

#include <stdbool.h>

#include "decode/segment.h"

#define FTP_PORT 21

/* Whether it is of a control connection: few are, and none but those should pay
 * for what follows. */
static inline bool ftp_is_control(const struct segment *segment)
{
	return segment->source.port == FTP_PORT ||
	       segment->destination.port == FTP_PORT;
}

/* Which data connection a control connection's segment announces at the
 * beginning of its payload: one end of it, and the address of the other
 * (peer->port is 0).  A 227 or 229 reply tells where the server will listen; a
 * PORT command has it call from its data port (RFC 959 §3.3, §5.4; RFC 2428
 * §3).  False where there is none, or not all of it is captured. */
bool ftp_announcement(const struct segment *segment, struct endpoint *end,
                      struct endpoint *peer);

#endif
