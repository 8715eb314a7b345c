/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/xalloc.h"
#include "decode/decode.h"
#include "decode/fragment.h"
#include "decode_bytes.h"
#include "suites.h"

#define SECOND INT64_C(1000000000)
#define DATAGRAM 200 /* bytes; pieces are cut from it */

/* A piece of a datagram whose every byte says which copy it is of. */
struct cut {
	uint32_t offset, len;
	bool more;
	char copy;
};

static enum fragment_result add(struct fragments *fragments, uint32_t id,
                                const struct cut *cut, int64_t time,
                                struct fragment *out)
{
	uint8_t data[DATAGRAM];

	ck_assert_uint_le(cut->len, sizeof(data));
	memset(data, cut->copy, sizeof(data));
	*out = (struct fragment){
		.key = {.id = id, .family = 4, .protocol = 6},
		.offset = cut->offset,
		.len = cut->len,
		.data = data,
		.more = cut->more,
		.protocol = 6,
	};
	return fragments_add(fragments, out, time);
}

/* Adds the pieces; all but the last must be kept.  Returns what the last one
 * brought. */
static enum fragment_result add_all(struct fragments *fragments,
                                    const struct cut *cuts, size_t count,
                                    struct fragment *out)
{
	for (size_t i = 0; i + 1 < count; i++)
		ck_assert_uint_eq(add(fragments, 1, &cuts[i], 0, out),
		                  FRAGMENT_KEPT);
	return add(fragments, 1, &cuts[count - 1], 0, out);
}

static void expect(const struct cut *cuts, size_t count, const char *runs)
{
	struct fragments *fragments = fragments_new();
	struct fragment out;

	ck_assert_uint_eq(add_all(fragments, cuts, count, &out),
	                  FRAGMENT_WHOLE);
	ck_assert_uint_eq(out.len, 8 * strlen(runs));
	for (uint32_t i = 0; i < out.len; i++)
		ck_assert_msg(out.data[i] == (uint8_t)runs[i / 8],
		              "byte %u is of copy %c", i, out.data[i]);
	ck_assert_uint_eq(fragments_count(fragments), 0);
	ck_assert_uint_eq(fragments_bytes(fragments), 0);
	ck_assert(fragments_holding(fragments));
	fragments_release(fragments);
	ck_assert(!fragments_holding(fragments));
	fragments_free(fragments);
}

START_TEST(pieces_in_any_order_make_the_datagram)
{
	static const struct cut CUTS[3] = {
		{0, 16, true, 'a'}, {16, 8, true, 'b'}, {24, 8, false, 'c'}};
	static const int ORDERS[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
	                                 {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct cut cuts[3];

	for (size_t i = 0; i < 3; i++)
		cuts[i] = CUTS[ORDERS[_i][i]];
	expect(cuts, 3, "aabc");
}
END_TEST

START_TEST(a_piece_repeated_changes_nothing)
{
	static const struct cut CUTS[] = {
		{0, 8, true, 'a'}, {0, 8, true, 'x'}, {8, 8, false, 'b'}};

	expect(CUTS, ARRAY_LEN(CUTS), "ab");
}
END_TEST

START_TEST(of_overlapping_pieces_the_one_that_begins_earlier_wins)
{
	static const struct cut CUTS[] = {
		{8, 16, true, 'x'}, {0, 16, true, 'a'}, {24, 8, false, 'b'}};

	expect(CUTS, ARRAY_LEN(CUTS), "aaxb");
}
END_TEST

START_TEST(of_pieces_that_begin_together_the_first_wins_while_it_lasts)
{
	static const struct cut CUTS[] = {
		{0, 8, true, 'a'}, {0, 24, true, 'x'}, {24, 8, false, 'b'}};

	expect(CUTS, ARRAY_LEN(CUTS), "axxb");
}
END_TEST

START_TEST(the_first_last_piece_tells_the_end)
{
	static const struct cut CUTS[] = {
		{16, 8, false, 'c'}, {16, 24, false, 'x'}, {0, 16, true, 'a'}};

	expect(CUTS, ARRAY_LEN(CUTS), "aac");
}
END_TEST

START_TEST(what_lies_beyond_the_end_is_left_out)
{
	static const struct cut CUTS[] = {
		{0, 8, true, 'a'}, {16, 32, true, 'x'}, {8, 16, false, 'b'}};

	expect(CUTS, ARRAY_LEN(CUTS), "abb");
}
END_TEST

START_TEST(a_ragged_piece_covers_no_block_it_does_not_fill)
{
	static const struct cut CUTS[] = {
		{0, 13, true, 'a'}, {16, 8, false, 'c'}, {8, 8, true, 'b'}};
	struct fragments *fragments = fragments_new();
	struct fragment out;

	ck_assert_uint_eq(add_all(fragments, CUTS, 3, &out), FRAGMENT_WHOLE);
	ck_assert_mem_eq(out.data, "aaaaaaaaaaaaabbbcccccccc", 24);
	fragments_free(fragments);
}
END_TEST

START_TEST(an_empty_piece_is_bad)
{
	struct fragments *fragments = fragments_new();
	struct fragment out;

	ck_assert_uint_eq(
		add(fragments, 1, &(struct cut){0, 0, true, 'a'}, 0, &out),
		FRAGMENT_BAD);
	ck_assert_uint_eq(fragments_count(fragments), 0);
	fragments_free(fragments);
}
END_TEST

START_TEST(a_piece_may_end_where_a_datagram_may)
{
	struct fragments *fragments = fragments_new();
	struct fragment out;

	ck_assert_uint_eq(
		add(fragments, 1, &(struct cut){65528, 7, false, 'a'}, 0, &out),
		FRAGMENT_KEPT);
	ck_assert_uint_eq(
		add(fragments, 2, &(struct cut){65528, 8, false, 'a'}, 0, &out),
		FRAGMENT_BAD);
	fragments_free(fragments);
}
END_TEST

START_TEST(datagrams_are_told_apart_by_every_part_of_the_key)
{
	static const struct fragment_key KEYS[] = {
		{.id = 1, .family = 4, .protocol = 6},
		{.id = 2, .family = 4, .protocol = 6},
		{.id = 1, .family = 6, .protocol = 6},
		{.id = 1, .family = 4, .protocol = 17},
		{.id = 1, .family = 4, .protocol = 6, .vlan = 5},
		{.id = 1, .family = 4, .protocol = 6, .source = {1}},
		{.id = 1, .family = 4, .protocol = 6, .destination = {1}},
	};
	struct fragments *fragments = fragments_new();

	for (size_t i = 0; i < ARRAY_LEN(KEYS); i++) {
		struct fragment piece = {.key = KEYS[i],
		                         .len = 8,
		                         .data = (const uint8_t *)"12345678",
		                         .more = i % 2 == 0};

		piece.offset = piece.more ? 0 : 8;
		ck_assert_uint_eq(fragments_add(fragments, &piece, 0),
		                  FRAGMENT_KEPT);
	}
	ck_assert_uint_eq(fragments_count(fragments), ARRAY_LEN(KEYS));
	fragments_free(fragments);
}
END_TEST

START_TEST(a_datagram_is_given_up_in_time)
{
	static const struct cut FIRST = {0, 8, true, 'a'};
	static const struct cut LAST = {8, 8, false, 'b'};
	const int64_t limit = FRAGMENT_SECONDS_MAX * SECOND;
	struct fragments *fragments = fragments_new();
	struct fragment out;

	add(fragments, 1, &FIRST, 0, &out);
	ck_assert_uint_eq(add(fragments, 1, &LAST, limit, &out),
	                  FRAGMENT_WHOLE);
	add(fragments, 1, &FIRST, 0, &out);
	ck_assert_uint_eq(add(fragments, 1, &LAST, limit + 1, &out),
	                  FRAGMENT_KEPT);
	ck_assert_uint_eq(fragments_count(fragments), 1);
	fragments_free(fragments);
}
END_TEST

START_TEST(time_may_run_backwards)
{
	static const struct cut FIRST = {0, 8, true, 'a'};
	static const struct cut LAST = {8, 8, false, 'b'};
	struct fragments *fragments = fragments_new();
	struct fragment out;

	add(fragments, 1, &FIRST, INT64_MAX, &out);
	ck_assert_uint_eq(add(fragments, 1, &LAST, INT64_MIN, &out),
	                  FRAGMENT_WHOLE);
	add(fragments, 1, &FIRST, INT64_MIN, &out);
	ck_assert_uint_eq(add(fragments, 1, &LAST, INT64_MAX, &out),
	                  FRAGMENT_KEPT);
	fragments_free(fragments);
}
END_TEST

START_TEST(datagrams_are_bounded_in_number)
{
	struct fragments *fragments = fragments_new();
	struct fragment out;

	for (uint32_t id = 0; id < 2 * FRAGMENT_DATAGRAMS_MAX; id++)
		add(fragments, id, &(struct cut){0, 8, true, 'a'}, 0, &out);
	ck_assert_uint_le(fragments_count(fragments), FRAGMENT_DATAGRAMS_MAX);
	/* The oldest went. */
	ck_assert_uint_eq(
		add(fragments, 0, &(struct cut){8, 8, false, 'b'}, 0, &out),
		FRAGMENT_KEPT);
	ck_assert_uint_eq(add(fragments, 2 * FRAGMENT_DATAGRAMS_MAX - 1,
	                      &(struct cut){8, 8, false, 'b'}, 0, &out),
	                  FRAGMENT_WHOLE);
	fragments_free(fragments);
}
END_TEST

START_TEST(datagrams_are_bounded_in_bytes)
{
	uint8_t *data = xzalloc(60000);
	struct fragments *fragments = fragments_new();

	/* One datagram as well as many: the same piece over and over. */
	for (uint32_t i = 0; i < 2000; i++) {
		struct fragment piece = {.key = {.id = i < 1000 ? 0 : i},
		                         .len = 60000,
		                         .data = data,
		                         .more = true};

		ck_assert_uint_eq(fragments_add(fragments, &piece, 0),
		                  FRAGMENT_KEPT);
		ck_assert_uint_le(fragments_bytes(fragments),
		                  FRAGMENT_BYTES_MAX);
	}
	fragments_free(fragments);
	free(data);
}
END_TEST

/* The halves of one IPv4 datagram: 24 bytes of TCP, then the payload's rest.
 * Ethernet; total length 44 (31), identification 77, more fragments (offset
 * 24), protocol 6. */
#define FIRST_HALF                                                             \
	"00163e44556600163e11223308004500002c004d2000400600000a0102030a040506" \
	"0fa11389000003e8000007d0501802000000000047455420"
#define SECOND_HALF                                                            \
	"00163e44556600163e11223308004500001f004d0003400600000a0102030a040506" \
	"2f78790000000000000000"

static enum packet_kind feed(struct decoder *decoder, const char *hex,
                             size_t captured, struct decoded *decoded)
{
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = 1, .at = bytes};

	feed.length = hex_bytes(hex, bytes, sizeof(bytes));
	feed.captured = captured < feed.length ? captured : feed.length;
	return feed_bytes(decoder, &feed, decoded);
}

START_TEST(the_segment_is_told_where_the_last_piece_came)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	struct decoded decoded;

	ck_assert_uint_eq(feed(decoder, SECOND_HALF, SIZE_MAX, &decoded),
	                  PACKET_FRAGMENT);
	ck_assert_uint_eq(feed(decoder, FIRST_HALF, SIZE_MAX, &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.count, 1);
	ck_assert(decoded.segments[0].len_known);
	ck_assert_uint_eq(decoded.segments[0].len, 4 + 11);
	/* These bytes are the decoder's own, until the next frame. */
	ck_assert_mem_eq(decoded.segments[0].tcp + 20, "GET /xy", 7);
	decoder_free(decoder);
}
END_TEST

START_TEST(a_first_piece_that_was_cut_has_ports_and_no_length)
{
	const struct decoder_options options = {.checksums = true};
	struct decoder *decoder = decoder_new(&options);
	struct decoded decoded;

	ck_assert_uint_eq(feed(decoder, FIRST_HALF, 54, &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].source.port, 4001);
	ck_assert(!decoded.segments[0].len_known);
	ck_assert_uint_eq(decoded.segments[0].len, 0);
	ck_assert_uint_eq(feed(decoder, SECOND_HALF, SIZE_MAX, &decoded),
	                  PACKET_FRAGMENT);
	decoder_free(decoder);
}
END_TEST

START_TEST(a_later_piece_that_was_cut_is_a_fragment)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	struct decoded decoded;

	ck_assert_uint_eq(feed(decoder, SECOND_HALF, 40, &decoded),
	                  PACKET_FRAGMENT);
	decoder_free(decoder);
}
END_TEST

/* IPv6 fragment headers: next header 6, offset 0 and more; offset 24, whose
 * own next header, UDP, does not count (RFC 8200 §4.5). */
#define FIRST_HALF_6                                                       \
	"00163e44556600163e11223386dd 6000000000202c3d"                    \
	"20010db800000000000000000000000120010db8000000000000000000000002" \
	"0600000100000009 0fa11389000003e8000007d0501802000000000047455420"
#define SECOND_HALF_6                                                      \
	"00163e44556600163e11223386dd 60000000000b2c3d"                    \
	"20010db800000000000000000000000120010db8000000000000000000000002" \
	"1100001800000009 2f7879"

START_TEST(the_first_ipv6_piece_names_what_the_datagram_holds)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	struct decoded decoded;

	ck_assert_uint_eq(feed(decoder, FIRST_HALF_6, SIZE_MAX, &decoded),
	                  PACKET_FRAGMENT);
	ck_assert_uint_eq(feed(decoder, SECOND_HALF_6, SIZE_MAX, &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].len, 7);
	decoder_free(decoder);
}
END_TEST

/* Where the snapshot ends: in the payload, in the fragment header. */
START_TEST(ipv6_pieces_that_were_cut_are_never_whole)
{
	const struct decoder_options options = {.checksums = false};
	struct decoder *decoder = decoder_new(&options);
	struct decoded decoded;

	ck_assert_uint_eq(feed(decoder, FIRST_HALF_6, 82, &decoded),
	                  PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.segments[0].source.port, 4001);
	ck_assert(!decoded.segments[0].len_known);
	ck_assert_uint_eq(feed(decoder, SECOND_HALF_6, 63, &decoded),
	                  PACKET_FRAGMENT);
	ck_assert_uint_eq(feed(decoder, SECOND_HALF_6, 58, &decoded),
	                  PACKET_MALFORMED);
	/* Nothing of them was kept for each other. */
	ck_assert_uint_eq(feed(decoder, SECOND_HALF_6, SIZE_MAX, &decoded),
	                  PACKET_FRAGMENT);
	decoder_free(decoder);
}
END_TEST

Suite *decode_fragment_suite(void)
{
	Suite *suite = suite_create("decode fragments");
	TCase *order = tcase_create("order and overlap");
	TCase *limits = tcase_create("limits");
	TCase *frames = tcase_create("frames");

	tcase_add_loop_test(order, pieces_in_any_order_make_the_datagram, 0, 6);
	tcase_add_test(order, a_piece_repeated_changes_nothing);
	tcase_add_test(order,
	               of_overlapping_pieces_the_one_that_begins_earlier_wins);
	tcase_add_test(
		order,
		of_pieces_that_begin_together_the_first_wins_while_it_lasts);
	tcase_add_test(order, the_first_last_piece_tells_the_end);
	tcase_add_test(order, what_lies_beyond_the_end_is_left_out);
	tcase_add_test(order, a_ragged_piece_covers_no_block_it_does_not_fill);
	suite_add_tcase(suite, order);
	tcase_add_test(limits, an_empty_piece_is_bad);
	tcase_add_test(limits, a_piece_may_end_where_a_datagram_may);
	tcase_add_test(limits,
	               datagrams_are_told_apart_by_every_part_of_the_key);
	tcase_add_test(limits, a_datagram_is_given_up_in_time);
	tcase_add_test(limits, time_may_run_backwards);
	tcase_add_test(limits, datagrams_are_bounded_in_number);
	tcase_add_test(limits, datagrams_are_bounded_in_bytes);
	suite_add_tcase(suite, limits);
	tcase_add_test(frames, the_segment_is_told_where_the_last_piece_came);
	tcase_add_test(frames,
	               a_first_piece_that_was_cut_has_ports_and_no_length);
	tcase_add_test(frames, a_later_piece_that_was_cut_is_a_fragment);
	tcase_add_test(frames,
	               the_first_ipv6_piece_names_what_the_datagram_holds);
	tcase_add_test(frames, ipv6_pieces_that_were_cut_are_never_whole);
	suite_add_tcase(suite, frames);
	return suite;
}
