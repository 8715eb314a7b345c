/* SPDX-License-Identifier: BSD-2-Clause
 *
 * layers: every layer another layer may call, by the file it stands in.
 *
 * All are decode_step, unless they need a number to go on with.
 */
#ifndef TCPLADDER_LAYERS_H
#define TCPLADDER_LAYERS_H

#include "decode/walk.h"

/* link.c: by libpcap's DLT_ number; the row, or NULL. */
const struct step_table *link_table(void);
const struct step *link_find(int link_type);
enum packet_kind link_decode(struct walk *walk, uint32_t link_type,
                             struct view view);

/* link_frame.c: link types that name an address family or an EtherType. */
decode_step null_decode;
decode_step loop_decode;
decode_step sll_decode;
decode_step sll2_decode;
decode_step ipnet_decode;
decode_step pflog_decode;
decode_step enc_decode;
decode_step nflog_decode;
decode_step arcnet_decode;
decode_step arcnet_linux_decode;
decode_step firewire_decode;
decode_step ipoib_decode;
decode_step pktap_decode;
decode_step ppi_decode;
decode_step netanalyzer_decode;

/* ethernet.c: a frame from its destination address on; does it look like one;
 * what a type or length field announces. */
decode_step ethernet_decode;
bool ethernet_plausible(struct view view);
enum packet_kind type_or_length_decode(struct walk *walk, unsigned type,
                                       struct view view);

/* ethertype.c: what an EtherType announces, behind any tags. */
enum packet_kind ethertype_decode(struct walk *walk, unsigned type,
                                  struct view view);
bool ethertype_known(unsigned type);
const struct step_table *ethertype_table(void);

/* backbone.c: headers in front of a whole Ethernet frame, or an EtherType. */
decode_step backbone_decode;
decode_step fabricpath_decode;
decode_step trill_decode;
decode_step batman_decode;
decode_step macsec_decode;
decode_step nsh_decode;
const struct step_table *nsh_table(void);

/* llc.c: 802.2; SNAP with `pad` bytes before a bridged frame; the media that
 * have 802.2 only. */
decode_step llc_decode;
enum packet_kind snap_decode(struct walk *walk, struct view view, uint32_t pad);
const struct step_table *bridged_table(void);
decode_step fddi_decode;
decode_step token_ring_decode;
decode_step ip_over_fc_decode;
decode_step sunatm_decode;

/* icmp.c: looks for a TCP header in what an error of this protocol quotes. */
void icmp_quote(struct walk *walk, unsigned protocol, struct view view);

/* mpls.c */
decode_step mpls_decode;

/* ppp.c: from the protocol field on; with or without address and control;
 * PPPoE; HDLC as Cisco has it; frame relay. */
decode_step ppp_decode;
decode_step ppp_hdlc_decode;
decode_step ppp_direction_decode;
decode_step pppoe_decode;
decode_step chdlc_decode;
decode_step chdlc_direction_decode;
decode_step frame_relay_decode;
decode_step frame_relay_direction_decode;
const struct step_table *ppp_table(void);
const struct step_table *nlpid_table(void);

/* wireless.c: 802.11; and with its frame control's bytes swapped. */
decode_step wireless_decode;
decode_step wireless_swapped_decode;

/* radio.c: what capture cards put in front of 802.11. */
decode_step radiotap_decode;
decode_step prism_decode;
decode_step avs_decode;

/* juniper.c */
decode_step juniper_ethernet_decode;
decode_step juniper_ppp_decode;
decode_step juniper_frame_relay_decode;
decode_step juniper_chdlc_decode;
decode_step juniper_pppoe_decode;
decode_step juniper_ggsn_decode;
decode_step juniper_vp_decode;
decode_step juniper_atm1_decode;
decode_step juniper_atm2_decode;

/* ip.c: either version, told by the first four bits; what an IP protocol
 * number announces (PACKET_NOT_TCP where nothing is known). */
decode_step ip_decode;
bool ip_plausible(struct view view);
enum packet_kind ip_protocol_decode(struct walk *walk, unsigned protocol,
                                    struct view view);
const struct step_table *ip_protocol_table(void);

/* ipv4.c, ipv6.c, tcp.c, udp.c */
decode_step ipv4_decode;
decode_step ipv6_decode;
decode_step tcp_decode;
decode_step udp_decode;
const struct step_table *udp_table(void);

/* gre.c */
decode_step gre_decode;
const struct step_table *gre_table(void);

/* tunnel.c: tunnels straight over IP or UDP. */
decode_step authentication_decode;
decode_step etherip_decode;
decode_step l2tp_decode;
decode_step gtp_decode;
decode_step vxlan_decode;
decode_step vxlan_gpe_decode;
decode_step geneve_decode;
decode_step teredo_decode;
decode_step ayiya_decode;
decode_step lisp_decode;
decode_step mirror_decode;
decode_step mobile_ip_decode;
decode_step capwap_decode;
decode_step tzsp_decode;
const struct step_table *tzsp_table(void);

#endif
