/* SPDX-License-Identifier: BSD-2-Clause
 *
 * libpcap's DLT_ numbers, and the LINKTYPE_ numbers that name the same.
 */
#include "config.h"

#include "base/array.h"
#include "decode/layers.h"

static const struct step LINKS[] = {
	{1, "EN10MB", ethernet_decode},
	{0, "NULL", null_decode},
	{108, "LOOP", loop_decode},
	{12, "RAW", ip_decode},
	{14, "RAW", ip_decode},  /* OpenBSD's number */
	{101, "RAW", ip_decode}, /* as files have it */
	{228, "IPV4", ipv4_decode},
	{229, "IPV6", ipv6_decode},
	{113, "LINUX_SLL", sll_decode},
	{276, "LINUX_SLL2", sll2_decode},
	{9, "PPP", ppp_hdlc_decode},
	{50, "PPP_SERIAL", ppp_hdlc_decode},
	{51, "PPP_ETHER", pppoe_decode},
	{166, "PPP_PPPD", ppp_direction_decode},
	{204, "PPP_WITH_DIR", ppp_direction_decode},
	{104, "C_HDLC", chdlc_decode},
	{205, "C_HDLC_WITH_DIR", chdlc_direction_decode},
	{107, "FRELAY", frame_relay_decode},
	{206, "FRELAY_WITH_DIR", frame_relay_direction_decode},
	{219, "MPLS", mpls_decode},
	{10, "FDDI", fddi_decode},
	{6, "IEEE802", token_ring_decode},
	{7, "ARCNET", arcnet_decode},
	{129, "ARCNET_LINUX", arcnet_linux_decode},
	{11, "ATM_RFC1483", llc_decode},
	{100, "ATM_RFC1483", llc_decode},
	{123, "SUNATM", sunatm_decode},
	{122, "IP_OVER_FC", ip_over_fc_decode},
	{138, "APPLE_IP_OVER_IEEE1394", firewire_decode},
	{242, "IPOIB", ipoib_decode},
	{105, "IEEE802_11", wireless_decode},
	{127, "IEEE802_11_RADIO", radiotap_decode},
	{119, "PRISM_HEADER", prism_decode},
	{163, "IEEE802_11_RADIO_AVS", avs_decode},
	{192, "PPI", ppi_decode},
	{149, "PKTAP", pktap_decode}, /* Darwin's number */
	{258, "PKTAP", pktap_decode},
	{226, "IPNET", ipnet_decode},
	{239, "NFLOG", nflog_decode},
	{117, "PFLOG", pflog_decode},
	{109, "ENC", enc_decode},
	{240, "NETANALYZER", netanalyzer_decode},
	{178, "JUNIPER_ETHER", juniper_ethernet_decode},
	{179, "JUNIPER_PPP", juniper_ppp_decode},
	{180, "JUNIPER_FRELAY", juniper_frame_relay_decode},
	{181, "JUNIPER_CHDLC", juniper_chdlc_decode},
	{167, "JUNIPER_PPPOE", juniper_pppoe_decode},
	{133, "JUNIPER_GGSN", juniper_ggsn_decode},
	{183, "JUNIPER_VP", juniper_vp_decode},
	{137, "JUNIPER_ATM1", juniper_atm1_decode},
	{135, "JUNIPER_ATM2", juniper_atm2_decode},
};

const struct step_table *link_table(void)
{
	static const struct step_table TABLE = {"link type", LINKS,
	                                        ARRAY_LEN(LINKS)};

	return &TABLE;
}

const struct step *link_find(int link_type)
{
	return link_type < 0 ? NULL
	                     : step_find(link_table(), (unsigned)link_type);
}

enum packet_kind link_decode(struct walk *walk, uint32_t link_type,
                             struct view view)
{
	return step_into(link_table(), link_type, walk, view, PACKET_NOT_IP);
}
