/* SPDX-License-Identifier: BSD-2-Clause
 *
 * layers: every layer another layer may call, by the file it stands in.
 *
 * All are decode_step unless they need a number to go on with.
 */
#ifndef TCPLADDER_LAYERS_H
#define TCPLADDER_LAYERS_H

#include "decode/walk.h"

/* ethernet.c */
decode_step ethernet_decode;

/* ethertype.c: what an EtherType announces. */
enum packet_kind ethertype_decode(struct walk *walk, unsigned type,
                                  struct view view);
const struct step_table *ethertype_table(void);

/* ip.c: either version, told by the first four bits; what an IP protocol
 * number announces (PACKET_NOT_TCP where nothing is known). */
decode_step ip_decode;
enum packet_kind ip_protocol_decode(struct walk *walk, unsigned protocol,
                                    struct view view);
const struct step_table *ip_protocol_table(void);

/* ipv4.c, ipv6.c, tcp.c */
decode_step ipv4_decode;
decode_step ipv6_decode;
decode_step tcp_decode;

/* link.c: by libpcap's DLT_ number. */
const struct step_table *link_table(void);
const struct step *link_find(int link_type);

#endif
