/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a terminal gets: every sample capture in every style, held against
 * what the ladder promises whatever is in it.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/fault.h"
#include "base/text.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "report/ladder.h"
#include "report/paint.h"
#include "report/report.h"
#include "report/run.h"
#include "story.h"
#include "suites.h"

#define PATH_SIZE 4096

static const unsigned WIDTHS[] = {60, 80, 132};

/* The capture as a ladder in this style; the caller frees. */
static char *painted(const char *path, struct report_style style)
{
	static const struct capture_options OPENING_OPTIONS = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	struct run_options options = {.format = &report_ladder,
	                              .linger = INT64_C(120000000000)};
	struct fault fault = {""};
	struct capture *capture =
		capture_open(&path, 1, &OPENING_OPTIONS, &fault);
	char *text = NULL;
	size_t size;

	ck_assert_msg(capture != NULL, "%s", fault.text);
	style.out = open_memstream(&text, &size);
	options.style = style;
	ck_assert_int_eq(run_report(capture, &options, &fault), 0);
	fclose(style.out);
	capture_close(capture);
	ck_assert_uint_eq(strlen(text), size); /* and no NUL in it */
	return text;
}

static bool is_capture(const char *name)
{
	const char *end = strrchr(name, '.');

	return end &&
	       (strcmp(end, ".pcap") == 0 || strcmp(end, ".pcapng") == 0);
}

/* Calls check() with every sample in this style. */
static void for_each_sample(struct report_style style,
                            void (*check)(const char *name, const char *text,
                                          const struct report_style *style))
{
	const char *srcdir = getenv("srcdir");
	char folder[PATH_SIZE], path[2 * PATH_SIZE];
	unsigned count = 0;
	struct dirent *entry;
	DIR *samples;

	snprintf(folder, sizeof(folder), "%s/pcaps", srcdir ? srcdir : ".");
	samples = opendir(folder);
	ck_assert_msg(samples != NULL, "no %s", folder);
	while ((entry = readdir(samples))) {
		char *text;

		if (!is_capture(entry->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		text = painted(path, style);
		check(entry->d_name, text, &style);
		free(text);
		count++;
	}
	closedir(samples);
	ck_assert_uint_ge(count, 20);
}

/* Calls check() with each line, its newline off. */
static void for_each_line(const char *name, const char *text,
                          const struct report_style *style,
                          void (*check)(const char *name, const char *line,
                                        const struct report_style *style))
{
	char *copy = strdup(text), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")))
		check(name, line, style);
	free(copy);
}

/* Columns, escapes apart. */
static size_t columns(const char *line)
{
	size_t count = 0;

	while (*line) {
		if (*line == '\033') {
			line += strcspn(line, "m");
			line += *line == 'm';
			continue;
		}
		count += ((unsigned char)*line & 0xC0) != 0x80;
		line++;
	}
	return count;
}

static void fits(const char *name, const char *line,
                 const struct report_style *style)
{
	ck_assert_msg(columns(line) <= style->width,
	              "%s: %zu columns of %u: %s", name, columns(line),
	              style->width, line);
}

static void ends_in_no_blank(const char *name, const char *line,
                             const struct report_style *style)
{
	size_t length = strlen(line);

	(void)style;
	ck_assert_msg(length == 0 || line[length - 1] != ' ', "%s: \"%s\"",
	              name, line);
}

static void line_by_line(const char *name, const char *text,
                         const struct report_style *style)
{
	for_each_line(name, text, style, fits);
	for_each_line(name, text, style, ends_in_no_blank);
	if (style->color)
		return;
	for (const char *c = text; *c; c++) {
		ck_assert_msg(*c == '\n' || (unsigned char)*c >= ' ',
		              "%s: a control character", name);
		ck_assert_msg(!style->ascii || (unsigned char)*c < 0x80,
		              "%s: not ASCII: %.40s", name, c);
	}
	/* "?" is what a sign without a plain form becomes. */
	ck_assert_msg(!style->ascii || strchr(text, '?') == NULL,
	              "%s: a sign without a plain form", name);
}

static const struct report_style STYLES[] = {
	{.width = 0},
	{.ascii = true},
	{.all = true},
	{.all = true, .ascii = true},
	{.seq = REPORT_SEQ_RAW},
	{.seq = REPORT_SEQ_BOTH},
	{.seq = REPORT_SEQ_BOTH, .all = true, .time = REPORT_TIME_DATE},
	{.time = REPORT_TIME_DATE, .ascii = true},
	{.time = REPORT_TIME_EPOCH},
	{.time = REPORT_TIME_DELTA},
	{.color = true},
	{.color = true, .all = true, .ascii = true},
};

START_TEST(test_no_line_is_wider_than_asked_or_ends_in_a_blank)
{
	struct report_style style = STYLES[_i / ARRAY_LEN(WIDTHS)];

	style.width = WIDTHS[_i % ARRAY_LEN(WIDTHS)];
	for_each_sample(style, line_by_line);
}
END_TEST

/* Colour is never the only carrier of meaning, and nothing else changes. */
static void same_without_color(const char *name, const char *text,
                               const struct report_style *style)
{
	struct report_style plain = *style;
	const char *srcdir = getenv("srcdir");
	char path[PATH_SIZE];
	char *other, *to;

	snprintf(path, sizeof(path), "%s/pcaps/%s", srcdir ? srcdir : ".",
	         name);
	plain.color = false;
	other = painted(path, plain);
	ck_assert_ptr_null(strchr(other, '\033'));
	to = other;
	for (const char *from = text; *from;) {
		if (*from == '\033') {
			from += strcspn(from, "m") + 1;
			continue;
		}
		ck_assert_msg(*from == *to, "%s: differs at %.40s", name, from);
		from++;
		to++;
	}
	ck_assert_int_eq(*to, '\0');
	free(other);
}

START_TEST(test_color_adds_escapes_and_nothing_else)
{
	struct report_style style = {.width = 80, .color = true};

	for_each_sample(style, same_without_color);
}
END_TEST

static void each_color_ends_on_its_line(const char *name, const char *line,
                                        const struct report_style *style)
{
	bool on = false;

	(void)style;
	for (; (line = strchr(line, '\033')); line++)
		on = strncmp(line, "\033[0m", 4) != 0;
	ck_assert_msg(!on, "%s: a colour goes on", name);
}

static void colors_end(const char *name, const char *text,
                       const struct report_style *style)
{
	for_each_line(name, text, style, each_color_ends_on_its_line);
}

START_TEST(test_every_color_ends_on_its_line)
{
	struct report_style style = {.width = 80, .color = true};

	for_each_sample(style, colors_end);
}
END_TEST

static void twice_the_same(const char *name, const char *text,
                           const struct report_style *style)
{
	const char *srcdir = getenv("srcdir");
	char path[PATH_SIZE];
	char *again;

	snprintf(path, sizeof(path), "%s/pcaps/%s", srcdir ? srcdir : ".",
	         name);
	again = painted(path, *style);
	ck_assert_msg(strcmp(text, again) == 0, "%s", name);
	free(again);
}

START_TEST(test_the_same_input_gives_the_same_bytes)
{
	struct report_style style = {.width = 80, .all = true};

	for_each_sample(style, twice_the_same);
}
END_TEST

/* Packet, time, state and arrow stand in columns: the lane's two edges are in
 * one place in every row that has them. */
START_TEST(test_the_lanes_of_a_ladder_stand_under_each_other)
{
	static const char *const LINES[LINES_MAX] = {OPENING, TALK, CLOSING};
	struct story story = {.options = {.keep = KEEP_ALL}};
	struct report_style style = {
		.width = WIDTHS[_i], .ascii = true, .all = true};
	struct ladder ladder;
	char *text = NULL, *rest, *line;
	size_t size, left = 0, right = 0, rows = 0;

	story_tell_all(&story, LINES);
	story_finish(&story, 0);
	style.out = open_memstream(&text, &size);
	ladder_build(&ladder, &story.connection, &style,
	             story.connection.first.time);
	ladder_paint(&ladder, &style);
	fclose(style.out);
	for (rest = text; (line = strsep(&rest, "\n"));) {
		const char *first = strchr(line, '|');
		const char *last = strrchr(line, '|');

		if (!first)
			continue;
		if (rows++ == 0) {
			left = (size_t)(first - line);
			right = (size_t)(last - line);
		}
		ck_assert_uint_eq(left, (size_t)(first - line));
		ck_assert_uint_eq(right, (size_t)(last - line));
		ck_assert_uint_gt(right, left + 8);
	}
	ck_assert_uint_eq(rows, 10);
	free(text);
	ladder_fini(&ladder);
	story_fini(&story);
}
END_TEST

static const struct {
	const char *in, *ascii;
} PLAIN[] = {
	{"", ""},
	{"plain", "plain"},
	{"├─ SYN ─▶┤", "|- SYN ->|"},
	{"├◀══┤", "|<==|"},
	{"✓ J+1  ✗ K+1  – M+1", "ok J+1  NO K+1  - M+1"},
	{"1.5 µs", "1.5 us"},
	{"A → B", "A -> B"},
	{"4–5", "4-5"},
};

START_TEST(test_signs_have_plain_forms)
{
	struct text text = {0};

	paint_plain(&text, PLAIN[_i].in, true);
	ck_assert_str_eq(text_string(&text), PLAIN[_i].ascii);
	text_clear(&text);
	paint_plain(&text, PLAIN[_i].in, false);
	ck_assert_str_eq(text_string(&text), PLAIN[_i].in);
	text_fini(&text);
}
END_TEST

START_TEST(test_a_sign_that_has_none_is_one_question_mark)
{
	struct text text = {0};

	paint_plain(&text, "a€b\xf0\x9f\x90\xa7", true);
	ck_assert_str_eq(text_string(&text), "a?b?");
	text_fini(&text);
}
END_TEST

Suite *paint_suite(void)
{
	Suite *suite = suite_create("paint");
	TCase *samples = tcase_create("samples");
	TCase *signs = tcase_create("signs");

	tcase_set_timeout(samples, 60);
	tcase_add_loop_test(samples,
	                    test_no_line_is_wider_than_asked_or_ends_in_a_blank,
	                    0, ARRAY_LEN(STYLES) * ARRAY_LEN(WIDTHS));
	tcase_add_test(samples, test_color_adds_escapes_and_nothing_else);
	tcase_add_test(samples, test_every_color_ends_on_its_line);
	tcase_add_test(samples, test_the_same_input_gives_the_same_bytes);
	tcase_add_loop_test(samples,
	                    test_the_lanes_of_a_ladder_stand_under_each_other,
	                    0, ARRAY_LEN(WIDTHS));
	tcase_add_loop_test(signs, test_signs_have_plain_forms, 0,
	                    ARRAY_LEN(PLAIN));
	tcase_add_test(signs, test_a_sign_that_has_none_is_one_question_mark);
	suite_add_tcase(suite, samples);
	suite_add_tcase(suite, signs);
	return suite;
}
