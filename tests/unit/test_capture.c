/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/fault.h"
#include "capture/capture.h"
#include "sample.h"
#include "suites.h"

static struct fault fault;

static struct sample plain;

static void make_plain(void)
{
	sample_plain(&plain);
}

static void remove_plain(void)
{
	unlink(plain.path);
}

/* ---- what is read ---- */

static const struct {
	uint32_t magic;
	bool big_endian;
	int64_t time;
} CLOCKS[] = {
	{0xa1b2c3d4, false, INT64_C(1000005000)},
	{0xa1b2c3d4, true, INT64_C(1000005000)},
	{0xa1b23c4d, false, INT64_C(1000000005)},
	{0xa1b23c4d, true, INT64_C(1000000005)},
};

START_TEST(times_are_nanoseconds_in_either_byte_order)
{
	struct sample sample = {.big_endian = CLOCKS[_i].big_endian};
	struct capture *capture;
	struct frame frame;

	sample_pcap(&sample, CLOCKS[_i].magic, LINK_ETHERNET, 5);
	capture = sample_open(sample_write(&sample, sample.len),
	                      &SAMPLE_ETHERNET, &fault);
	ck_assert_str_eq(fault.text, "");
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert(frame.time == CLOCKS[_i].time);
	capture_close(capture);
	unlink(sample.path);
}
END_TEST

START_TEST(a_frame_tells_its_lengths_number_and_link_type)
{
	struct capture *capture =
		sample_open(plain.path, &SAMPLE_ETHERNET, &fault);
	struct frame frame;

	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert_uint_eq(frame.number, 2);
	ck_assert_uint_eq(frame.captured, PAYLOAD_LEN);
	ck_assert_uint_eq(frame.length, PAYLOAD_LEN + 2);
	ck_assert_int_eq(frame.link_type, LINK_ETHERNET);
	ck_assert_uint_eq(frame.data[0], 2);
	capture_close(capture);
}
END_TEST

START_TEST(seconds_after_2038_are_not_negative)
{
	struct sample sample = {.len = 0};
	struct capture *capture;
	struct frame frame;

	sample_pcap(&sample, 0xa1b2c3d4, LINK_ETHERNET, 0);
	memset(sample.bytes + HEADER_LEN, 0xff, 4);
	capture = sample_open(sample_write(&sample, sample.len),
	                      &SAMPLE_ETHERNET, &fault);
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert(frame.time == INT64_C(0xffffffff) * 1000000000);
	capture_close(capture);
	unlink(sample.path);
}
END_TEST

/* pcapng's 64 bits of microseconds reach into the year 586524.  All times that
 * are told apart can be subtracted. */
START_TEST(a_time_beyond_2115_is_that_of_2115)
{
	static const uint32_t blocks[] = {
		0x0a0d0d0a, 28,         0x1a2b3c4d, 1,  UINT32_MAX,
		UINT32_MAX, 28,         1,          20, LINK_ETHERNET,
		65535,      20,         6,          36, 0,
		UINT32_MAX, UINT32_MAX, 4,          4,  0,
		36,         6,          36,         0,  1,
		0,          4,          4,          0,  36,
	};
	struct sample sample = {.len = 0};
	struct capture *capture;
	struct frame frame;
	int64_t late;

	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		sample_put32(&sample, blocks[i]);
	capture = sample_open(sample_write(&sample, sample.len),
	                      &SAMPLE_ETHERNET, &fault);
	ck_assert_str_eq(fault.text, "");
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	late = frame.time;
	ck_assert(late == INT64_C(4600000000) * 1000000000);
	ck_assert(late <= INT64_MAX / 2);
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert(frame.time == INT64_C(4294967296) * 1000);
	capture_close(capture);
	unlink(sample.path);
}
END_TEST

START_TEST(several_files_are_numbered_on)
{
	const char *names[] = {plain.path, plain.path};
	struct capture *capture =
		capture_open(names, 2, &SAMPLE_ETHERNET, &fault);
	const struct capture_file *files;
	enum capture_status status;
	size_t count;

	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 2 * PACKETS);
	ck_assert_int_eq(status, CAPTURE_END);
	files = capture_files(capture, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(files[0].first_packet, 1);
	ck_assert_uint_eq(files[1].first_packet, PACKETS + 1);
	ck_assert_uint_eq(files[1].packets, PACKETS);
	ck_assert_str_eq(files[1].format, "pcap");
	ck_assert_str_eq(files[1].link_type, "EN10MB");
	ck_assert_uint_eq(files[1].snapshot_length, 65535);
	capture_close(capture);
}
END_TEST

START_TEST(the_end_stays_the_end)
{
	struct capture *capture =
		sample_open(plain.path, &SAMPLE_ETHERNET, &fault);
	enum capture_status status;

	sample_drain(capture, &status, &fault);
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 0);
	ck_assert_int_eq(status, CAPTURE_END);
	capture_close(capture);
}
END_TEST

START_TEST(what_a_filter_leaves_out_is_numbered)
{
	struct capture_options options = SAMPLE_ETHERNET;
	struct capture *capture;
	struct frame frame;

	options.filter = "ether[0] = 3";
	capture = sample_open(plain.path, &options, &fault);
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_FRAME);
	ck_assert_uint_eq(frame.number, 3);
	ck_assert_int_eq(capture_next(capture, &frame, &fault), CAPTURE_END);
	capture_close(capture);
}
END_TEST

START_TEST(progress_ends_at_the_size_of_the_file)
{
	struct capture *capture =
		sample_open(plain.path, &SAMPLE_ETHERNET, &fault);
	enum capture_status status;
	uint64_t done;
	uint64_t total;

	sample_drain(capture, &status, &fault);
	capture_progress(capture, &done, &total);
	ck_assert_uint_eq(done, FILE_LEN);
	ck_assert_uint_eq(total, FILE_LEN);
	capture_close(capture);
}
END_TEST

/* `plain` through gzip -9. */
static const uint8_t GZIPPED[] = {
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xbb,
	0x72, 0x78, 0xd3, 0x42, 0x26, 0x06, 0x16, 0x06, 0x18, 0xf8, 0xff,
	0x9f, 0x81, 0x81, 0x91, 0x01, 0x82, 0x59, 0x81, 0x98, 0x0f, 0x88,
	0xf9, 0x41, 0x7c, 0x14, 0xc0, 0x84, 0x24, 0x2b, 0x00, 0xc4, 0x4c,
	0x28, 0x80, 0x19, 0x49, 0x56, 0x10, 0x88, 0x99, 0x51, 0x00, 0x00,
	0x90, 0x19, 0x24, 0x43, 0x72, 0x00, 0x00, 0x00,
};

START_TEST(gzip_is_unpacked_or_refused_by_name)
{
	struct sample sample = {.len = sizeof(GZIPPED)};
	struct capture *capture;
	enum capture_status status;

	memcpy(sample.bytes, GZIPPED, sizeof(GZIPPED));
	capture = sample_open(sample_write(&sample, sample.len),
	                      &SAMPLE_ETHERNET, &fault);
	unlink(sample.path);
#ifdef HAVE_LIBARCHIVE
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), PACKETS);
	ck_assert_int_eq(status, CAPTURE_END);
#else
	(void)status;
	ck_assert_ptr_null(capture);
	ck_assert_ptr_nonnull(strstr(fault.text, "compressed with gzip"));
#endif
	capture_close(capture);
}
END_TEST

/* ---- what cannot be read ---- */

START_TEST(a_file_cut_anywhere_gives_the_packets_before_the_cut)
{
	size_t len = (size_t)_i;
	const char *path = sample_write(&plain, len);
	size_t body = len > HEADER_LEN ? len - HEADER_LEN : 0;
	size_t record = RECORD_LEN + PAYLOAD_LEN;
	struct capture *capture = sample_open(path, &SAMPLE_ETHERNET, &fault);
	const struct capture_file *files;
	enum capture_status status;
	size_t count;

	if (len < HEADER_LEN) {
		ck_assert_ptr_null(capture);
		ck_assert(fault_is_set(&fault));
	} else {
		ck_assert_uint_eq(sample_drain(capture, &status, &fault),
		                  body / record);
		ck_assert_int_eq(status, CAPTURE_END);
		files = capture_files(capture, &count);
		ck_assert_int_eq(files[0].cut_short, body % record != 0);
	}
	capture_close(capture);
	unlink(path);
}
END_TEST

START_TEST(a_cut_is_described_by_its_packet)
{
	struct capture_file file = {
		.name = "x.pcap", .first_packet = 11, .packets = 4};

	fault = (struct fault){""};
	capture_describe_cut(&file, &fault);
	ck_assert_str_eq(fault.text,
	                 "x.pcap: cut short in the middle of packet "
	                 "15; everything before it is shown");
}
END_TEST

START_TEST(reading_goes_on_with_the_file_after_a_cut_one)
{
	struct sample cut = plain;
	const char *names[] = {sample_write(&cut, FILE_LEN - 1), plain.path};
	struct capture *capture =
		capture_open(names, 2, &SAMPLE_ETHERNET, &fault);
	const struct capture_file *files;
	enum capture_status status;
	size_t count;

	ck_assert_uint_eq(sample_drain(capture, &status, &fault),
	                  2 * PACKETS - 1);
	ck_assert_int_eq(status, CAPTURE_END);
	files = capture_files(capture, &count);
	ck_assert(files[0].cut_short && !files[1].cut_short);
	ck_assert_uint_eq(files[1].first_packet, PACKETS);
	capture_close(capture);
	unlink(cut.path);
}
END_TEST

START_TEST(damage_ends_the_capture_with_the_packet_named)
{
	struct sample sample = {.len = 0};
	struct capture *capture;
	enum capture_status status;

	sample_pcap(&sample, 0xa1b2c3d4, LINK_ETHERNET, 0);
	memset(sample.bytes + HEADER_LEN + RECORD_LEN + PAYLOAD_LEN + 8, 0xff,
	       4);
	capture = sample_open(sample_write(&sample, sample.len),
	                      &SAMPLE_ETHERNET, &fault);
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 1);
	ck_assert_int_eq(status, CAPTURE_FAULT);
	ck_assert_ptr_nonnull(strstr(fault.text, ": damaged at packet 2: "));
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 0);
	ck_assert_int_eq(status, CAPTURE_FAULT);
	capture_close(capture);
	unlink(sample.path);
}
END_TEST

START_TEST(an_unknown_link_type_is_named_with_those_known)
{
	struct sample sample = {.len = 0};

	sample_pcap(&sample, 0xa1b2c3d4, 105, 0);
	ck_assert_ptr_null(sample_open(sample_write(&sample, sample.len),
	                               &SAMPLE_ETHERNET, &fault));
	ck_assert_ptr_nonnull(strstr(fault.text, ": unknown link type 105, "
	                                         "IEEE802_11; known: EN10MB"));
	unlink(sample.path);
}
END_TEST

/* What is no filter, and what only an interface knows. */
static const char *const NO_FILTERS[] = {"tcp prot 80", "inbound"};

START_TEST(a_filter_that_does_not_compile_is_shown)
{
	struct capture_options options = SAMPLE_ETHERNET;
	char shown[64];

	options.filter = NO_FILTERS[_i];
	snprintf(shown, sizeof(shown), ": filter '%s': ", NO_FILTERS[_i]);
	ck_assert_ptr_null(sample_open(plain.path, &options, &fault));
	ck_assert_ptr_nonnull(strstr(fault.text, shown));
}
END_TEST

static const struct {
	const char *name;
	const char *reason;
} REFUSED[] = {
	{"/nonexistent/x.pcap",
         "/nonexistent/x.pcap: No such file or directory"},
	{"/", "/: is a directory"},
	{"/dev/null", "/dev/null: is empty"},
};

START_TEST(what_is_no_file_is_refused_with_the_reason)
{
	ck_assert_ptr_null(
		sample_open(REFUSED[_i].name, &SAMPLE_ETHERNET, &fault));
	ck_assert_str_eq(fault.text, REFUSED[_i].reason);
}
END_TEST

START_TEST(a_missing_second_file_is_noticed_before_reading)
{
	const char *names[] = {plain.path, "/nonexistent/x.pcap"};

	fault = (struct fault){""};
	ck_assert_ptr_null(capture_open(names, 2, &SAMPLE_ETHERNET, &fault));
	ck_assert_str_eq(fault.text,
	                 "/nonexistent/x.pcap: No such file or directory");
}
END_TEST

START_TEST(what_is_no_capture_is_refused)
{
	struct sample sample = {.bytes = "hello, world", .len = 12};

	ck_assert_ptr_null(sample_open(sample_write(&sample, sample.len),
	                               &SAMPLE_ETHERNET, &fault));
	ck_assert_ptr_nonnull(strstr(fault.text, ": is not a pcap"));
	unlink(sample.path);
}
END_TEST

Suite *capture_suite(void)
{
	Suite *suite = suite_create("capture");
	TCase *read = tcase_create("read");
	TCase *trouble = tcase_create("trouble");

	tcase_add_checked_fixture(read, make_plain, remove_plain);
	tcase_add_loop_test(read, times_are_nanoseconds_in_either_byte_order, 0,
	                    ARRAY_LEN(CLOCKS));
	tcase_add_test(read, a_frame_tells_its_lengths_number_and_link_type);
	tcase_add_test(read, seconds_after_2038_are_not_negative);
	tcase_add_test(read, a_time_beyond_2115_is_that_of_2115);
	tcase_add_test(read, several_files_are_numbered_on);
	tcase_add_test(read, the_end_stays_the_end);
	tcase_add_test(read, what_a_filter_leaves_out_is_numbered);
	tcase_add_test(read, progress_ends_at_the_size_of_the_file);
	tcase_add_test(read, gzip_is_unpacked_or_refused_by_name);
	suite_add_tcase(suite, read);

	tcase_add_checked_fixture(trouble, make_plain, remove_plain);
	tcase_add_loop_test(
		trouble, a_file_cut_anywhere_gives_the_packets_before_the_cut,
		0, FILE_LEN + 1);
	tcase_add_test(trouble, a_cut_is_described_by_its_packet);
	tcase_add_test(trouble, reading_goes_on_with_the_file_after_a_cut_one);
	tcase_add_test(trouble, damage_ends_the_capture_with_the_packet_named);
	tcase_add_test(trouble, an_unknown_link_type_is_named_with_those_known);
	tcase_add_loop_test(trouble, a_filter_that_does_not_compile_is_shown, 0,
	                    ARRAY_LEN(NO_FILTERS));
	tcase_add_loop_test(trouble, what_is_no_file_is_refused_with_the_reason,
	                    0, ARRAY_LEN(REFUSED));
	tcase_add_test(trouble,
	               a_missing_second_file_is_noticed_before_reading);
	tcase_add_test(trouble, what_is_no_capture_is_refused);
	suite_add_tcase(suite, trouble);
	return suite;
}
