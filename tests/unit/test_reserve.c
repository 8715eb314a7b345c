/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Captures that are open before anything is read.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fault.h"
#include "capture/capture.h"
#include "sample.h"
#include "suites.h"

#define FAMILY_IPV4 2

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

static struct capture *reserve(const char *const *names, size_t count)
{
	fault = (struct fault){""};
	return capture_reserve(names, count, &SAMPLE_ETHERNET, &fault);
}

START_TEST(a_reserved_file_needs_its_name_no_more)
{
	struct sample first = {.len = 0}, second = {.len = 0};
	const char *names[2];
	struct capture *capture;
	enum capture_status status;

	sample_pcap(&first, 0xa1b2c3d4, LINK_ETHERNET, 5);
	sample_pcap(&second, 0xa1b2c3d4, LINK_ETHERNET, 5);
	names[0] = sample_write(&first, first.len);
	names[1] = sample_write(&second, second.len);
	capture = reserve(names, 2);
	unlink(names[0]);
	unlink(names[1]);
	ck_assert_int_eq(capture_begin(capture, &fault), 0);
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 2 * PACKETS);
	ck_assert_int_eq(status, CAPTURE_END);
	capture_close(capture);
}
END_TEST

START_TEST(a_reserved_file_is_not_read_yet)
{
	const char *names[] = {"/dev/null"};
	struct capture *capture = reserve(names, 1);

	ck_assert_ptr_nonnull(capture);
	ck_assert_int_eq(capture_begin(capture, &fault), -1);
	ck_assert_str_eq(fault.text, "/dev/null: is empty");
	capture_close(capture);
}
END_TEST

/* A writer that opens the second pipe when the first has been read. */
static void write_pipes(const char *const *names)
{
	for (int i = 0; i < 2; i++) {
		FILE *out = fopen(names[i], "w");

		fwrite(plain.bytes, 1, plain.len, out);
		fclose(out);
	}
	_exit(0);
}

START_TEST(named_pipes_are_waited_for_when_they_are_read)
{
	char folder[] = "/tmp/tcpladder-test-XXXXXX";
	char first[64], second[64];
	const char *names[] = {first, second};
	struct capture *capture;
	enum capture_status status;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(first, sizeof(first), "%s/first", folder);
	snprintf(second, sizeof(second), "%s/second", folder);
	ck_assert_int_eq(mkfifo(first, 0600), 0);
	ck_assert_int_eq(mkfifo(second, 0600), 0);
	capture = reserve(names, 2);
	if (fork() == 0)
		write_pipes(names);
	ck_assert_int_eq(capture_begin(capture, &fault), 0);
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 2 * PACKETS);
	capture_close(capture);
	unlink(first);
	unlink(second);
	rmdir(folder);
}
END_TEST

#define MANY 100
#define FEW 50

static const char *const *many_names(void)
{
	static const char *names[MANY];

	for (size_t i = 0; i < MANY; i++)
		names[i] = plain.path;
	return names;
}

START_TEST(many_files_may_be_open_at_once)
{
	struct rlimit limit;
	struct capture *capture;
	enum capture_status status;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = FEW;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	capture = reserve(many_names(), MANY);
	ck_assert_str_eq(fault.text, "");
	ck_assert_int_eq(capture_begin(capture, &fault), 0);
	ck_assert_uint_eq(sample_drain(capture, &status, &fault),
	                  MANY * PACKETS);
	capture_close(capture);
}
END_TEST

START_TEST(too_many_files_are_refused_in_words)
{
	struct rlimit limit = {FEW, FEW};

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	ck_assert_ptr_null(reserve(many_names(), MANY));
	ck_assert_ptr_nonnull(strstr(fault.text, ": too many files at once; "
	                                         "'ulimit -n' says"));
}
END_TEST

static bool loopback_known(int link_type)
{
	return link_type == LINK_NULL;
}

/* The family before the packet stands in the writer's byte order. */
START_TEST(a_filter_knows_the_files_byte_order)
{
	struct capture_options options = {.link_known = loopback_known,
	                                  .filter = "ip"};
	struct sample sample = {.big_endian = _i};
	struct capture *capture;
	enum capture_status status;

	sample_pcap(&sample, 0xa1b2c3d4, LINK_NULL, 5);
	for (size_t i = 0; i < PACKETS; i++) {
		size_t len = sample.len;

		sample.len = HEADER_LEN + RECORD_LEN +
		             i * (RECORD_LEN + PAYLOAD_LEN);
		sample_put32(&sample, i == 1 ? 99 : FAMILY_IPV4);
		sample.len = len;
	}
	capture = sample_open(sample_write(&sample, sample.len), &options,
	                      &fault);
	ck_assert_str_eq(fault.text, "");
	ck_assert_uint_eq(sample_drain(capture, &status, &fault), 2);
	capture_close(capture);
	unlink(sample.path);
}
END_TEST

Suite *reserve_suite(void)
{
	Suite *suite = suite_create("reserve");
	TCase *tcase = tcase_create("reserve");

	tcase_add_checked_fixture(tcase, make_plain, remove_plain);
	tcase_add_test(tcase, a_reserved_file_needs_its_name_no_more);
	tcase_add_test(tcase, a_reserved_file_is_not_read_yet);
	tcase_add_test(tcase, named_pipes_are_waited_for_when_they_are_read);
	tcase_add_test(tcase, many_files_may_be_open_at_once);
	tcase_add_test(tcase, too_many_files_are_refused_in_words);
	tcase_add_loop_test(tcase, a_filter_knows_the_files_byte_order, 0, 2);
	suite_add_tcase(suite, tcase);
	return suite;
}
