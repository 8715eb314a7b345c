/* SPDX-License-Identifier: BSD-2-Clause
 *
 * samples: one packet for every row of every table in decode/, and for the
 * branches behind a row.
 *
 * All carry the same TCP segment, from port 4001 to 5001, sequence number
 * 1000, acknowledgment 2000, PSH and ACK, window 512, seven bytes of payload;
 * what differs is how it is wrapped.  One line of digits is one header, its
 * reading above it; headers met often have a name.
 */
#ifndef TCPLADDER_DECODE_SAMPLES_H
#define TCPLADDER_DECODE_SAMPLES_H

#include <stddef.h>

struct sample {
	const char *table; /* whose row it proves */
	unsigned number;   /* and which */
	const char *name;
	int link_type;
	const char *hex;
};

/* All samples, in two files: link types, and what stands above them. */
extern const struct sample LINK_SAMPLES[];
extern const size_t LINK_SAMPLE_COUNT;
extern const struct sample TUNNEL_SAMPLES[];
extern const size_t TUNNEL_SAMPLE_COUNT;

/* clang-format off */
/* TCP */
#define SEGMENT \
	"0fa11389000003e8000007d05018020000000000" \
	"474554202f2078"
/* IPv4 from 10.1.2.3 to 10.4.5.6, then TCP */
#define V4 \
	"4500002f004d000040065f6f0a0102030a040506" \
	SEGMENT
/* IPv6 from 2001:db8::1 to 2001:db8::2, then TCP */
#define V6 \
	"60000000001b063d20010db800000000000000000000000120010db80000000000" \
	"00000000000002" \
	SEGMENT
/* Ethernet, 0800 */
#define ETHERNET \
	"00163e44556600163e1122330800"
/* Ethernet, 86dd */
#define ETHERNET_IPV6 \
	"00163e44556600163e11223386dd"
/* 2001:db8::1 and 2001:db8::2 */
#define IPV6_ADDRESSES \
	"20010db800000000000000000000000120010db8000000000000000000000002"
/* 802.2, SNAP, 0800 */
#define SNAP \
	"aaaa030000000800"
/* 802.11, data from the distribution system */
#define WIRELESS \
	"0802000000163e44556600163e11223300163e7788991000"
/* PPP, IPv4 */
#define PPP \
	"0021"
/* PPP, address, control, IPv4 */
#define PPP_HDLC \
	"ff030021"
/* MPLS, label 16, bottom */
#define MPLS \
	"00010140"
/* frame relay, DLCI 100, UI */
#define RELAY \
	"184103"
/* Juniper */
#define JUNIPER \
	"4d474300"
/* NLPID, IPv4 */
#define NLPID_IPV4 \
	"cc"
/* clang-format on */

#endif
