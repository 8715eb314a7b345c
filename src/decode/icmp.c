/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | Type | Code | Checksum |  4 bytes more  | the packet it is about …
 *
 * An error quotes the packet it is about.  A TCP header in there is no segment,
 * but tells of a connection that the capture need not hold otherwise.
 *
 * References: RFC 792, RFC 4443 §2.1 and §3 (types below 128 are errors).
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum {
	ICMP_HEADER = 8,
	PROTOCOL_ICMP = 1,
	PROTOCOL_ICMPV6 = 58,
};

/* The errors that Wireshark reads on in: unreachable, quench, time exceeded,
 * parameter problem; unreachable, too big, time exceeded, parameter problem. */
static const struct {
	uint8_t protocol, type;
} ERRORS[] = {
	{PROTOCOL_ICMP, 3},   {PROTOCOL_ICMP, 4},   {PROTOCOL_ICMP, 11},
	{PROTOCOL_ICMP, 12},  {PROTOCOL_ICMPV6, 1}, {PROTOCOL_ICMPV6, 2},
	{PROTOCOL_ICMPV6, 3}, {PROTOCOL_ICMPV6, 4},
};

static bool is_error(unsigned protocol, unsigned type)
{
	for (size_t i = 0; i < ARRAY_LEN(ERRORS); i++)
		if (ERRORS[i].protocol == protocol && ERRORS[i].type == type)
			return true;
	return false;
}

void icmp_quote(struct walk *walk, unsigned protocol, struct view view)
{
	struct datagram ip = walk->ip;

	if (walk->quoting || !view_have(view, 0, ICMP_HEADER) ||
	    !is_error(protocol, view.at[0]))
		return;
	walk->quoting = true;
	(void)ip_decode(walk, view_skip(view, ICMP_HEADER));
	walk->quoting = false;
	walk->ip = ip;
}
