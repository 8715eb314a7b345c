/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whatever a file says, capture reads of it what libpcap alone reads of it,
 * and ends as libpcap ends.
 */
#include "config.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/array.h"
#include "base/fault.h"
#include "capture/capture.h"
#include "suites.h"

#define MICROSECONDS 0xa1b2c3d4
#define NANOSECONDS 0xa1b23c4d
#define KUZNETZOV 0xa1b2cd34
#define LINK_ETHERNET 1
#define CAPTURED_MAX 262144
#define HEADER_LEN 24
#define RECORD_LEN 16

/* A file in the making, of 32-bit numbers in this machine's byte order. */
struct sample {
	size_t len;
	uint8_t bytes[4 << 20];
};

static struct sample sample;

static void put32(uint32_t number)
{
	memcpy(sample.bytes + sample.len, &number, 4);
	sample.len += 4;
}

static void put_header(uint32_t magic, uint16_t major, uint16_t minor,
                       uint32_t snapshot)
{
	sample.len = 0;
	put32(magic);
	memcpy(sample.bytes + sample.len, &major, 2);
	memcpy(sample.bytes + sample.len + 2, &minor, 2);
	sample.len += 4;
	put32(0);
	put32(0);
	put32(snapshot);
	put32(LINK_ETHERNET);
}

/* A record that has as many bytes as it says, each the record's number. */
static void put_record(uint32_t number, uint32_t captured)
{
	put32(number);
	put32(number * 1000);
	put32(captured);
	put32(captured + 1);
	memset(sample.bytes + sample.len, (int)number, captured);
	sample.len += captured;
}

static void change(size_t offset, uint32_t number)
{
	memcpy(sample.bytes + offset, &number, 4);
}

static char *write_sample(size_t len)
{
	static char path[] = "/tmp/tcpladder-records-XXXXXX";
	int fd;

	strcpy(path + sizeof(path) - 7, "XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, sample.bytes, len), (ssize_t)len);
	close(fd);
	return path;
}

static void same_packet(const struct frame *frame,
                        const struct pcap_pkthdr *header, const u_char *data)
{
	int64_t seconds = header->ts.tv_sec & 0xffffffff;

	ck_assert(frame->time == seconds * 1000000000 + header->ts.tv_usec);
	ck_assert_uint_eq(frame->captured, header->caplen);
	ck_assert_uint_eq(frame->length, header->len);
	ck_assert_mem_eq(frame->data, data, header->caplen);
}

/* Reads `path` with capture and `reference`, the same file, with libpcap. */
static void compare(const char *path, const char *reference)
{
	static const struct capture_options plain = {NULL, NULL, NULL, false};
	struct fault fault = {""};
	struct capture *capture = capture_open(&path, 1, &plain, &fault);
	char text[PCAP_ERRBUF_SIZE];
	pcap_t *pcap = pcap_open_offline_with_tstamp_precision(
		reference, PCAP_TSTAMP_PRECISION_NANO, text);
	enum capture_status status = CAPTURE_FRAME;
	struct pcap_pkthdr *header;
	const struct capture_file *file;
	const u_char *data;
	struct frame frame;
	size_t count;
	int result;

	ck_assert_ptr_nonnull(capture);
	ck_assert_ptr_nonnull(pcap);
	while ((result = pcap_next_ex(pcap, &header, &data)) == 1) {
		status = capture_next(capture, &frame, &fault);
		ck_assert_int_eq(status, CAPTURE_FRAME);
		same_packet(&frame, header, data);
	}
	status = capture_next(capture, &frame, &fault);
	file = capture_files(capture, &count);
	if (result == PCAP_ERROR_BREAK)
		ck_assert(status == CAPTURE_END && !file->cut_short);
	else if (strncmp(pcap_geterr(pcap), "truncated", 9) == 0)
		ck_assert(status == CAPTURE_END && file->cut_short);
	else
		ck_assert(status == CAPTURE_FAULT &&
		          strstr(fault.text, pcap_geterr(pcap)));
	pcap_close(pcap);
	capture_close(capture);
}

static void compare_sample(size_t len)
{
	char *path = write_sample(len);

	compare(path, path);
	unlink(path);
}

static const struct {
	uint32_t magic;
	uint16_t major, minor;
	uint32_t snapshot;
} HEADERS[] = {
	{MICROSECONDS, 2, 4, 65535},      {NANOSECONDS, 2, 4, 65535},
	{MICROSECONDS, 2, 4, 0},          {MICROSECONDS, 2, 4, 10},
	{MICROSECONDS, 2, 4, UINT32_MAX}, {MICROSECONDS, 2, 4, INT32_MAX},
	{MICROSECONDS, 2, 3, 65535},      {MICROSECONDS, 2, 2, 65535},
	{MICROSECONDS, 543, 0, 65535},    {KUZNETZOV, 2, 4, 65535},
};

static void put_three(int header)
{
	put_header(HEADERS[header].magic, HEADERS[header].major,
	           HEADERS[header].minor, HEADERS[header].snapshot);
	for (uint32_t i = 1; i <= 3; i++)
		put_record(i, 14);
}

static const uint32_t HOSTILE[] = {
	0,           1,          13,           15,
	0x7fffffff,  0x80000000, 0xffffffff,   0xfffffff0,
	999999999,   1000000000, CAPTURED_MAX, CAPTURED_MAX + 1,
	0x0e000000u,
};

START_TEST(any_number_of_a_record_may_be_wrong)
{
	for (size_t field = 0; field < 4; field++)
		for (size_t i = 0; i < ARRAY_LEN(HOSTILE); i++) {
			put_three(_i);
			change(HEADER_LEN + RECORD_LEN + 14 + field * 4,
			       HOSTILE[i]);
			compare_sample(sample.len);
		}
}
END_TEST

START_TEST(a_file_may_end_anywhere)
{
	put_three(_i);
	for (size_t len = HEADER_LEN; len <= sample.len; len++)
		compare_sample(len);
}
END_TEST

/* A file of records as long as may be, and of all lengths around. */
static void put_long(uint32_t snapshot)
{
	put_header(NANOSECONDS, 2, 4, snapshot);
	for (uint32_t i = 0; i < 60; i++)
		put_record(i, i * 997);
	for (uint32_t i = 60; i < 64; i++)
		put_record(i, CAPTURED_MAX);
	for (uint32_t i = 64; i < 90; i++)
		put_record(i, i);
}

START_TEST(records_may_be_long)
{
	put_long(CAPTURED_MAX);
	compare_sample(sample.len);
}
END_TEST

START_TEST(what_is_longer_than_the_snapshot_is_cut_and_read_past)
{
	put_long(50000);
	compare_sample(sample.len);
}
END_TEST

/* Writes the sample into standard output bit by bit. */
static void dribble(void)
{
	for (size_t at = 0; at < sample.len;) {
		size_t step = at < 2000 ? 1 : 7001;

		if (step > sample.len - at)
			step = sample.len - at;
		if (write(STDOUT_FILENO, sample.bytes + at, step) < 0)
			_exit(1);
		at += step;
	}
	_exit(0);
}

START_TEST(a_pipe_gives_what_it_has)
{
	char path[32];
	char *reference;
	int ends[2], status;
	pid_t child;

	put_long(CAPTURED_MAX);
	reference = write_sample(sample.len);
	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		dribble();
	}
	close(ends[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	compare(path, reference);
	close(ends[0]);
	waitpid(child, &status, 0);
	unlink(reference);
}
END_TEST

Suite *records_suite(void)
{
	Suite *suite = suite_create("records");
	TCase *tcase = tcase_create("as libpcap reads them");

	tcase_add_loop_test(tcase, any_number_of_a_record_may_be_wrong, 0,
	                    ARRAY_LEN(HEADERS));
	tcase_add_loop_test(tcase, a_file_may_end_anywhere, 0,
	                    ARRAY_LEN(HEADERS));
	tcase_add_test(tcase, records_may_be_long);
	tcase_add_test(tcase,
	               what_is_longer_than_the_snapshot_is_cut_and_read_past);
	tcase_add_test(tcase, a_pipe_gives_what_it_has);
	suite_add_tcase(suite, tcase);
	return suite;
}
