/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/fault.h"
#include "options.h"
#include "suites.h"

#define WORDS_MAX 8

static struct options options;
static struct fault fault;

/* Parses a command line given as words, up to the first NULL. */
static int parse(const char *const words[WORDS_MAX])
{
	static char name[] = "tcpladder";
	static char copies[WORDS_MAX][64];
	static char *argv[WORDS_MAX + 2];
	int argc = 0;

	argv[argc++] = name;
	for (int i = 0; i < WORDS_MAX && words[i] != NULL; i++) {
		ck_assert_uint_lt(strlen(words[i]), sizeof(copies[i]));
		argv[argc++] = strcpy(copies[i], words[i]);
	}
	argv[argc] = NULL;
	fault = (struct fault){""};
	return options_parse(&options, argc, argv, &fault);
}

#define PARSE(...) parse((const char *const[WORDS_MAX]){__VA_ARGS__})

static void tear_down(void)
{
	options_fini(&options);
}

START_TEST(defaults_are_as_documented)
{
	ck_assert_int_eq(PARSE("x.pcap"), 0);
	ck_assert_int_eq(options.action, ACTION_READ);
	ck_assert_int_eq(options.format, FORMAT_LADDER);
	ck_assert_int_eq(options.segments, SEGMENTS_KEY);
	ck_assert_int_eq(options.seq, SEQ_RELATIVE);
	ck_assert_int_eq(options.time, TIME_RELATIVE);
	ck_assert_int_eq(options.color, COLOR_AUTO);
	ck_assert_uint_eq(options.linger_sec, 120);
	ck_assert_uint_eq(options.max_segments, 1000000);
	ck_assert_uint_eq(options.width, 0);
	ck_assert_ptr_null(options.output);
	ck_assert_ptr_null(options.filter);
}
END_TEST

START_TEST(files_may_stand_among_options)
{
	ck_assert_int_eq(PARSE("a", "-l", "b", "--", "-c"), 0);
	ck_assert_int_eq(options.format, FORMAT_LIST);
	ck_assert_uint_eq(options.file_count, 3);
	ck_assert_str_eq(options.files[0], "a");
	ck_assert_str_eq(options.files[2], "-c");
}
END_TEST

START_TEST(a_dash_is_a_file)
{
	ck_assert_int_eq(PARSE("-"), 0);
	ck_assert_uint_eq(options.file_count, 1);
	ck_assert_str_eq(options.files[0], "-");
}
END_TEST

START_TEST(choices_follow_their_enum)
{
	ck_assert_int_eq(PARSE("--segments=all", "--seq=both", "--time=epoch",
	                       "--color=never", "x"),
	                 0);
	ck_assert_int_eq(options.segments, SEGMENTS_ALL);
	ck_assert_int_eq(options.seq, SEQ_BOTH);
	ck_assert_int_eq(options.time, TIME_EPOCH);
	ck_assert_int_eq(options.color, COLOR_NEVER);
}
END_TEST

START_TEST(the_last_format_wins)
{
	ck_assert_int_eq(PARSE("--json", "-l", "--ndjson", "x"), 0);
	ck_assert_int_eq(options.format, FORMAT_NDJSON);
}
END_TEST

START_TEST(values_may_be_joined_or_apart)
{
	ck_assert_int_eq(PARSE("-ftcp", "--output", "out", "--width=60",
	                       "--linger", "0", "--idle=90", "x"),
	                 0);
	ck_assert_str_eq(options.filter, "tcp");
	ck_assert_str_eq(options.output, "out");
	ck_assert_uint_eq(options.width, 60);
	ck_assert_uint_eq(options.linger_sec, 0);
	ck_assert_uint_eq(options.idle_sec, 90);
}
END_TEST

START_TEST(every_stream_is_wanted_unless_some_are)
{
	ck_assert_int_eq(PARSE("x"), 0);
	ck_assert(options_want_stream(&options, UINT64_MAX));
}
END_TEST

START_TEST(stream_lists_add_up)
{
	ck_assert_int_eq(PARSE("-s0,3-5", "--stream=18446744073709551615", "x"),
	                 0);
	ck_assert(options_want_stream(&options, 0));
	ck_assert(!options_want_stream(&options, 1));
	ck_assert(!options_want_stream(&options, 2));
	ck_assert(options_want_stream(&options, 3));
	ck_assert(options_want_stream(&options, 5));
	ck_assert(!options_want_stream(&options, 6));
	ck_assert(options_want_stream(&options, UINT64_MAX));
}
END_TEST

START_TEST(help_and_version_need_no_file)
{
	ck_assert_int_eq(PARSE("--help"), 0);
	ck_assert_int_eq(options.action, ACTION_HELP);
	ck_assert_int_eq(PARSE("-V"), 0);
	ck_assert_int_eq(options.action, ACTION_VERSION);
}
END_TEST

static const struct {
	const char *words[WORDS_MAX];
	const char *reason;
} WRONG[] = {
	{{NULL}, "no capture file given"},
	{{"--nonesuch", "x"}, "unknown option --nonesuch"},
	{{"-Z", "x"}, "unknown option -Z"},
	{{"-aZ", "x"}, "unknown option -Z"},
	{{"--se", "x"}, "--se could mean several options"},
	{{"--filter"}, "--filter needs an argument: --filter=EXPR"},
	{{"x", "-o"}, "--output needs an argument: --output=FILE"},
	{{"--all=yes", "x"}, "--all takes no argument"},
	{{"--seq=", "x"}, "--seq=: choose one of relative|raw|both"},
	{{"--seq=ra", "x"}, "--seq=ra: choose one of relative|raw|both"},
	{{"--color=auto|always", "x"},
         "--color=auto|always: choose one of auto|always|never"},
	{{"--width=59", "x"},
         "--width=59: give a whole number from 60 to 1000"},
	{{"--width=80x", "x"},
         "--width=80x: give a whole number from 60 to 1000"},
	{{"--width=+80", "x"},
         "--width=+80: give a whole number from 60 to 1000"},
	{{"--width=", "x"}, "--width=: give a whole number from 60 to 1000"},
	{{"--idle=0", "x"}, "--idle=0: give a whole number from 1 to 86400"},
	{{"--linger=-1", "x"},
         "--linger=-1: give a whole number from 0 to 86400"},
	{{"--linger=99999999999999999999", "x"},
         "--linger=99999999999999999999: give a whole number from 0 to 86400"},
	{{"--max-segments=0", "x"},
         "--max-segments=0: give a whole number from 1 to 4294967295"},
	{{"--stream=", "x"}, "--stream=: give streams as in 0,3-5"},
	{{"--stream=1,", "x"}, "--stream=1,: give streams as in 0,3-5"},
	{{"--stream=5-3", "x"}, "--stream=5-3: give streams as in 0,3-5"},
	{{"--stream=1-", "x"}, "--stream=1-: give streams as in 0,3-5"},
	{{"--stream=18446744073709551616", "x"},
         "--stream=18446744073709551616: give streams as in 0,3-5"},
};

START_TEST(a_wrong_command_line_is_told_why)
{
	ck_assert_int_eq(parse(WRONG[_i].words), -1);
	ck_assert_str_eq(fault.text, WRONG[_i].reason);
}
END_TEST

/* What options_answer() writes; the caller frees. */
static char *answer(enum options_action action)
{
	struct options asked = {.action = action};
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	options_answer(&asked, out);
	fclose(out);
	return text;
}

START_TEST(help_fits_80_columns_and_names_no_hidden_option)
{
	char *text = answer(ACTION_HELP);

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		ck_assert_uint_le(strlen(line), 80);
	ck_assert_ptr_null(strstr(text, "dump"));
	free(text);
}
END_TEST

START_TEST(version_says_what_is_active)
{
	char *text = answer(ACTION_VERSION);

	const char *first = "tcpladder " PACKAGE_VERSION "\nsandbox: ";

	ck_assert_int_eq(strncmp(text, first, strlen(first)), 0);
	ck_assert_ptr_eq(strchr(text + strlen(first), '\n') + 1,
	                 text + strlen(text));
	free(text);
}
END_TEST

Suite *options_suite(void)
{
	Suite *suite = suite_create("options");
	TCase *tcase = tcase_create("options");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, defaults_are_as_documented);
	tcase_add_test(tcase, files_may_stand_among_options);
	tcase_add_test(tcase, a_dash_is_a_file);
	tcase_add_test(tcase, choices_follow_their_enum);
	tcase_add_test(tcase, the_last_format_wins);
	tcase_add_test(tcase, values_may_be_joined_or_apart);
	tcase_add_test(tcase, every_stream_is_wanted_unless_some_are);
	tcase_add_test(tcase, stream_lists_add_up);
	tcase_add_test(tcase, help_and_version_need_no_file);
	tcase_add_loop_test(tcase, a_wrong_command_line_is_told_why, 0,
	                    ARRAY_LEN(WRONG));
	tcase_add_test(tcase, help_fits_80_columns_and_names_no_hidden_option);
	tcase_add_test(tcase, version_says_what_is_active);
	suite_add_tcase(suite, tcase);
	return suite;
}
