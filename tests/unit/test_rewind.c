/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A capture read twice is the same capture.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/run.h"
#include "report/survey.h"
#include "sample.h"
#include "suites.h"

static struct fault fault;
static struct sample plain, big;
static struct capture_options twice;

static void set_up(void)
{
	fault = (struct fault){""};
	twice = SAMPLE_ETHERNET;
	twice.twice = true;
	sample_plain(&plain);
	big = (struct sample){.big_endian = true};
	sample_pcap(&big, 0xa1b23c4d, LINK_ETHERNET, 7);
	sample_write(&big, big.len - 1); /* the last packet is cut */
}

static void tear_down(void)
{
	unlink(plain.path);
	unlink(big.path);
}

/* Reads on, and makes one number of all that frames tell. */
static uint64_t read_on(struct capture *capture, unsigned most)
{
	uint64_t sum = 0;
	struct frame f;

	while (most-- && capture_next(capture, &f, &fault) == CAPTURE_FRAME) {
		const uint64_t told[] = {f.number, (uint64_t)f.time, f.captured,
		                         f.length, f.data[0]};

		for (unsigned i = 0; i < sizeof(told) / sizeof(*told); i++)
			sum = sum * 31 + told[i];
	}
	return sum;
}

/* _i: packets read before it is rewound, of the five in two files. */
START_TEST(test_the_second_reading_is_the_first)
{
	const char *const names[] = {plain.path, big.path};
	struct capture *capture = capture_open(names, 2, &twice, &fault);
	struct capture *other = capture_open(names, 2, &twice, &fault);
	const struct capture_file *files;
	size_t count;

	ck_assert_str_eq(fault.text, "");
	ck_assert(capture_rereadable(capture));
	read_on(capture, (unsigned)_i);
	ck_assert_int_eq(capture_rewind(capture, &fault), 0);
	ck_assert_uint_eq(read_on(capture, 9), read_on(other, 9));
	files = capture_files(capture, &count);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(files[0].packets, PACKETS);
	ck_assert_uint_eq(files[1].packets, PACKETS - 1);
	ck_assert_uint_eq(files[1].first_packet, PACKETS + 1);
	ck_assert(!files[0].cut_short && files[1].cut_short);
	capture_close(capture);
	capture_close(other);
}
END_TEST

START_TEST(test_what_is_no_file_of_its_own_is_read_once)
{
	char path[] = "/tmp/tcpladder-fifo-XXXXXX";
	const char *const names[] = {plain.path, path};
	struct capture *capture;
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
	unlink(path);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	capture = capture_reserve(names, 2, &twice, &fault);
	ck_assert_ptr_nonnull(capture);
	ck_assert(!capture_rereadable(capture));
	capture_close(capture);
	unlink(path);
	capture = capture_open(names, 1, &SAMPLE_ETHERNET, &fault);
	ck_assert(!capture_rereadable(capture)); /* was not asked for */
	capture_close(capture);
}
END_TEST

/* A fault ends both readings alike. */
START_TEST(test_a_fault_is_met_again)
{
	static const uint8_t much[4] = {0xff, 0xff, 0xff, 0x7f};
	uint8_t *length = plain.bytes + HEADER_LEN + RECORD_LEN + PAYLOAD_LEN;
	char once[sizeof(fault.text)];
	const char *name;
	struct capture *capture;

	memcpy(length + 8, much, sizeof(much));
	unlink(plain.path);
	name = sample_write(&plain, plain.len);
	capture = capture_open(&name, 1, &twice, &fault);
	read_on(capture, 9);
	memcpy(once, fault.text, sizeof(once));
	ck_assert_str_ne(once, "");
	ck_assert_int_eq(capture_rewind(capture, &fault), 0);
	fault.text[0] = '\0';
	read_on(capture, 9);
	ck_assert_str_eq(fault.text, once);
	capture_close(capture);
}
END_TEST

/* ---- the survey ---- */

START_TEST(test_a_survey_has_what_was_added)
{
	struct survey s = {.count = 0};

	ck_assert(!survey_has(&s, 0));
	for (uint64_t i = 1000; i > 0; i--) {
		struct connection c = {.first = {.packet = 3 * i}};

		survey_add(&s, &c);
	}
	survey_close(&s, 5);
	ck_assert_uint_eq(s.packets, 5);
	for (uint64_t i = 0; i < 4000; i++)
		ck_assert(survey_has(&s, i) ==
		          (i > 0 && i <= 3000 && i % 3 == 0));
	survey_fini(&s);
}
END_TEST

static uint64_t told;

/* The second reading begins, and the file is longer than it was. */
static void grow(struct report *r)
{
	FILE *file = fopen(plain.path, "ab");

	(void)r;
	fwrite(plain.bytes + HEADER_LEN, 1, FILE_LEN - HEADER_LEN, file);
	fclose(file);
}

static void tell_packets(struct report *r)
{
	told = r->facts->packets;
}

/* _i: 0 with problems asked for, which takes two readings. */
START_TEST(test_what_a_file_has_gained_since_is_left)
{
	const struct report_format growing = {.name = "growing",
	                                      .headless = true,
	                                      .begin = grow,
	                                      .end = tell_packets};
	const struct run_options options = {.format = &growing,
	                                    .style.segments = KEEP_ALL,
	                                    .problems = _i == 0};
	const char *name = plain.path;
	struct capture *capture = capture_open(&name, 1, &twice, &fault);

	ck_assert_int_eq(run_report(capture, &options, &fault), 0);
	ck_assert_uint_eq(told, _i == 0 ? PACKETS : 2 * PACKETS);
	capture_close(capture);
}
END_TEST

Suite *rewind_suite(void)
{
	Suite *suite = suite_create("rewind");
	TCase *tcase = tcase_create("rewind");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_the_second_reading_is_the_first, 0, 9);
	tcase_add_test(tcase, test_what_is_no_file_of_its_own_is_read_once);
	tcase_add_test(tcase, test_a_fault_is_met_again);
	tcase_add_test(tcase, test_a_survey_has_what_was_added);
	tcase_add_loop_test(tcase, test_what_a_file_has_gained_since_is_left, 0,
	                    2);
	suite_add_tcase(suite, tcase);
	return suite;
}
