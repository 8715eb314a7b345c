/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Samples: link types, Ethernet tags and types.
 */
#include "config.h"

#include "base/array.h"
#include "decode_samples.h"

/* clang-format off */
const struct sample LINK_SAMPLES[] = {
	{"link type", 1, "Ethernet", 1,
	 ETHERNET V4},
	{"link type", 1, "802.3 with 802.2 and SNAP", 1,
	 /* 802.3, length */ "00163e44556600163e1122330037"
	 SNAP V4},
	{"link type", 1, "802.3 with 802.2, IP", 1,
	 /* 802.3, length */ "00163e44556600163e1122330032"
	 /* 802.2, IP */ "060603"
	 V4},
	{"link type", 1, "Cisco ISL", 1,
	 /* ISL, VLAN 1 */
	 "01000c00000000163e1122330040aaaa0300163e000300000000"
	 ETHERNET V4},
	{"link type", 0, "BSD loopback, little-endian", 0,
	 /* family 2 */ "02000000"
	 V4},
	{"link type", 0, "BSD loopback, big-endian", 0,
	 /* family 30, Darwin IPv6 */ "0000001e"
	 V6},
	{"link type", 0, "BSD loopback with an EtherType", 0,
	 /* type 0800 */ "00080000"
	 V4},
	{"link type", 0, "BSD loopback with PPP", 0,
	 PPP_HDLC V4},
	{"link type", 108, "OpenBSD loopback", 108,
	 /* family 24, OpenBSD IPv6 */ "00000018"
	 V6},
	{"link type", 12, "raw IPv4", 12,
	 V4},
	{"link type", 14, "raw IPv4", 14,
	 V4},
	{"link type", 101, "raw IPv4", 101,
	 V4},
	{"link type", 101, "raw IPv6", 101,
	 V6},
	{"link type", 228, "IPv4", 228,
	 V4},
	{"link type", 229, "IPv6", 229,
	 V6},
	{"link type", 113, "Linux cooked", 113,
	 /* cooked, hardware 1, 0800 */ "00000001000600163e11223300000800"
	 V4},
	{"link type", 113, "Linux cooked, 802.2", 113,
	 /* cooked, hardware 1, 0004 */ "00000001000600163e11223300000004"
	 SNAP V4},
	{"link type", 113, "Linux cooked, Ethernet", 113,
	 /* cooked, hardware 65534, 0003 */ "0004fffe000000000000000000000003"
	 ETHERNET V4},
	{"link type", 113, "Linux cooked, PPP", 113,
	 /* cooked, hardware 512, 0007 */ "00040200000000000000000000000007"
	 PPP_HDLC V4},
	{"link type", 113, "Linux cooked, radiotap", 113,
	 /* cooked, hardware 803, 0004 */ "00000323000600163e11223300000004"
	 /* radiotap */ "0000080000000000"
	 WIRELESS SNAP V4},
	{"link type", 113, "Linux cooked, 802.11", 113,
	 /* cooked, hardware 801, 0004 */ "00000321000600163e11223300000004"
	 WIRELESS SNAP V4},
	{"link type", 113, "Linux cooked, GRE device", 113,
	 /* cooked, hardware 778, 6558 */ "0000030a000600163e11223300006558"
	 ETHERNET V4},
	{"link type", 276, "Linux cooked, version 2", 276,
	 /* cooked 2, 0800 */ "08000000000000010001000600163e1122330000"
	 V4},
	{"link type", 9, "PPP", 9,
	 PPP_HDLC V4},
	{"link type", 9, "PPP without address and control", 9,
	 PPP V4},
	{"link type", 9, "PPP, compressed protocol", 9,
	 /* PPP, IPv4 in one byte */ "21"
	 V4},
	{"link type", 50, "PPP in HDLC framing", 50,
	 PPP_HDLC V4},
	{"link type", 50, "Cisco HDLC under PPP", 50,
	 /* Cisco HDLC, 0800 */ "8f000800"
	 V4},
	{"link type", 51, "PPPoE", 51,
	 /* PPPoE, session 1 */ "110000010031"
	 PPP V4},
	{"link type", 166, "PPP with direction for address", 166,
	 /* PPP, received, control, IPv4 */ "00030021"
	 V4},
	{"link type", 204, "PPP after a direction byte", 204,
	 /* sent */ "01"
	 PPP_HDLC V4},
	{"link type", 104, "Cisco HDLC", 104,
	 /* Cisco HDLC, 0800 */ "0f000800"
	 V4},
	{"link type", 205, "Cisco HDLC after a direction byte", 205,
	 /* received */ "00"
	 /* Cisco HDLC, 0800 */ "0f000800"
	 V4},
	{"link type", 107, "frame relay", 107,
	 RELAY NLPID_IPV4 V4},
	{"link type", 107, "frame relay as Cisco has it", 107,
	 /* frame relay, 0800 */ "18410800"
	 V4},
	{"link type", 107, "frame relay, four address bytes", 107,
	 /* frame relay, UI */ "1840404103"
	 NLPID_IPV4 V4},
	{"link type", 206, "frame relay after a direction byte", 206,
	 /* received */ "00"
	 RELAY NLPID_IPV4 V4},
	{"link type", 219, "MPLS", 219,
	 MPLS V4},
	{"link type", 10, "FDDI", 10,
	 /* FDDI, LLC */ "5000163e44556600163e112233"
	 SNAP V4},
	{"link type", 6, "token ring", 6,
	 /* 802.5, LLC */ "104000163e44556600163e112233"
	 SNAP V4},
	{"link type", 6, "token ring with a source route", 6,
	 /* 802.5, LLC, route of 6 bytes */
	 "104000163e44556680163e112233061000000000"
	 SNAP V4},
	{"link type", 7, "ARCNET, RFC 1201", 7,
	 /* ARCNET, IP, whole */ "0102d4000001"
	 V4},
	{"link type", 7, "ARCNET, RFC 1201, exception", 7,
	 /* ARCNET, IP, decoy, whole */ "0102d4ffffffd4000001"
	 V4},
	{"link type", 7, "ARCNET, RFC 1051", 7,
	 /* ARCNET, old IP */ "0102f0"
	 V4},
	{"link type", 7, "ARCNET, IPv6", 7,
	 /* ARCNET, IPv6, whole */ "0102c4000001"
	 V6},
	{"link type", 129, "ARCNET by Linux", 129,
	 /* ARCNET, IP, whole */ "01020000d4000001"
	 V4},
	{"link type", 11, "RFC 1483", 11,
	 SNAP V4},
	{"link type", 100, "RFC 1483", 100,
	 SNAP V4},
	{"link type", 123, "SunATM, LLC", 123,
	 /* SunATM, LLC */ "02000021"
	 SNAP V4},
	{"link type", 123, "SunATM, LANE", 123,
	 /* SunATM, LANE */ "010000210001"
	 ETHERNET V4},
	{"link type", 122, "IP over Fibre Channel", 122,
	 /* network header */ "000000163e445566000000163e112233"
	 SNAP V4},
	{"link type", 138, "IP over FireWire", 138,
	 /* FireWire, 0800 */ "000000000000000000000000000000000800"
	 V4},
	{"link type", 242, "IP over InfiniBand", 242,
	 /* routing header, 0800 */
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "000000000000000008000000"
	 V4},
	{"link type", 105, "802.11", 105,
	 WIRELESS SNAP V4},
	{"link type", 105, "802.11 QoS", 105,
	 /* 802.11, QoS data */
	 "8802000000163e44556600163e11223300163e77889910000000"
	 SNAP V4},
	{"link type", 105, "802.11 QoS with HT control", 105,
	 /* 802.11, QoS data, HT control */
	 "8882000000163e44556600163e11223300163e7788991000000000000000"
	 SNAP V4},
	{"link type", 105, "802.11 with four addresses", 105,
	 /* 802.11, data, both systems */
	 "0803000000163e44556600163e11223300163e778899100000163e112233"
	 SNAP V4},
	{"link type", 105, "802.11 padded to a word", 105,
	 /* 802.11, QoS data, two bytes of padding */
	 "8802000000163e44556600163e11223300163e778899100000000000"
	 SNAP V4},
	{"link type", 105, "802.11 mesh", 105,
	 /* 802.11, QoS data, mesh control */
	 "8803000000163e44556600163e11223300163e778899100000163e1122330001"
	 "001f01000000"
	 SNAP V4},
	{"link type", 105, "802.11 aggregate", 105,
	 /* 802.11, QoS data, A-MSDU */
	 "8802000000163e44556600163e11223300163e77889910008000"
	 /* subframe, length */ "00163e44556600163e1122330037"
	 SNAP V4},
	{"link type", 127, "radiotap", 127,
	 /* radiotap */ "0000080000000000"
	 WIRELESS SNAP V4},
	{"link type", 127, "radiotap with flags, checksum at the end", 127,
	 /* radiotap, flags: FCS */ "000009000200000010"
	 WIRELESS SNAP V4
	 /* FCS */ "01020304"},
	{"link type", 127, "radiotap with more presence words and a clock", 127,
	 /* radiotap, two words, TSFT, flags: FCS */
	 "00001900030000800000000000000000000000000000000010"
	 WIRELESS SNAP V4
	 /* FCS */ "01020304"},
	{"link type", 119, "Prism", 119,
	 /* Prism, 144 bytes */
	 "4400000090000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "00000000000000000000000000000000"
	 WIRELESS SNAP V4},
	{"link type", 119, "AVS under Prism", 119,
	 /* AVS, 64 bytes */
	 "8021100100000040000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 WIRELESS SNAP V4},
	{"link type", 163, "AVS", 163,
	 /* AVS, 64 bytes */
	 "8021100100000040000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 WIRELESS SNAP V4},
	{"link type", 192, "PPI", 192,
	 /* PPI, link type 105 */ "0000080069000000"
	 WIRELESS SNAP V4},
	{"link type", 149, "PKTAP by Darwin", 149,
	 /* PKTAP, link type 1 */
	 "6c00000001000000010000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "000000000000000000000000"
	 ETHERNET V4},
	{"link type", 258, "PKTAP", 258,
	 /* PKTAP, link type 1 */
	 "6c00000001000000010000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 "000000000000000000000000"
	 ETHERNET V4},
	{"link type", 226, "Solaris ipnet, IPv4", 226,
	 /* ipnet, family 2 */
	 "010200000000000000000000000000000000000000000000"
	 V4},
	{"link type", 226, "Solaris ipnet, IPv6", 226,
	 /* ipnet, family 26 */
	 "011a00000000000000000000000000000000000000000000"
	 V6},
	{"link type", 239, "NFLOG", 239,
	 /* NFLOG, family 2, hook 0800, payload */
	 "02000000080001000800000033000900"
	 V4},
	{"link type", 239, "NFLOG, big-endian", 239,
	 /* NFLOG, family 2, hook 0800, payload */
	 "02000000000800010800000000330009"
	 V4},
	{"link type", 239, "NFLOG of a bridge", 239,
	 /* NFLOG, family 7, hook 0800, payload */
	 "07000000080001000800000033000900"
	 V4},
	{"link type", 117, "pflog", 117,
	 /* pflog, family 2 */
	 "3d02000000000000000000000000000000000000000000000000000000000000"
	 "0000000000000000000000000000000000000000000000000000000000000000"
	 V4},
	{"link type", 109, "enc", 109,
	 /* enc, family 2 */ "020000000100000000000000"
	 V4},
	{"link type", 240, "netANALYZER", 240,
	 /* netANALYZER */ "00000000"
	 ETHERNET V4},
	{"link type", 178, "Juniper Ethernet", 178,
	 JUNIPER ETHERNET V4},
	{"link type", 178, "Juniper Ethernet with extensions", 178,
	 /* Juniper, 4 bytes of extensions */ "4d474380000400000000"
	 ETHERNET V4},
	{"link type", 178, "Juniper without layer 2", 178,
	 /* Juniper, no layer 2, IPv4 */ "4d47430202000000"
	 V4},
	{"link type", 178, "Juniper without layer 2, IPv6", 178,
	 /* Juniper, no layer 2, IPv6 */ "4d47430206000000"
	 V6},
	{"link type", 178, "Juniper without layer 2, labels", 178,
	 /* Juniper, no layer 2, MPLS */ "4d47430205000000"
	 MPLS V4},
	{"link type", 179, "Juniper PPP", 179,
	 /* Juniper, cookie */ "4d4743000000"
	 PPP V4},
	{"link type", 180, "Juniper frame relay", 180,
	 JUNIPER RELAY NLPID_IPV4 V4},
	{"link type", 181, "Juniper Cisco HDLC", 181,
	 JUNIPER
	 /* Cisco HDLC, 0800 */ "0f000800"
	 V4},
	{"link type", 167, "Juniper PPPoE", 167,
	 JUNIPER
	 /* Ethernet, 8864 */ "00163e44556600163e1122338864"
	 /* PPPoE, session 1 */ "110000010031"
	 PPP V4},
	{"link type", 133, "Juniper GGSN", 133,
	 JUNIPER
	 /* IPv4 */ "02000000"
	 V4},
	{"link type", 183, "Juniper VP", 183,
	 JUNIPER
	 /* cookie */ "000000000000000000000000000000000000"
	 V4},
	{"link type", 137, "Juniper ATM 1, LLC", 137,
	 JUNIPER
	 /* cookie */ "00000000"
	 SNAP V4},
	{"link type", 135, "Juniper ATM 2, IP", 135,
	 JUNIPER
	 /* cookie */ "0000000000000000"
	 V4},
	{"link type", 135, "Juniper ATM 2, PPP", 135,
	 JUNIPER
	 /* cookie */ "0000000000000000"
	 PPP_HDLC V4},
	{"link type", 135, "Juniper ATM 2, Ethernet", 135,
	 JUNIPER
	 /* cookie */ "0000000000000000"
	 ETHERNET V4},
	{"EtherType", 0x0800, "IPv4", 1,
	 ETHERNET V4},
	{"EtherType", 0x0800, "IPv6 under the number of IPv4", 1,
	 ETHERNET V6},
	{"EtherType", 0x86dd, "IPv6", 1,
	 /* Ethernet, 86dd */ "00163e44556600163e11223386dd"
	 V6},
	{"EtherType", 0x8864, "PPPoE", 1,
	 /* Ethernet, 8864 */ "00163e44556600163e1122338864"
	 /* PPPoE, session 1 */ "110000010031"
	 PPP V4},
	{"EtherType", 0x8847, "MPLS, two labels", 1,
	 /* Ethernet, 8847 */ "00163e44556600163e1122338847"
	 /* MPLS, labels 17 and 16 */ "0001104000010140"
	 V4},
	{"EtherType", 0x8847, "MPLS, IPv6", 1,
	 /* Ethernet, 8847 */ "00163e44556600163e1122338847"
	 MPLS V6},
	{"EtherType", 0x8847, "MPLS, pseudowire with control word", 1,
	 /* Ethernet, 8847 */ "00163e44556600163e1122338847"
	 MPLS
	 /* control word */ "00000000"
	 ETHERNET V4},
	{"EtherType", 0x8847, "MPLS, pseudowire without control word", 1,
	 /* Ethernet, 8847 */ "00163e44556600163e1122338847"
	 MPLS ETHERNET V4},
	{"EtherType", 0x8848, "MPLS multicast", 1,
	 /* Ethernet, 8848 */ "00163e44556600163e1122338848"
	 MPLS V4},
	{"EtherType", 0x88e7, "802.1ah", 1,
	 /* Ethernet, 88e7 */ "00163e44556600163e11223388e7"
	 /* service 100 */ "00000064"
	 /* Ethernet, 8100 */ "00163e44556600163e1122338100"
	 /* VLAN 5, 0800 */ "00050800"
	 V4},
	{"EtherType", 0x8903, "FabricPath", 1,
	 /* Ethernet, 8903 */ "00163e44556600163e1122338903"
	 /* tag 1, 32 hops */ "0060"
	 ETHERNET V4},
	{"EtherType", 0x6558, "Ethernet in Ethernet", 1,
	 /* Ethernet, 6558 */ "00163e44556600163e1122336558"
	 ETHERNET V4},
	{"EtherType", 0x22f3, "TRILL", 1,
	 /* Ethernet, 22f3 */ "00163e44556600163e11223322f3"
	 /* TRILL, one word of options */ "007f0001000200000000"
	 ETHERNET V4},
	{"EtherType", 0x894f, "NSH", 1,
	 /* Ethernet, 894f */ "00163e44556600163e112233894f"
	 /* NSH, metadata 1, Ethernet */
	 "0fc601030000000000000000000000000000000000000000"
	 ETHERNET V4},
	{"EtherType", 0x88e5, "MACsec, integrity only", 1,
	 /* Ethernet, 88e5 */ "00163e44556600163e11223388e5"
	 /* MACsec, packet 1, 0800 */ "0000000000010800"
	 V4
	 /* check value */ "00000000000000000000000000000000"},
	{"EtherType", 0x88e5, "MACsec, integrity only, with channel", 1,
	 /* Ethernet, 88e5 */ "00163e44556600163e11223388e5"
	 /* MACsec, channel, packet 1, 0800 */
	 "20000000000100000000000000000800"
	 V4
	 /* check value */ "00000000000000000000000000000000"},
	{"EtherType", 0x4305, "B.A.T.M.A.N. unicast", 1,
	 /* Ethernet, 4305 */ "00163e44556600163e1122334305"
	 /* unicast */ "400f320100163e112233"
	 ETHERNET V4},
	{"EtherType", 0x4305, "B.A.T.M.A.N. broadcast", 1,
	 /* Ethernet, 4305 */ "00163e44556600163e1122334305"
	 /* broadcast */ "010f32000000000100163e112233"
	 ETHERNET V4},
	{"EtherType", 0x4305, "B.A.T.M.A.N. unicast, four addresses", 1,
	 /* Ethernet, 4305 */ "00163e44556600163e1122334305"
	 /* unicast */ "420f320100163e11223300163e4455660000"
	 ETHERNET V4},
	{"EtherType", 0x8870, "jumbo 802.2", 1,
	 /* Ethernet, 8870 */ "00163e44556600163e1122338870"
	 SNAP V4},
	{"EtherType", 0x2452, "802.11 under an EtherType", 1,
	 /* Ethernet, 2452 */ "00163e44556600163e1122332452"
	 WIRELESS SNAP V4},
	{"tag", 0x8100, "VLAN 5", 1,
	 /* Ethernet, 8100 */ "00163e44556600163e1122338100"
	 /* VLAN 5, 0800 */ "00050800"
	 V4},
	{"tag", 0x88a8, "service VLAN 5", 1,
	 /* Ethernet, 88a8 */ "00163e44556600163e11223388a8"
	 /* service VLAN 5, 0800 */ "00050800"
	 V4},
	{"tag", 0x9100, "QinQ VLAN 5", 1,
	 /* Ethernet, 9100 */ "00163e44556600163e1122339100"
	 /* QinQ VLAN 5, 0800 */ "00050800"
	 V4},
	{"tag", 0x9200, "QinQ VLAN 5", 1,
	 /* Ethernet, 9200 */ "00163e44556600163e1122339200"
	 /* QinQ VLAN 5, 0800 */ "00050800"
	 V4},
	{"tag", 0x893f, "E-tag", 1,
	 /* Ethernet, 893f */ "00163e44556600163e112233893f"
	 /* E-tag, 0800 */ "0000000000000800"
	 V4},
	{"tag", 0x8926, "VNTag", 1,
	 /* Ethernet, 8926 */ "00163e44556600163e1122338926"
	 /* VNTag, 0800 */ "000000000800"
	 V4},
	{"tag", 0x8909, "Cisco MetaData", 1,
	 /* Ethernet, 8909 */ "00163e44556600163e1122338909"
	 /* Cisco MetaData, 0800 */ "0101000100050800"
	 V4},
	{"tag", 0x892f, "HSR", 1,
	 /* Ethernet, 892f */ "00163e44556600163e112233892f"
	 /* HSR, 0800 */ "003c00010800"
	 V4},
	{"tag", 0xf1c1, "R-tag", 1,
	 /* Ethernet, f1c1 */ "00163e44556600163e112233f1c1"
	 /* R-tag, 0800 */ "000000000800"
	 V4},
	{"tag", 0x88de, "Lab Manager", 1,
	 /* Ethernet, 88de */ "00163e44556600163e11223388de"
	 /* Lab Manager, 0800 */
	 "000000000000000000000000000000000000000000000800"
	 V4},
	{"tag", 0x88a8, "three tags, then 802.2", 1,
	 /* Ethernet, 88a8 */ "00163e44556600163e11223388a8"
	 /* VLAN 5, 8100 */ "00058100"
	 /* VLAN 6, 8100 */ "00068100"
	 /* VLAN 7, length */ "00070037"
	 SNAP V4},
	{"tag", 0x88a8, "QinQ with PPPoE", 1,
	 /* Ethernet, 88a8 */ "00163e44556600163e11223388a8"
	 /* VLAN 5, 8100 */ "00058100"
	 /* VLAN 6, 8864 */ "00068864"
	 /* PPPoE, session 1 */ "110000010031"
	 PPP V4},
};
/* clang-format on */

const size_t LINK_SAMPLE_COUNT = ARRAY_LEN(LINK_SAMPLES);
