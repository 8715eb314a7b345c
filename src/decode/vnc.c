/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/vnc.h"

#include <string.h>

#include "base/bytes.h"

enum { AT_DOT = 7, AT_END = 11 };

/* A display's, or that of a viewer who listens. */
static bool is_vnc_s(uint16_t port)
{
	return port == 5500 || port == 5501 || port == 5900 || port == 5901;
}

bool vnc_is_greeting(const struct segment *s)
{
	struct bytes text = bytes_skip((struct bytes){s->tcp, s->tcp_captured},
	                               s->header_len);

	return text.len >= VNC_GREETING_LEN && !is_vnc_s(s->source.port) &&
	       !is_vnc_s(s->destination.port) &&
	       memcmp(text.at, "RFB ", 4) == 0 && text.at[AT_DOT] == '.' &&
	       text.at[AT_END] == '\n';
}
