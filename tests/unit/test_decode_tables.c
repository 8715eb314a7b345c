/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Every row of every table in decode/ reads real bytes, and survives them cut
 * and broken anywhere.
 */
#include "config.h"

#include <string.h>

#include "decode/decode.h"
#include "decode/extension.h"
#include "decode/tag.h"
#include "decode/walk.h"
#include "decode_bytes.h"
#include "decode_samples.h"
#include "suites.h"

#define LINK_RAW 101

static const struct sample *sample_at(size_t index)
{
	if (index < LINK_SAMPLE_COUNT)
		return &LINK_SAMPLES[index];
	index -= LINK_SAMPLE_COUNT;
	return index < TUNNEL_SAMPLE_COUNT ? &TUNNEL_SAMPLES[index] : NULL;
}

static bool has_sample(const char *table, unsigned number)
{
	const struct sample *sample;

	for (size_t i = 0; (sample = sample_at(i)) != NULL; i++)
		if (strcmp(sample->table, table) == 0 &&
		    sample->number == number)
			return true;
	return false;
}

static struct decoder *quiet_decoder(void)
{
	const struct decoder_options options = {.checksums = true};

	return decoder_new(&options);
}

static void for_each_sample(void (*prove)(const struct sample *sample))
{
	const struct sample *sample;

	for (size_t i = 0; (sample = sample_at(i)) != NULL; i++)
		prove(sample);
}

static void yield_its_segment(const struct sample *sample)
{
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = sample->link_type, .at = bytes};
	struct decoded decoded;
	const struct segment *s = &decoded.segments[0];

	feed.length = hex_bytes(sample->hex, bytes, sizeof(bytes));
	feed.captured = feed.length;
	ck_assert_msg(feed_bytes(decoder, &feed, &decoded) == PACKET_SEGMENT,
	              "%s: %s", sample->table, sample->name);
	ck_assert_msg(decoded.count == 1 && s->len_known && s->len == 7 &&
	                      !s->header_bogus,
	              "%s: %s", sample->table, sample->name);
	ck_assert_uint_eq(s->source.port, 4001);
	ck_assert_uint_eq(s->destination.port, 5001);
	ck_assert_uint_eq(s->seq, 1000);
	ck_assert_uint_eq(s->ack, 2000);
	ck_assert_uint_eq(s->flags, SEG_PSH | SEG_ACK);
	ck_assert_uint_eq(s->window, 512);
	decoder_free(decoder);
}

START_TEST(each_sample_yields_its_segment)
{
	for_each_sample(yield_its_segment);
}
END_TEST

static void cut_anywhere(const struct sample *sample)
{
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	size_t len = hex_bytes(sample->hex, bytes, sizeof(bytes));
	struct feed feed = {.link_type = sample->link_type, .at = bytes};
	struct decoded decoded;

	for (feed.captured = 0; feed.captured <= len; feed.captured++) {
		enum packet_kind kind;

		/* Cut by the snapshot: the length is still known. */
		feed.length = len;
		kind = feed_bytes(decoder, &feed, &decoded);
		ck_assert_uint_lt(kind, PACKET_KIND_COUNT);
		ck_assert_uint_eq(decoded.count, kind == PACKET_SEGMENT);
		if (kind == PACKET_SEGMENT)
			ck_assert_uint_eq(decoded.segments[0].len, 7);
		/* Cut on the wire. */
		feed.length = feed.captured;
		kind = feed_bytes(decoder, &feed, &decoded);
		ck_assert_uint_lt(kind, PACKET_KIND_COUNT);
	}
	decoder_free(decoder);
}

START_TEST(each_sample_may_be_cut_anywhere)
{
	for_each_sample(cut_anywhere);
}
END_TEST

static void break_any_byte(const struct sample *sample)
{
	static const uint8_t BREAKS[] = {0x00, 0x01, 0x45, 0x80, 0xff};
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	size_t len = hex_bytes(sample->hex, bytes, sizeof(bytes));
	struct feed feed = {.link_type = sample->link_type,
	                    .at = bytes,
	                    .captured = len,
	                    .length = len};
	struct decoded decoded;

	for (size_t i = 0; i < len; i++) {
		uint8_t kept = bytes[i];

		for (size_t j = 0; j < sizeof(BREAKS); j++) {
			bytes[i] = BREAKS[j];
			ck_assert_uint_lt(feed_bytes(decoder, &feed, &decoded),
			                  PACKET_KIND_COUNT);
			ck_assert_uint_le(decoded.count, DECODED_SEGMENTS_MAX);
		}
		bytes[i] = kept;
	}
	decoder_free(decoder);
}

START_TEST(each_sample_may_have_any_byte_broken)
{
	for_each_sample(break_any_byte);
}
END_TEST

static void read_as_any_link_type(const struct sample *sample)
{
	const struct step_table *links = decode_table(0);
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	size_t len = hex_bytes(sample->hex, bytes, sizeof(bytes));
	struct decoded decoded;

	for (size_t i = 0; i < links->count; i++) {
		struct feed feed = {.link_type = links->rows[i].number,
		                    .at = bytes,
		                    .captured = len,
		                    .length = len};

		ck_assert_uint_lt(feed_bytes(decoder, &feed, &decoded),
		                  PACKET_KIND_COUNT);
	}
	decoder_free(decoder);
}

START_TEST(each_sample_survives_as_any_link_type)
{
	for_each_sample(read_as_any_link_type);
}
END_TEST

START_TEST(no_row_of_a_table_is_without_a_sample)
{
	const struct step_table *table;

	for (size_t i = 0; (table = decode_table(i)) != NULL; i++)
		for (size_t j = 0; j < table->count; j++)
			ck_assert_msg(
				has_sample(table->name, table->rows[j].number),
				"no sample for %s %s", table->name,
				table->rows[j].name);
}
END_TEST

START_TEST(no_tag_is_without_a_sample)
{
	const struct tag *tag;

	for (size_t i = 0; (tag = ethertype_tag(i)) != NULL; i++)
		ck_assert_msg(has_sample("tag", tag->type), "no sample for %s",
		              tag->name);
}
END_TEST

START_TEST(no_extension_header_is_without_a_sample)
{
	const struct ipv6_extension *row;

	for (size_t i = 0; (row = ipv6_extension_row(i)) != NULL; i++)
		ck_assert_msg(has_sample("extension", row->number),
		              "no sample for %s", row->name);
}
END_TEST

START_TEST(no_number_stands_twice_in_a_table)
{
	const struct step_table *table;

	for (size_t i = 0; (table = decode_table(i)) != NULL; i++)
		for (size_t j = 0; j < table->count; j++)
			ck_assert_ptr_eq(
				step_find(table, table->rows[j].number),
				&table->rows[j]);
}
END_TEST

START_TEST(the_link_types_are_named)
{
	size_t count = 0;
	bool ethernet = false;

	while (decode_link_name(count) != NULL) {
		ethernet |= strcmp(decode_link_name(count), "EN10MB") == 0;
		count++;
	}
	ck_assert_uint_eq(count, decode_table(0)->count);
	ck_assert(ethernet);
	ck_assert(decode_link_supported(1));
	ck_assert(!decode_link_supported(-1));
	ck_assert(!decode_link_supported(147));
}
END_TEST

START_TEST(an_unknown_link_type_is_not_ip)
{
	struct decoder *decoder = quiet_decoder();
	const uint8_t bytes[64] = {0x45};
	struct feed feed = {147, bytes, sizeof(bytes), sizeof(bytes), 0};
	struct decoded decoded;

	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_NOT_IP);
	ck_assert_uint_eq(decoded.count, 0);
	decoder_free(decoder);
}
END_TEST

/* `depth` IPv4 headers, each around the next, and a segment. */
static size_t nested(uint8_t *out, unsigned depth)
{
	uint8_t inner[64];
	size_t len = hex_bytes(V4, inner, sizeof(inner));
	size_t total = depth * 20 + len;

	for (unsigned i = 0; i < depth; i++) {
		memcpy(out + i * 20, inner, 20);
		out[i * 20 + 2] = (uint8_t)((total - i * 20) >> 8);
		out[i * 20 + 3] = (uint8_t)(total - i * 20);
		out[i * 20 + 9] = 4;
	}
	memcpy(out + depth * 20, inner, len);
	return total;
}

START_TEST(nesting_ends_at_its_limit)
{
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = LINK_RAW, .at = bytes};
	struct decoded decoded;

	feed.captured = feed.length = nested(bytes, NESTING_MAX);
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_SEGMENT);
	feed.captured = feed.length = nested(bytes, NESTING_MAX + 1);
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded),
	                  PACKET_MALFORMED);
	decoder_free(decoder);
}
END_TEST

/* Two subframes of an A-MSDU, each destination, source, length, 802.2 and a
 * segment; the first is padded to a word. */
START_TEST(an_aggregate_holds_a_segment_for_each_subframe)
{
	const char *const hex =
		/* 802.11, QoS data, A-MSDU */
		"8802000000163e44556600163e11223300163e77889910008000"
		"00163e44556600163e1122330037" SNAP V4 "000000"
		"00163e44556600163e1122330037" SNAP V4;
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = 105, .at = bytes};
	struct decoded decoded;

	feed.captured = feed.length = hex_bytes(hex, bytes, sizeof(bytes));
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.count, 2);
	ck_assert_uint_eq(decoded.segments[1].len, 7);
	decoder_free(decoder);
}
END_TEST

START_TEST(an_aggregate_holds_no_more_than_fits)
{
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = 105, .at = bytes};
	struct decoded decoded;
	size_t len = hex_bytes(
		"8802000000163e44556600163e11223300163e77889910008000", bytes,
		sizeof(bytes));

	for (unsigned i = 0; i < DECODED_SEGMENTS_MAX + 4; i++)
		len += hex_bytes("00163e44556600163e1122330037" SNAP V4
		                 "000000",
		                 bytes + len, sizeof(bytes) - len);
	feed.captured = feed.length = len;
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_SEGMENT);
	ck_assert_uint_eq(decoded.count, DECODED_SEGMENTS_MAX);
	decoder_free(decoder);
}
END_TEST

START_TEST(an_encrypted_wireless_frame_is_not_ip)
{
	struct decoder *decoder = quiet_decoder();
	uint8_t bytes[FRAME_BYTES_MAX];
	struct feed feed = {.link_type = 105, .at = bytes};
	struct decoded decoded;

	/* 802.11, data, protected */
	feed.captured = feed.length = hex_bytes(
		"0842000000163e44556600163e11223300163e7788991000" SNAP V4,
		bytes, sizeof(bytes));
	ck_assert_uint_eq(feed_bytes(decoder, &feed, &decoded), PACKET_NOT_IP);
	decoder_free(decoder);
}
END_TEST

Suite *decode_tables_suite(void)
{
	Suite *suite = suite_create("decode tables");
	TCase *samples = tcase_create("samples");
	TCase *tables = tcase_create("tables");

	tcase_add_test(samples, each_sample_yields_its_segment);
	tcase_add_test(samples, each_sample_may_be_cut_anywhere);
	tcase_add_test(samples, each_sample_may_have_any_byte_broken);
	tcase_add_test(samples, each_sample_survives_as_any_link_type);
	tcase_set_timeout(samples, 60); /* sanitizers are slow */
	suite_add_tcase(suite, samples);
	tcase_add_test(tables, no_row_of_a_table_is_without_a_sample);
	tcase_add_test(tables, no_tag_is_without_a_sample);
	tcase_add_test(tables, no_extension_header_is_without_a_sample);
	tcase_add_test(tables, no_number_stands_twice_in_a_table);
	tcase_add_test(tables, the_link_types_are_named);
	tcase_add_test(tables, an_unknown_link_type_is_not_ip);
	tcase_add_test(tables, nesting_ends_at_its_limit);
	tcase_add_test(tables, an_aggregate_holds_a_segment_for_each_subframe);
	tcase_add_test(tables, an_aggregate_holds_no_more_than_fits);
	tcase_add_test(tables, an_encrypted_wireless_frame_is_not_ip);
	suite_add_tcase(suite, tables);
	return suite;
}
