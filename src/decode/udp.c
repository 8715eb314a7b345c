/* SPDX-License-Identifier: BSD-2-Clause
 *
 * | source port | destination port | length | checksum |
 *
 * UDP is read for the tunnels in it, which only their ports announce.
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "decode/layers.h"

enum { UDP_HEADER = 8, IPV6_HEADER = 40, TEREDO_PORT = 3544 };

/* IANA, "Service Name and Transport Protocol Port Number Registry". */
static const struct step UDP_PORTS[] = {
	{2152, "GTP user plane", gtp_decode},
	{2123, "GTP control plane", gtp_decode}, /* user packets strayed */
	{3386, "GTP version 0", gtp_decode},
	{4789, "VXLAN", vxlan_decode},
	{4790, "VXLAN-GPE", vxlan_gpe_decode},
	{6081, "Geneve", geneve_decode},
	{4754, "GRE", gre_decode},
	{6635, "MPLS", mpls_decode},
	{TEREDO_PORT, "Teredo", teredo_decode},
	{5072, "AYIYA", ayiya_decode},
	{4341, "LISP data", lisp_decode},
	{1701, "L2TP", l2tp_decode},
	{5247, "CAPWAP data", capwap_decode},
	{434, "Mobile IP", mobile_ip_decode},
	{30030, "Juniper packet mirror", mirror_decode},
	{37008, "TZSP", tzsp_decode},
};

const struct step_table *udp_table(void)
{
	static const struct step_table TABLE = {"UDP port", UDP_PORTS,
	                                        ARRAY_LEN(UDP_PORTS)};

	return &TABLE;
}

/* Teredo clients talk to each other on any port.  What has the form of an IPv6
 * packet to the last byte, with a Teredo address in it (RFC 4380 §2.6:
 * 2001::/32), is one. */
static bool is_teredo(struct view view)
{
	static const uint8_t PREFIX[] = {0x20, 0x01, 0x00, 0x00};

	return view_have(view, 0, IPV6_HEADER) && view.at[0] >> 4 == 6 &&
	       view.wire == (size_t)IPV6_HEADER + load_be16(view.at + 4) &&
	       (memcmp(view.at + 8, PREFIX, sizeof(PREFIX)) == 0 ||
	        memcmp(view.at + 24, PREFIX, sizeof(PREFIX)) == 0);
}

enum packet_kind udp_decode(struct walk *walk, struct view view)
{
	unsigned source, destination, len;

	if (!view_have(view, 0, UDP_HEADER))
		return PACKET_MALFORMED;
	source = load_be16(view.at);
	destination = load_be16(view.at + 2);
	len = load_be16(view.at + 4);
	if (step_find(udp_table(), destination) == NULL) {
		if (step_find(udp_table(), source) == NULL &&
		    !is_teredo(view_skip(view_first(view, len), UDP_HEADER)))
			return PACKET_NOT_TCP;
		destination = step_find(udp_table(), source) ? source
		                                             : TEREDO_PORT;
	}
	if (len == 0 && (walk->ip.family == 6 || view.wire > UINT16_MAX))
		len = view.wire; /* RFC 2675 §4, and segmentation offload */
	if (len < UDP_HEADER)
		return PACKET_MALFORMED;
	return step_into(udp_table(), destination, walk,
	                 view_skip(view_first(view, len), UDP_HEADER),
	                 PACKET_NOT_TCP);
}
