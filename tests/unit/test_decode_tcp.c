/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "decode/decode.h"
#include "decode/options.h"
#include "decode_bytes.h"
#include "suites.h"

#define LINK_ETHERNET 1
#define LINK_RAW 101
#define ETHERNET 14 /* bytes */

/* Reads a TCP header given as digits, with `payload` bytes behind it that the
 * snapshot may hold or not, under Ethernet and an IPv4 header without checksum;
 * of the latter and what follows so many bytes are captured. */
static enum packet_kind feed_tcp(const char *hex, size_t payload,
                                 size_t captured, struct decoded *decoded)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	uint8_t bytes[FRAME_BYTES_MAX] = {0};
	struct feed feed = {.link_type = LINK_ETHERNET, .at = bytes};
	uint8_t *ip = bytes + ETHERNET;
	enum packet_kind kind;
	size_t len;

	/* IPv4, total length below, identification 77, TTL 64, TCP */
	hex_bytes("45000000004d0000400600000a0102030a040506", ip, 20);
	len = hex_bytes(hex, ip + 20, sizeof(bytes) - ETHERNET - 20) + payload;
	ip[-2] = 8; /* EtherType 0x0800 */
	ip[2] = (uint8_t)((20 + len) >> 8);
	ip[3] = (uint8_t)(20 + len);
	feed.length = ETHERNET + 20 + len;
	feed.captured = captured < 20 + len ? ETHERNET + captured : feed.length;
	kind = feed_bytes(decoder, &feed, decoded);
	decoder_free(decoder);
	return kind;
}

/* Ports 4001 and 5001, sequence 0xfffffff0, acknowledgment 0x80000001, data
 * offset 5, all nine flags, window 65535, checksum, urgent pointer. */
START_TEST(every_field_is_read)
{
	struct decoded decoded;
	const struct segment *s = &decoded.segments[0];

	ck_assert_uint_eq(
		feed_tcp("0fa1 1389 fffffff0 80000001 51ff ffff 1234 0005", 3,
	                 SIZE_MAX, &decoded),
		PACKET_SEGMENT);
	ck_assert_uint_eq(s->packet, 1);
	ck_assert_uint_eq(s->source.family, 4);
	ck_assert_mem_eq(s->source.address,
	                 "\x0a\x01\x02\x03\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_mem_eq(s->destination.address,
	                 "\x0a\x04\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	ck_assert_uint_eq(s->source.port, 4001);
	ck_assert_uint_eq(s->destination.port, 5001);
	ck_assert_uint_eq(s->seq, 0xfffffff0);
	ck_assert_uint_eq(s->ack, 0x80000001);
	ck_assert_uint_eq(s->flags, 0x1ff);
	ck_assert_uint_eq(s->window, 65535);
	ck_assert_uint_eq(s->ttl, 64);
	ck_assert(s->has_ip_id);
	ck_assert_uint_eq(s->ip_id, 77);
	ck_assert_uint_eq(s->header_len, 20);
	ck_assert_uint_eq(s->tcp_captured, 23);
	ck_assert_uint_eq(s->len, 3);
	ck_assert_uint_eq(s->options.seen, 0);
	ck_assert_uint_eq(s->checksum, CHECKSUM_UNVERIFIED);
}
END_TEST

START_TEST(sixteen_bytes_make_a_segment)
{
	const char *const hex = "0fa1138900000001000000025018020000000000";
	struct decoded decoded;

	ck_assert_uint_eq(feed_tcp(hex, 100, 20 + 15, &decoded),
	                  PACKET_MALFORMED);
	ck_assert_uint_eq(feed_tcp(hex, 100, 20 + 16, &decoded),
	                  PACKET_SEGMENT);
	ck_assert(decoded.segments[0].len_known);
	ck_assert_uint_eq(decoded.segments[0].len, 100);
	ck_assert_uint_eq(decoded.segments[0].window, 512);
}
END_TEST

START_TEST(a_data_offset_below_five_is_told_but_bogus)
{
	struct decoded decoded;
	const struct segment *s = &decoded.segments[0];

	ck_assert_uint_eq(feed_tcp("0fa1138900000001000000024018020000000000",
	                           5, SIZE_MAX, &decoded),
	                  PACKET_SEGMENT);
	ck_assert(s->header_bogus);
	ck_assert(s->len_known);
	ck_assert_uint_eq(s->len, 9); /* what is left after four words */
}
END_TEST

START_TEST(a_data_offset_beyond_the_segment_leaves_no_length)
{
	struct decoded decoded;
	const struct segment *s = &decoded.segments[0];

	ck_assert_uint_eq(feed_tcp("0fa113890000000100000002f018020000000000",
	                           39, SIZE_MAX, &decoded),
	                  PACKET_SEGMENT);
	ck_assert(s->header_bogus);
	ck_assert(!s->len_known);
	ck_assert_uint_eq(s->len, 0);
	ck_assert_uint_eq(feed_tcp("0fa113890000000100000002f018020000000000",
	                           40, SIZE_MAX, &decoded),
	                  PACKET_SEGMENT);
	ck_assert(!s->header_bogus);
	ck_assert(s->len_known);
}
END_TEST

/* A set of options, padded to a multiple of four, and what is read of it. */
struct option_sample {
	const char *name;
	const char *hex;
	struct tcp_options want;
};

static const struct option_sample OPTION_SAMPLES[] = {
	{"maximum segment size 1460",
         "020405b4",
         {.seen = OPT_MSS, .mss = 1460}},
	{"window scale 7",
         "03030700",
         {.seen = OPT_WINDOW_SCALE, .window_scale = 7}},
	{"SACK permitted", "04020000", {.seen = OPT_SACK_PERMITTED}},
	{"two SACK blocks",
         "0101 0512 00000001 00000002 fffffff0 00000010",
         {.seen = OPT_SACK,
          .sack_count = 2,
          .sack = {{1, 2}, {0xfffffff0, 0x10}}}},
	{"timestamps",
         "0101 080a 00000064 000000c8",
         {.seen = OPT_TIMESTAMPS, .tsval = 100, .tsecr = 200}},
	{"timestamps, not aligned",
         "080a 00000064 000000c8 0000",
         {.seen = OPT_TIMESTAMPS, .tsval = 100, .tsecr = 200}},
	{"Fast Open, asking for a cookie", "22020000", {.seen = OPT_FAST_OPEN}},
	{"Fast Open, a cookie of 8 bytes",
         "220a 0102030405060708 0101",
         {.seen = OPT_FAST_OPEN, .fast_open_cookie = 8}},
	{"Fast Open as an experiment, a cookie of 4 bytes",
         "fe08 f989 01020304",
         {.seen = OPT_FAST_OPEN, .fast_open_cookie = 4}},
	{"another experiment", "fe04 1234", {.seen = 0}},
	{"multipath TCP", "1e0c 00 81 0102030405060708", {.seen = OPT_MPTCP}},
	{"a SYN of Linux",
         "020405b4 0402 080a 00000064 00000000 01 030307",
         {.seen = OPT_MSS | OPT_SACK_PERMITTED | OPT_TIMESTAMPS |
                  OPT_WINDOW_SCALE,
          .mss = 1460,
          .window_scale = 7,
          .tsval = 100}},
	{"nothing behind the end", "00 0405b4 020405b4", {.seen = 0}},
	{"an unknown kind is skipped",
         "fd04aaaa 020405b4",
         {.seen = OPT_MSS, .mss = 1460}},
	{"a length of 0", "0200 05b4 020405b4", {.seen = OPT_MALFORMED}},
	{"a length of 1", "fd01 0101 020405b4", {.seen = OPT_MALFORMED}},
	{"a length beyond the header",
         "fd09 0101 020405b4",
         {.seen = OPT_MALFORMED}},
	{"a kind without length", "010101 02", {.seen = OPT_MALFORMED}},
	{"an MSS of 5 bytes costs itself only",
         "020505b400 030307",
         {.seen = OPT_MALFORMED | OPT_WINDOW_SCALE, .window_scale = 7}},
	{"half a SACK block", "0506 00000001 0101", {.seen = OPT_MALFORMED}},
	{"a SACK without blocks", "0502 0101", {.seen = OPT_MALFORMED}},
	{"a cookie that is too long",
         "2214 0102030405060708090a0b0c0d0e0f101112",
         {.seen = OPT_MALFORMED}},
};

START_TEST(each_option_is_read)
{
	const struct option_sample *sample = &OPTION_SAMPLES[_i];
	char hex[256] = "0fa1138900000001000000025018020000000000";
	uint8_t options[40];
	size_t len = hex_bytes(sample->hex, options, sizeof(options));
	struct decoded decoded;

	ck_assert_msg(len % 4 == 0, "%s: %zu bytes", sample->name, len);
	hex[24] = "0123456789abcdef"[5 + len / 4];
	strncat(hex, sample->hex, sizeof(hex) - strlen(hex) - 1);
	ck_assert_uint_eq(feed_tcp(hex, 9, SIZE_MAX, &decoded), PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 9);
	ck_assert_msg(memcmp(&decoded.segments[0].options, &sample->want,
	                     sizeof(sample->want)) == 0,
	              "%s: seen %#x", sample->name,
	              decoded.segments[0].options.seen);
}
END_TEST

START_TEST(options_cut_by_the_snapshot_are_not_malformed)
{
	const struct option_sample *sample = &OPTION_SAMPLES[_i];
	char hex[256] = "0fa1138900000001000000025018020000000000";
	uint8_t options[40];
	size_t len = hex_bytes(sample->hex, options, sizeof(options));
	struct decoded decoded;

	hex[24] = "0123456789abcdef"[5 + len / 4];
	strncat(hex, sample->hex, sizeof(hex) - strlen(hex) - 1);
	for (size_t cut = 0; cut < len; cut++) {
		ck_assert_uint_eq(feed_tcp(hex, 9, 40 + cut, &decoded),
		                  PACKET_SEGMENT);
		if (!(sample->want.seen & OPT_MALFORMED))
			ck_assert_uint_eq(decoded.segments[0].options.seen &
			                          ~sample->want.seen,
			                  0);
	}
}
END_TEST

/* … which is not of the usual length. */
static struct tcp_options read_slowly(const uint8_t *usual)
{
	uint8_t longer[24] = {0};
	struct tcp_options options = {0};

	memcpy(longer, usual, 20);
	tcp_options_walk((struct view){longer, 24, 24}, &options);
	return options;
}

/* With any byte of them changed, they are read as with an end behind them. */
START_TEST(the_options_that_are_usual_are_read_like_others)
{
	uint8_t usual[20];

	hex_bytes("020405b4 0402 080a 00000064 000000c8 01 030307", usual,
	          sizeof(usual));
	for (unsigned value = 0; value < 256; value++) {
		uint8_t was = usual[_i];
		struct tcp_options quick, slow;

		usual[_i] = (uint8_t)value;
		slow = read_slowly(usual);
		tcp_options_decode((struct view){usual, 20, 20}, &quick);
		ck_assert_msg(memcmp(&quick, &slow, sizeof(slow)) == 0,
		              "byte %d as %u", _i, value);
		usual[_i] = was;
	}
}
END_TEST

START_TEST(no_kind_of_option_is_without_a_sample)
{
	bool seen[256] = {false};

	for (size_t i = 0; i < ARRAY_LEN(OPTION_SAMPLES); i++) {
		uint8_t bytes[40];
		size_t first = 0;

		hex_bytes(OPTION_SAMPLES[i].hex, bytes, sizeof(bytes));
		while (bytes[first] == 1)
			first++;
		seen[bytes[first]] = true;
	}
	for (unsigned kind = 0; kind < 256; kind++)
		if (tcp_option_row((uint8_t)kind)->name != NULL)
			ck_assert_msg(seen[kind], "no sample of kind %u", kind);
}
END_TEST

/* IPv4 and TCP with right checksums, "GET / x" for payload. */
#define RIGHT                                      \
	"4500002f004d000040065f6f0a0102030a040506" \
	"0fa11389000003e8000007d05018020021500000474554202f2078"

static unsigned verdict(const char *hex, bool asked, size_t captured)
{
	const struct decoder_options options = {.checksums = asked};
	struct decoder *decoder = decoder_new(&options);
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = LINK_RAW, .at = bytes};
	struct decoded decoded;

	feed.length = hex_bytes(hex, bytes, sizeof(bytes));
	feed.captured = captured < feed.length ? captured : feed.length;
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_SEGMENT);
	decoder_free(decoder);
	return decoded.segments[0].checksum;
}

START_TEST(a_checksum_is_verified_when_asked_only)
{
	ck_assert_uint_eq(verdict(RIGHT, true, SIZE_MAX), CHECKSUM_GOOD);
	ck_assert_uint_eq(verdict(RIGHT, false, SIZE_MAX), CHECKSUM_UNVERIFIED);
}
END_TEST

START_TEST(a_checksum_is_not_verified_of_a_part)
{
	ck_assert_uint_eq(verdict(RIGHT, true, 46), CHECKSUM_UNVERIFIED);
}
END_TEST

START_TEST(a_wrong_checksum_of_either_header_is_bad)
{
	char hex[] = RIGHT;

	hex[sizeof(hex) - 2] = '9'; /* the last digit of the payload */
	ck_assert_uint_eq(verdict(hex, true, SIZE_MAX), CHECKSUM_BAD);
	memcpy(hex, RIGHT, sizeof(hex));
	hex[17] = '1'; /* the TTL */
	ck_assert_uint_eq(verdict(hex, true, SIZE_MAX), CHECKSUM_BAD);
}
END_TEST

START_TEST(a_checksum_over_ipv6_is_verified)
{
	/* IPv6 from 2001:db8::1 to 2001:db8::2, then TCP as above */
	ck_assert_uint_eq(
		verdict("60000000001b063d20010db8000000000000000000000001"
	                "20010db8000000000000000000000002"
	                "0fa11389000003e8000007d050180200e0e80000"
	                "474554202f2078",
	                true, SIZE_MAX),
		CHECKSUM_GOOD);
}
END_TEST

Suite *decode_tcp_suite(void)
{
	Suite *suite = suite_create("decode TCP");
	TCase *header = tcase_create("header");
	TCase *options = tcase_create("options");
	TCase *checksum = tcase_create("checksum");
	int count = (int)ARRAY_LEN(OPTION_SAMPLES);

	tcase_add_test(header, every_field_is_read);
	tcase_add_test(header, sixteen_bytes_make_a_segment);
	tcase_add_test(header, a_data_offset_below_five_is_told_but_bogus);
	tcase_add_test(header,
	               a_data_offset_beyond_the_segment_leaves_no_length);
	suite_add_tcase(suite, header);
	tcase_add_loop_test(options, each_option_is_read, 0, count);
	tcase_add_loop_test(options,
	                    the_options_that_are_usual_are_read_like_others, 0,
	                    20);
	tcase_add_loop_test(options,
	                    options_cut_by_the_snapshot_are_not_malformed, 0,
	                    count);
	tcase_add_test(options, no_kind_of_option_is_without_a_sample);
	suite_add_tcase(suite, options);
	tcase_add_test(checksum, a_checksum_is_verified_when_asked_only);
	tcase_add_test(checksum, a_checksum_is_not_verified_of_a_part);
	tcase_add_test(checksum, a_wrong_checksum_of_either_header_is_bad);
	tcase_add_test(checksum, a_checksum_over_ipv6_is_verified);
	suite_add_tcase(suite, checksum);
	return suite;
}
