/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/xalloc.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "decode_bytes.h"
#include "decode_samples.h"
#include "suites.h"

START_TEST(padding_is_no_payload)
{
	struct decoded decoded;

	ck_assert_uint_eq(feed_ethernet(ETHERNET V4 "000000000000", &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
	ck_assert_uint_eq(decoded.segments[0].tcp_captured, 27);
}
END_TEST

/* Segmentation offload leaves the total length 0: what was captured counts. */
START_TEST(a_total_length_of_zero_means_the_whole_frame)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet(
			ETHERNET
			"45000000004d0000400600000a0102030a040506" SEGMENT,
			&decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

START_TEST(an_ipv6_length_of_zero_means_the_whole_frame)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet(ETHERNET_IPV6
	                      "600000000000063d" IPV6_ADDRESSES SEGMENT,
	                      &decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

START_TEST(the_length_is_not_cut_with_the_snapshot)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet_cut(ETHERNET V4, 14 + 20 + 20, &decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
	ck_assert_uint_eq(decoded.segments[0].tcp_captured, 20);
}
END_TEST

/* Total length 1000, but the wire held 47 bytes. */
START_TEST(the_length_does_not_exceed_the_wire)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet(
			ETHERNET
			"450003e8004d0000400600000a0102030a040506" SEGMENT,
			&decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

/* IHL 7: a router alert and padding stand before TCP. */
START_TEST(ipv4_options_are_skipped)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet(ETHERNET
	                      "47000037004d0000400600000a0102030a040506"
	                      "9404000000000000" SEGMENT,
	                      &decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].source.port, 4001);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

/* Twelve bytes of options, and where the datagram goes: it is on its way to
 * 10.4.5.6. */
static const struct {
	const char *options;
	const char *destination;
} ROUTES_4[] = {
	{"830b04"
         "01020304"
         "05060708"
         "00",
         "05060708"},
	{"890b08"
         "01020304"
         "05060708"
         "00",
         "05060708"},
	{"01830704"
         "05060708"
         "00000000",
         "05060708"},
	/* at its end, or not a route */
	{"830b0c"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"070b04"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"00830704"
         "05060708"
         "00000000",
         "0a040506"},
	/* pointers and lengths that cannot be */
	{"830b05"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"830b03"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"830a04"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"830304"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"831304"
         "01020304"
         "05060708"
         "00",
         "0a040506"},
	{"8301"
         "010101010101010101"
         "83",
         "0a040506"},
};

START_TEST(a_source_route_says_where_a_datagram_goes)
{
	struct decoded decoded;
	char hex[256];
	uint8_t want[4];

	snprintf(hex, sizeof(hex), "%s%s%s%s", ETHERNET,
	         "4800003b004d0000400600000a0102030a040506",
	         ROUTES_4[_i].options, SEGMENT);
	ck_assert_uint_eq(hex_bytes(ROUTES_4[_i].destination, want, 4), 4);
	ck_assert_uint_eq(feed_ethernet(hex, &decoded), PACKET_SEGMENT);
	ck_assert_mem_eq(decoded.segments[0].destination.address, want, 4);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

/* A routing header of forty bytes behind addresses that end in 1 and 2, and the
 * last byte of where the datagram goes. */
static const struct {
	const char *header;
	uint8_t destination;
} ROUTES_6[] = {
	{"06040002"
         "00000000",
         8},
	{"06040001"
         "00000000",
         8},
	{"06040000"
         "00000000",
         2},
	{"06040401"
         "01000000",
         7},
	{"06040201"
         "00000000",
         7},
	{"06040301"
         "00000000",
         2}, /* RPL's are compressed: not read */
	{"0604ff01"
         "00000000",
         2},
};

START_TEST(a_routing_header_says_where_a_datagram_goes)
{
	struct decoded decoded;
	char hex[512];

	snprintf(hex, sizeof(hex), "%s%s%s%s%s%s%s", ETHERNET_IPV6,
	         "6000000000432b3d", IPV6_ADDRESSES, ROUTES_6[_i].header,
	         "20010db8000000000000000000000007",
	         "20010db8000000000000000000000008", SEGMENT);
	ck_assert_uint_eq(feed_ethernet(hex, &decoded), PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].destination.address[15],
	                  ROUTES_6[_i].destination);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
}
END_TEST

/* No address fits in it, though it says that there is one. */
START_TEST(a_routing_header_may_be_too_short_for_its_route)
{
	struct decoded decoded;

	ck_assert_uint_eq(feed_ethernet(ETHERNET_IPV6
	                                "6000000000232b3d" IPV6_ADDRESSES
	                                "0600000100000000" SEGMENT,
	                                &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].destination.address[15], 2);
}
END_TEST

/* Frames, and what kind of packet each is. */
struct kind_sample {
	const char *name;
	const char *hex;
	enum packet_kind want;
};

static const struct kind_sample KIND_SAMPLES[] = {
	{"ARP", "ffffffffffff00163e1122330806 0001080006040001", PACKET_NOT_IP},
	{"a type between length and EtherType",
         "00163e44556600163e11223305dd" V4, PACKET_NOT_IP},
	{"spanning tree", "0180c200000000163e1122330007 42420300000000",
         PACKET_NOT_IP},
	{"nothing", "", PACKET_MALFORMED},
	{"half an Ethernet header", "00163e445566", PACKET_MALFORMED},
	{"IPv4 of 19 bytes", ETHERNET "45000013004d0000400600000a0102030a0405",
         PACKET_MALFORMED},
	{"IHL 4", ETHERNET "44000028004d0000400600000a0102030a040506" SEGMENT,
         PACKET_MALFORMED},
	{"a total length below the header",
         ETHERNET "45000013004d0000400600000a0102030a040506" SEGMENT,
         PACKET_MALFORMED},
	{"a header beyond what there is",
         ETHERNET "4f00003c004d0000400600000a0102030a040506", PACKET_MALFORMED},
	{"IP version 5",
         ETHERNET "5500002f004d0000400600000a0102030a040506" SEGMENT,
         PACKET_MALFORMED},
	{"TCP of 15 bytes",
         ETHERNET "45000023004d0000400600000a0102030a040506"
                  "0fa11389000003e8000007d0501802",
         PACKET_MALFORMED},
	{"UDP, DNS",
         ETHERNET "45000020004d0000401100000a0102030a040506"
                  "c3500035000c000000000000",
         PACKET_NOT_TCP},
	{"ICMP, an error that quotes TCP",
         ETHERNET "4500004b004d0000400100000a0102030a040506"
                  "0303000000000000" V4,
         PACKET_NOT_TCP},
	{"ICMPv6, an error that quotes TCP",
         ETHERNET_IPV6 "60000000004b3a3d" IPV6_ADDRESSES "0100000000000000" V6,
         PACKET_NOT_TCP},
	{"SCTP",
         ETHERNET "45000020004d0000408400000a0102030a040506"
                  "0fa113890000000000000000",
         PACKET_NOT_TCP},
	{"IPv6 without next header",
         ETHERNET_IPV6 "6000000000003b3d" IPV6_ADDRESSES, PACKET_NOT_TCP},
	{"an extension header beyond what there is",
         ETHERNET_IPV6 "600000000008003d" IPV6_ADDRESSES "0609000000000000",
         PACKET_MALFORMED},
	{"ARP in VXLAN",
         ETHERNET "4500003a004d0000401100000a0102030a040506"
                  "c35012b500260000 0800000000000500"
                  "ffffffffffff00163e1122330806 00010800060400010000",
         PACKET_NOT_TCP},
	{"PPPoE discovery",
         "00163e44556600163e1122338863 110900000004010300004e7a",
         PACKET_NOT_IP},
	{"a first fragment",
         ETHERNET "4500002c004d2000400600000a0102030a040506"
                  "0fa11389000003e8000007d050180200000000004745 5420",
         PACKET_FRAGMENT},
	{"a fragment that ends beyond any datagram",
         ETHERNET "4500002c004d1fff400600000a0102030a040506"
                  "0fa11389000003e8000007d050180200000000004745 5420",
         PACKET_MALFORMED},
	{"a fragment of what carries no TCP",
         ETHERNET "4500002c004d2000400100000a0102030a040506"
                  "0fa11389000003e8000007d050180200000000004745 5420",
         PACKET_NOT_TCP},
	{"GRE of version 2",
         ETHERNET "45000047004d0000402f00000a0102030a040506 00020800" V4,
         PACKET_NOT_TCP},
};

START_TEST(each_packet_is_of_one_kind)
{
	const struct kind_sample *sample = &KIND_SAMPLES[_i];
	struct decoded decoded;

	ck_assert_msg(feed_ethernet(sample->hex, &decoded) == sample->want,
	              "%s", sample->name);
	ck_assert_uint_eq(decoded.count, 0);
}
END_TEST

/* IPv6 without a length, hop-by-hop options with a jumbo payload length
 * (RFC 2675) of `len`, then a segment and as many zeros as make it true. */
static enum packet_kind feed_jumbo(uint32_t len, struct decoded *decoded,
                                   uint64_t *jumbograms)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	uint8_t *bytes = xzalloc(54 + (size_t)len);
	struct feed feed = {1, bytes, 54 + len, 54 + len, 0};
	enum packet_kind kind;

	hex_bytes(ETHERNET_IPV6 "600000000000003d" IPV6_ADDRESSES
	                        "0600c20400000000" SEGMENT,
	          bytes, 54 + len);
	bytes[58] = (uint8_t)(len >> 24);
	bytes[59] = (uint8_t)(len >> 16);
	bytes[60] = (uint8_t)(len >> 8);
	bytes[61] = (uint8_t)len;
	kind = feed_bytes(decoder, &feed, decoded);
	*jumbograms = decoder_jumbograms(decoder);
	decoder_free(decoder);
	free(bytes);
	return kind;
}

START_TEST(a_jumbogram_is_counted_and_read)
{
	struct decoded decoded;
	uint64_t jumbograms;

	ck_assert_uint_eq(feed_jumbo(70000, &decoded, &jumbograms),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(jumbograms, 1);
	ck_assert_uint_eq(decoded.segments[0].len, 70000 - 8 - 20);
}
END_TEST

START_TEST(a_jumbogram_that_need_not_be_one_is_malformed)
{
	struct decoded decoded;
	uint64_t jumbograms;

	ck_assert_uint_eq(feed_jumbo(65535, &decoded, &jumbograms),
	                  PACKET_MALFORMED);
	ck_assert_uint_eq(jumbograms, 0);
}
END_TEST

START_TEST(ipv6_endpoints_are_read)
{
	struct decoded decoded;
	const struct segment *s = &decoded.segments[0];

	ck_assert_uint_eq(feed_ethernet(ETHERNET_IPV6 V6, &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(s->source.family, 6);
	ck_assert_mem_eq(s->source.address,
	                 "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	ck_assert_uint_eq(s->destination.address[15], 2);
	ck_assert_uint_eq(s->ttl, 61);
	ck_assert(!s->has_ip_id);
}
END_TEST

/* The endpoints are those of the packet inside, not the tunnel's. */
START_TEST(the_innermost_addresses_count)
{
	struct decoded decoded;

	ck_assert_uint_eq(
		feed_ethernet(ETHERNET
	                      "45000043004d000040040000c0000201c0000202" V4,
	                      &decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].source.address[0], 10);
}
END_TEST

/* A capture may claim fewer bytes on the wire than it holds. */
START_TEST(a_wire_shorter_than_the_capture_is_not_believed)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = 1, .at = bytes, .length = 20};
	struct decoded decoded;

	feed.captured = hex_bytes(ETHERNET V4, bytes, sizeof(bytes));
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
	decoder_free(decoder);
}
END_TEST

Suite *decode_ip_suite(void)
{
	Suite *suite = suite_create("decode IP");
	TCase *lengths = tcase_create("lengths");
	TCase *routes = tcase_create("routes");
	TCase *kinds = tcase_create("kinds");

	tcase_add_test(lengths, padding_is_no_payload);
	tcase_add_test(lengths, a_total_length_of_zero_means_the_whole_frame);
	tcase_add_test(lengths, an_ipv6_length_of_zero_means_the_whole_frame);
	tcase_add_test(lengths, the_length_is_not_cut_with_the_snapshot);
	tcase_add_test(lengths, the_length_does_not_exceed_the_wire);
	tcase_add_test(lengths, ipv4_options_are_skipped);
	tcase_add_test(lengths, a_jumbogram_is_counted_and_read);
	tcase_add_test(lengths, a_jumbogram_that_need_not_be_one_is_malformed);
	tcase_add_test(lengths,
	               a_wire_shorter_than_the_capture_is_not_believed);
	suite_add_tcase(suite, lengths);
	tcase_add_loop_test(routes, a_source_route_says_where_a_datagram_goes,
	                    0, ARRAY_LEN(ROUTES_4));
	tcase_add_loop_test(routes, a_routing_header_says_where_a_datagram_goes,
	                    0, ARRAY_LEN(ROUTES_6));
	tcase_add_test(routes, a_routing_header_may_be_too_short_for_its_route);
	suite_add_tcase(suite, routes);
	tcase_add_loop_test(kinds, each_packet_is_of_one_kind, 0,
	                    sizeof(KIND_SAMPLES) / sizeof(KIND_SAMPLES[0]));
	tcase_add_test(kinds, ipv6_endpoints_are_read);
	tcase_add_test(kinds, the_innermost_addresses_count);
	suite_add_tcase(suite, kinds);
	return suite;
}
