/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "decode/route.h"

enum {
	OPTION_END = 0,
	OPTION_NOP = 1,
	OPTION_LOOSE = 131,
	OPTION_STRICT = 137,
	ROUTE_BEGIN = 3, /* type, length, pointer */
	POINTER_MIN = 4, /* it counts from one */
	IPV4_ADDRESS = 4,
	ROUTING_SOURCE = 0,
	ROUTING_HOME = 2,
	ROUTING_SEGMENTS = 4,
	ROUTING_BEGIN = 8,
	IPV6_ADDRESS = 16,
};

/* `option` is whole, and of this length. */
static const uint8_t *last_of(const uint8_t *option, unsigned len,
                              const uint8_t *stop)
{
	unsigned pointer = len > ROUTE_BEGIN ? option[2] : 0;

	if (pointer < POINTER_MIN || pointer > len ||
	    pointer % IPV4_ADDRESS != 0 ||
	    (len - ROUTE_BEGIN) % IPV4_ADDRESS != 0)
		return stop;
	return option + len - IPV4_ADDRESS;
}

const uint8_t *route_ipv4(struct view options, const uint8_t *stop)
{
	unsigned kind, len;

	while (view_have(options, 0, 1)) {
		kind = options.at[0];
		if (kind == OPTION_END)
			return stop;
		if (kind == OPTION_NOP) {
			options = view_skip(options, 1);
			continue;
		}
		len = view_have(options, 1, 1) ? options.at[1] : 0;
		if (len < 2 || !view_have(options, 0, len))
			return stop;
		if (kind == OPTION_LOOSE || kind == OPTION_STRICT)
			return last_of(options.at, len, stop);
		options = view_skip(options, len);
	}
	return stop;
}

const uint8_t *route_ipv6(struct view header, const uint8_t *stop)
{
	uint32_t last = ROUTING_BEGIN, len;

	if (!view_have(header, 0, ROUTING_BEGIN))
		return stop;
	len = (header.at[1] + 1u) * 8;
	if (header.at[3] == 0 || len < ROUTING_BEGIN + IPV6_ADDRESS)
		return stop;
	switch (header.at[2]) {
	case ROUTING_SOURCE:
		last = ROUTING_BEGIN + (header.at[1] / 2u - 1) * IPV6_ADDRESS;
		break;
	case ROUTING_HOME:
	case ROUTING_SEGMENTS:
		break;
	default:
		return stop;
	}
	return view_have(header, last, IPV6_ADDRESS) ? header.at + last : stop;
}
