/* SPDX-License-Identifier: BSD-2-Clause
 *
 * vnc: the greeting of remote framebuffers.
 */
#ifndef TCPLADDER_VNC_H
#define TCPLADDER_VNC_H

#include <stdbool.h>

#include "decode/segment.h"

#define VNC_GREETING_LEN 12

/* For vnc_greets(): whether twelve bytes of payload are a greeting. */
bool vnc_is_greeting(const struct segment *segment);

/* True for a payload of "RFB ", a version and a newline, and no more (RFC 6143
 * §7.1.1), on ports that are not VNC's own.  False, too, where not all of it is
 * captured. */
static inline bool vnc_greets(const struct segment *segment)
{
	return segment->len == VNC_GREETING_LEN && vnc_is_greeting(segment);
}

#endif
