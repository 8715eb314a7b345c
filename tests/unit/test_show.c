/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/text.h"
#include "report/show.h"
#include "suites.h"

#define SECOND INT64_C(1000000000) /* ns */

static struct text text;

static void tear_down(void)
{
	text_fini(&text);
}

static const struct {
	int64_t seconds, ns;
	const char *want;
} DATES[] = {
	{0, 0, "1970-01-01 00:00:00.000000"},
	{0, -1, "1969-12-31 23:59:59.999999"},
	{-1, 0, "1969-12-31 23:59:59.000000"},
	{-86400, 0, "1969-12-31 00:00:00.000000"},
	{-86401, 0, "1969-12-30 23:59:59.000000"},
	{1795148705, 874876000, "2026-11-20 04:25:05.874876"},
	{951782399, 999999999, "2000-02-28 23:59:59.999999"},
	{951782400, 0, "2000-02-29 00:00:00.000000"},
	{951868800, 0, "2000-03-01 00:00:00.000000"},
	{2147483647, 0, "2038-01-19 03:14:07.000000"},
	{2147483648, 0, "2038-01-19 03:14:08.000000"},
	{4102444799, 0, "2099-12-31 23:59:59.000000"},
	{4107542399, 0, "2100-02-28 23:59:59.000000"},
	{4107542400, 0, "2100-03-01 00:00:00.000000"},
	{4294967296, 0, "2106-02-07 06:28:16.000000"},
	{-2208988800, 0, "1900-01-01 00:00:00.000000"},
	{-2203891200, 0, "1900-03-01 00:00:00.000000"},
};

START_TEST(test_dates_are_utc_before_1970_and_after_2038)
{
	show_utc(&text, DATES[_i].seconds * SECOND + DATES[_i].ns, ' ', 6);
	ck_assert_str_eq(text_string(&text), DATES[_i].want);
}
END_TEST

/* Every day from 1900 to 2200, against the C library. */
START_TEST(test_every_day_is_the_c_library_s)
{
	for (int64_t day = -25567; day < 84006; day++) {
		time_t seconds = (time_t)(day * 86400 + 86399);
		struct tm tm;
		char want[40];

		gmtime_r(&seconds, &tm);
		strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.000000000",
		         &tm);
		text_clear(&text);
		show_utc(&text, seconds * SECOND, 'T', 9);
		if (strcmp(text_string(&text), want) != 0)
			ck_abort_msg("%s, not %s", text_string(&text), want);
	}
}
END_TEST

START_TEST(test_nine_digits_keep_every_nanosecond)
{
	show_utc(&text, INT64_C(1795148705) * SECOND + 7, 'T', 9);
	ck_assert_str_eq(text_string(&text), "2026-11-20T04:25:05.000000007");
}
END_TEST

START_TEST(test_the_first_and_the_last_moment_there_is_can_be_shown)
{
	show_utc(&text, INT64_MAX, ' ', 9);
	ck_assert_str_eq(text_string(&text), "2262-04-11 23:47:16.854775807");
	text_clear(&text);
	show_utc(&text, INT64_MIN, ' ', 9);
	ck_assert_str_eq(text_string(&text), "1677-09-21 00:12:43.145224192");
}
END_TEST

START_TEST(test_the_time_zone_is_not_asked)
{
	setenv("TZ", "Asia/Kolkata", 1);
	tzset();
	show_time(&text, REPORT_TIME_DATE, 0, 0);
	setenv("TZ", "UTC", 1);
	tzset();
	ck_assert_str_eq(text_string(&text), "1970-01-01 00:00:00.000000");
}
END_TEST

static const struct {
	enum report_time how;
	int64_t time, since;
	const char *want;
} TIMES[] = {
	{REPORT_TIME_RELATIVE, 100 * SECOND, 100 * SECOND, "0.000000"},
	{REPORT_TIME_RELATIVE, 100 * SECOND + 21402000, 100 * SECOND,
         "0.021402"},
	{REPORT_TIME_RELATIVE, 100 * SECOND + 999, 100 * SECOND, "0.000000"},
	{REPORT_TIME_RELATIVE, 100 * SECOND + 1999, 100 * SECOND, "0.000001"},
	{REPORT_TIME_RELATIVE, 99 * SECOND, 100 * SECOND, "-1.000000"},
	{REPORT_TIME_RELATIVE, 100 * SECOND - 500000, 100 * SECOND,
         "-0.000500"},
	{REPORT_TIME_DELTA, 105 * SECOND, 100 * SECOND, "5.000000"},
	{REPORT_TIME_EPOCH, INT64_C(1795148705) * SECOND + 874876000,
         100 * SECOND, "1795148705.874876"},
	{REPORT_TIME_EPOCH, -SECOND / 2, 0, "-0.500000"},
	{REPORT_TIME_DATE, 0, 100 * SECOND, "1970-01-01 00:00:00.000000"},
};

START_TEST(test_a_time_is_shown_as_asked)
{
	show_time(&text, TIMES[_i].how, TIMES[_i].time, TIMES[_i].since);
	ck_assert_str_eq(text_string(&text), TIMES[_i].want);
}
END_TEST

static const struct {
	struct endpoint end;
	const char *want;
} ENDS[] = {
	{{{192, 0, 2, 10}, 80, 4, 0}, "192.0.2.10:80"},
	{{{0}, 0, 4, 0}, "0.0.0.0:0"},
	{{{255, 255, 255, 255}, 65535, 4, 0}, "255.255.255.255:65535"},
	/* RFC 5952 */
	{{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
          443,
          6,
          0},
         "[2001:db8::1]:443"},
	{{{0}, 80, 6, 0}, "[::]:80"},
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 80, 6, 0},
         "[::1]:80"},
	{{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1},
          80,
          6,
          0},
         "[2001:db8:0:1::1]:80"},
	{{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1},
          80,
          6,
          0},
         "[2001:db8:0:1:1:1:1:1]:80"},
	{{{0x20, 0x01, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1}, 80, 6, 0},
         "[2001:0:0:1::1]:80"},
	{{{0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0xAB, 0xCD, 0xEF, 0x01, 0x23, 0x45,
           0x67, 0x89},
          80,
          6,
          0},
         "[fe80::abcd:ef01:2345:6789]:80"},
	{{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 192, 0, 2, 1}, 80, 6, 0},
         "[::ffff:192.0.2.1]:80"},
};

START_TEST(test_an_endpoint_is_an_address_and_a_port)
{
	show_endpoint(&text, &ENDS[_i].end);
	ck_assert_str_eq(text_string(&text), ENDS[_i].want);
}
END_TEST

#ifdef __GLIBC__
/* Every set of groups that are zero, the others of one digit to four. */
START_TEST(test_ipv6_addresses_are_the_c_library_s)
{
	static const uint16_t groups[] = {1, 0x23, 0x456, 0x789a, 0xffff};
	char want[INET6_ADDRSTRLEN];

	for (unsigned zeros = 0; zeros < 256 * ARRAY_LEN(groups); zeros++) {
		struct endpoint end = {.family = 6};

		for (unsigned i = 0; i < 8; i++) {
			unsigned which = (zeros / 256 + i) % ARRAY_LEN(groups);

			if (zeros >> i & 1)
				continue;
			end.address[2 * i] = (uint8_t)(groups[which] >> 8);
			end.address[2 * i + 1] = (uint8_t)groups[which];
		}
		text_clear(&text);
		show_address(&text, &end);
		inet_ntop(AF_INET6, end.address, want, sizeof(want));
		if (strcmp(text_string(&text), want) != 0)
			ck_abort_msg("%s, not %s", text_string(&text), want);
	}
}
END_TEST
#endif

static const struct {
	uint16_t flags;
	const char *want;
} FLAGS[] = {
	{0, ""},
	{SEG_SYN, "SYN"},
	{SEG_SYN | SEG_ACK, "SYN,ACK"},
	{SEG_FIN | SEG_ACK, "FIN,ACK"},
	{SEG_PSH | SEG_ACK, "PSH,ACK"},
	{SEG_SYN | SEG_ECE | SEG_CWR, "SYN,ECE,CWR"},
	{SEG_AE, "AE"},
	{0x1FF, "FIN,SYN,RST,PSH,ACK,URG,ECE,CWR,AE"},
	{0xFE00, ""},
};

START_TEST(test_flags_are_in_the_contract_s_order)
{
	show_flags(&text, FLAGS[_i].flags);
	ck_assert_str_eq(text_string(&text), FLAGS[_i].want);
}
END_TEST

Suite *show_suite(void)
{
	Suite *suite = suite_create("show");
	TCase *tcase = tcase_create("show");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase,
	                    test_dates_are_utc_before_1970_and_after_2038, 0,
	                    ARRAY_LEN(DATES));
	tcase_add_test(tcase, test_every_day_is_the_c_library_s);
	tcase_add_test(tcase, test_nine_digits_keep_every_nanosecond);
	tcase_add_test(
		tcase,
		test_the_first_and_the_last_moment_there_is_can_be_shown);
	tcase_add_test(tcase, test_the_time_zone_is_not_asked);
	tcase_add_loop_test(tcase, test_a_time_is_shown_as_asked, 0,
	                    ARRAY_LEN(TIMES));
#ifdef __GLIBC__
	tcase_add_test(tcase, test_ipv6_addresses_are_the_c_library_s);
#endif
	tcase_add_loop_test(tcase, test_an_endpoint_is_an_address_and_a_port, 0,
	                    ARRAY_LEN(ENDS));
	tcase_add_loop_test(tcase, test_flags_are_in_the_contract_s_order, 0,
	                    ARRAY_LEN(FLAGS));
	suite_add_tcase(suite, tcase);
	return suite;
}
