/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

enum packet_kind ip_decode(struct walk *walk, struct view view)
{
	if (!view_have(view, 0, 1))
		return PACKET_MALFORMED;
	switch (view.at[0] >> 4) {
	case 4:
		return ipv4_decode(walk, view);
	case 6:
		return ipv6_decode(walk, view);
	default:
		return PACKET_NOT_IP;
	}
}

/* Where nothing says that IP follows, its lengths must fit. */
bool ip_plausible(struct view view)
{
	uint32_t total;

	if (view_have(view, 0, 20) && view.at[0] >> 4 == 4) {
		total = load_be16(view.at + 2);
		return (view.at[0] & 0x0f) >= 5 && total <= view.wire &&
		       (total == 0 || total >= 20);
	}
	if (view_have(view, 0, 40) && view.at[0] >> 4 == 6)
		return load_be16(view.at + 4) <= view.wire - 40;
	return false;
}

/* IANA, "Assigned Internet Protocol Numbers". */
static const struct step IP_PROTOCOLS[] = {
	{6, "TCP", tcp_decode},
	{17, "UDP", udp_decode},
	{4, "IPv4 in IP", ipv4_decode},  /* RFC 2003, RFC 2473 */
	{41, "IPv6 in IP", ipv6_decode}, /* RFC 4213, RFC 2473 */
	{47, "GRE", gre_decode},
	{51, "AH", authentication_decode},
	{97, "EtherIP", etherip_decode},
	{137, "MPLS in IP", mpls_decode},   /* RFC 4023 */
	{143, "Ethernet", ethernet_decode}, /* RFC 8986 §10.1 */
};

const struct step_table *ip_protocol_table(void)
{
	static const struct step_table TABLE = {"IP protocol", IP_PROTOCOLS,
	                                        ARRAY_LEN(IP_PROTOCOLS)};

	return &TABLE;
}

enum packet_kind ip_protocol_decode(struct walk *walk, unsigned protocol,
                                    struct view view)
{
	struct datagram ip = walk->ip;
	enum packet_kind kind;

	icmp_quote(walk, protocol, view);
	kind = step_into(ip_protocol_table(), protocol, walk, view,
	                 PACKET_NOT_TCP);
	walk->ip = ip;
	/* What is wrapped in IP was IP, whatever it holds. */
	return kind == PACKET_NOT_IP ? PACKET_NOT_TCP : kind;
}
