/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "suites.h"

#define US INT64_C(1000)
#define MS INT64_C(1000000)
#define S INT64_C(1000000000)

static struct text text;

static void tear_down(void)
{
	text_fini(&text);
}

static const struct {
	int64_t ns;
	const char *want;
} DURATIONS[] = {
	{0, "0 µs"},
	{1, "1 ns"},
	{999, "999 ns"},
	{1 * US, "1 µs"},
	{1499, "1 µs"},
	{1500, "2 µs"},
	{999499, "999 µs"},
	{999500, "1.00 ms"},
	{820 * US, "820 µs"},
	{1 * MS, "1.00 ms"},
	{21455 * US, "21.5 ms"},
	{9994 * US, "9.99 ms"},
	{9996 * US, "10.0 ms"},
	{99940 * US, "99.9 ms"},
	{99960 * US, "100 ms"},
	{122080 * US, "122 ms"},
	{999400 * US, "999 ms"},
	{999600 * US, "1.00 s"},
	{1020 * MS, "1.02 s"},
	{61 * S, "61.0 s"},
	{119999 * MS, "120 s"},
	{599499 * MS, "599 s"},
	{599999 * MS, "600 s"},
	{600 * S, "10 min 0 s"},
	{725 * S, "12 min 5 s"},
	{3599499 * MS, "59 min 59 s"},
	{3599500 * MS, "1 h 0 min"},
	{7200 * S, "2 h 0 min"},
	{12029 * S, "3 h 20 min"},
	{12030 * S, "3 h 21 min"},
	{86369 * S, "23 h 59 min"},
	{86399 * S, "1 d 0 h"},
	{(2 * 86400 + 4 * 3600) * S, "2 d 4 h"},
	{(3 * 86400 - 1) * S, "3 d 0 h"},
	{-725 * S, "-12 min 5 s"},
	{-1020 * MS, "-1.02 s"},
	{-1 * US, "-1 µs"},
};

START_TEST(test_a_duration_has_three_digits_that_matter_and_its_unit)
{
	text_duration(&text, DURATIONS[_i].ns);
	ck_assert_str_eq(text_string(&text), DURATIONS[_i].want);
}
END_TEST

START_TEST(test_the_longest_durations_do_not_overflow)
{
	text_duration(&text, INT64_MAX);
	ck_assert_str_eq(text_string(&text), "106752 d 0 h");
	text_clear(&text);
	text_duration(&text, INT64_MIN);
	ck_assert_str_eq(text_string(&text), "-106752 d 0 h");
}
END_TEST

static const struct {
	uint64_t number;
	const char *want;
} GROUPS[] = {
	{0, "0"},
	{999, "999"},
	{1000, "1 000"},
	{5230, "5 230"},
	{100000, "100 000"},
	{1000000, "1 000 000"},
	{UINT32_MAX, "4 294 967 295"},
	{UINT64_MAX, "18 446 744 073 709 551 615"},
};

START_TEST(test_numbers_are_grouped_by_three)
{
	text_grouped(&text, GROUPS[_i].number);
	ck_assert_str_eq(text_string(&text), GROUPS[_i].want);
}
END_TEST

static const struct {
	const char *what, *in, *want;
} NAMES[] = {
	{"a plain name", "capture-1.pcap", "capture-1.pcap"},
	{"nothing", "", ""},
	{"letters of other scripts", "Äpfel 捕获 дамп 🐧", "Äpfel 捕获 дамп 🐧"},
	{"a colour", "\033[31mred", "\\x1B[31mred"},
	{"lines", "a\nb\tc\rd", "a\\x0Ab\\x09c\\x0Dd"},
	{"DEL", "a\x7f", "a\\x7F"},
	{"an 8-bit CSI, raw",
         "\x9b"
         "31m",
         "\\x9B31m"},
	{"an 8-bit CSI, in UTF-8",
         "\xc2\x9b"
         "31m",
         "?31m"},
	{"text turned round",
         "a\xe2\x80\xae"
         "pacp.exe",
         "a?pacp.exe"},
	{"an isolate", "\xe2\x81\xa6x\xe2\x81\xa9", "?x?"},
	{"an Arabic letter mark", "\xd8\x9cx", "?x"},
	{"a zero-width space",
         "a\xe2\x80\x8b"
         "b",
         "a?b"},
	{"a byte order mark", "\xef\xbb\xbfx", "?x"},
	{"a line separator",
         "a\xe2\x80\xa8"
         "b",
         "a?b"},
	{"a tag", "\xf3\xa0\x81\x81x", "?x"},
	{"a stray continuation",
         "a\x80"
         "b",
         "a\\x80b"},
	{"a sequence cut short", "a\xe2\x82", "a\\xE2\\x82"},
	{"an overlong slash", "\xc0\xaf", "\\xC0\\xAF"},
	{"an overlong of three", "\xe0\x80\xaf", "\\xE0\\x80\\xAF"},
	{"a surrogate", "\xed\xa0\x80", "\\xED\\xA0\\x80"},
	{"beyond Unicode", "\xf4\x90\x80\x80", "\\xF4\\x90\\x80\\x80"},
	{"bytes that are never UTF-8", "\xfe\xff", "\\xFE\\xFF"},
	{"good after bad",
         "\xff"
         "é",
         "\\xFFé"},
};

START_TEST(test_nobody_s_name_moves_the_cursor)
{
	text_harmless(&text, NAMES[_i].in);
	ck_assert_msg(strcmp(text_string(&text), NAMES[_i].want) == 0, "%s: %s",
	              NAMES[_i].what, text_string(&text));
}
END_TEST

/* Every two-byte string, and each byte alone: no byte below a blank. */
START_TEST(test_no_control_byte_survives)
{
	for (unsigned a = 1; a < 256; a++)
		for (unsigned b = 0; b < 256; b++) {
			const char in[] = {(char)a, (char)b, '\0'};

			text_clear(&text);
			text_harmless(&text, in);
			for (size_t i = 0; i < text.len; i++) {
				unsigned char c = (unsigned char)text.at[i];

				if (c < ' ' || c == 0x7F)
					ck_abort_msg("\\x%02X\\x%02X", a, b);
			}
		}
}
END_TEST

START_TEST(test_a_width_is_columns_not_bytes)
{
	ck_assert_uint_eq(text_width(""), 0);
	ck_assert_uint_eq(text_width("abc"), 3);
	ck_assert_uint_eq(text_width("├─▶┤"), 4);
	ck_assert_uint_eq(text_width("1.5 µs"), 6);
}
END_TEST

START_TEST(test_a_text_grows_as_it_must_and_stays_terminated)
{
	ck_assert_str_eq(text_string(&text), "");
	for (unsigned i = 0; i < 1000; i++) {
		text_add(&text, "ab");
		ck_assert_uint_eq(strlen(text.at), text.len);
	}
	ck_assert_uint_eq(text.len, 2000);
	text_fill(&text, '-', 5000);
	ck_assert_uint_eq(text.len, 7000);
	ck_assert_uint_eq(strlen(text.at), 7000);
	text_printf(&text, "%0500d", 7);
	ck_assert_uint_eq(text.len, 7500);
	text_clear(&text);
	ck_assert_str_eq(text_string(&text), "");
	text_add_bytes(&text, "a\0b", 3);
	ck_assert_uint_eq(text.len, 3);
	ck_assert_mem_eq(text.at, "a\0b", 4);
}
END_TEST

START_TEST(test_a_printf_of_nothing_adds_nothing)
{
	text_printf(&text, "%s", "");
	ck_assert_uint_eq(text.len, 0);
	ck_assert_str_eq(text_string(&text), "");
}
END_TEST

/* What a format makes of two numbers and a string, and what printf does. */
#define AS_PRINTF(...)                                      \
	do {                                                \
		snprintf(want, sizeof(want), __VA_ARGS__);  \
		text_clear(&text);                          \
		text_printf(&text, __VA_ARGS__);            \
		ck_assert_str_eq(text_string(&text), want); \
		ck_assert_uint_eq(text.len, strlen(want));  \
	} while (0)

START_TEST(test_formats_are_printf_s)
{
	char want[512];

	AS_PRINTF("no conversion");
	AS_PRINTF("%s", "alone");
	AS_PRINTF("%s sent %" PRIu32 " of %s.", "The client", UINT32_MAX, "x");
	AS_PRINTF("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	AS_PRINTF("%u %u", 0, UINT_MAX);
	AS_PRINTF("%" PRId64 " %" PRId64, INT64_MIN, INT64_MAX);
	AS_PRINTF("%" PRIu64 "%" PRIu32, UINT64_MAX, UINT32_C(7));
	AS_PRINTF("%ld %lld %lu %llu", LONG_MIN, LLONG_MIN, ULONG_MAX,
	          ULLONG_MAX);
	/* What only printf knows, after what both know. */
	AS_PRINTF("%s %% %d", "100", 1);
	AS_PRINTF("%s: %+" PRId32 " %05d %zu", "FIN", INT32_C(-3), 42,
	          (size_t)9);
	AS_PRINTF("%s %c %.2s %*d", "a", 'b', "cde", 4, 5);
	AS_PRINTF("%2$s of %1$d, %1$d", 3, "some");
	AS_PRINTF("%s %0300d", "long", 1);
}
END_TEST

START_TEST(test_a_text_leaves_what_it_was_lent_when_it_grows)
{
	char space[8] = "";
	struct text lent = TEXT_ON(space);

	ck_assert_str_eq(text_string(&lent), "");
	text_add(&lent, "1234567");
	ck_assert_ptr_eq(lent.at, space);
	text_add(&lent, "8");
	ck_assert_ptr_ne(lent.at, space);
	ck_assert_str_eq(text_string(&lent), "12345678");
	text_fini(&lent);
	lent = TEXT_ON(space);
	text_add(&lent, "ab");
	text_fini(&lent);
	ck_assert_str_eq(space, "ab");
}
END_TEST

START_TEST(test_a_freed_text_is_empty_and_can_be_used)
{
	text_add(&text, "abc");
	text_fini(&text);
	ck_assert_ptr_null(text.at);
	ck_assert_str_eq(text_string(&text), "");
	text_add(&text, "d");
	ck_assert_str_eq(text_string(&text), "d");
}
END_TEST

Suite *text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *tcase = tcase_create("text");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(
		tcase,
		test_a_duration_has_three_digits_that_matter_and_its_unit, 0,
		ARRAY_LEN(DURATIONS));
	tcase_add_test(tcase, test_the_longest_durations_do_not_overflow);
	tcase_add_loop_test(tcase, test_numbers_are_grouped_by_three, 0,
	                    ARRAY_LEN(GROUPS));
	tcase_add_loop_test(tcase, test_nobody_s_name_moves_the_cursor, 0,
	                    ARRAY_LEN(NAMES));
	tcase_add_test(tcase, test_no_control_byte_survives);
	tcase_add_test(tcase, test_a_width_is_columns_not_bytes);
	tcase_add_test(tcase,
	               test_a_text_grows_as_it_must_and_stays_terminated);
	tcase_add_test(tcase, test_a_printf_of_nothing_adds_nothing);
	tcase_add_test(tcase, test_formats_are_printf_s);
	tcase_add_test(tcase,
	               test_a_text_leaves_what_it_was_lent_when_it_grows);
	tcase_add_test(tcase, test_a_freed_text_is_empty_and_can_be_used);
	suite_add_tcase(suite, tcase);
	return suite;
}
