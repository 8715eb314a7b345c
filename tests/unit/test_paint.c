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
#include "report/plain.h"
#include "report/report.h"
#include "report/run.h"
#include "story.h"
#include "suites.h"
#include "track/tracker.h"

#define SAMPLES_MAX 200

static const unsigned WIDTHS[] = {60, 80, 132};

static const struct capture_options CAPTURE = {
	.link_known = decode_link_supported,
	.link_name = decode_link_name,
};

/* The samples' paths, in order; found once, when the suite is made. */
static char *samples[SAMPLES_MAX];
static size_t sample_count;

static int is_capture(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return end &&
	       (strcmp(end, ".pcap") == 0 || strcmp(end, ".pcapng") == 0);
}

static void find_samples(void)
{
	const char *srcdir = getenv("srcdir");
	struct dirent **entries;
	struct text path = {0};
	int count;

	text_printf(&path, "%s/pcaps", srcdir ? srcdir : ".");
	count = scandir(text_string(&path), &entries, is_capture, alphasort);
	for (int i = 0; i < count; i++) {
		text_clear(&path);
		text_printf(&path, "%s/pcaps/%s", srcdir ? srcdir : ".",
		            entries[i]->d_name);
		if (sample_count < SAMPLES_MAX)
			samples[sample_count++] = strdup(text_string(&path));
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	text_fini(&path);
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

/* Why the line breaks a promise, or NULL. */
static const char *broken(const char *line, const struct report_style *style)
{
	size_t length = strlen(line);
	bool on = false;

	if (columns(line) > style->width)
		return "too wide";
	if (length && line[length - 1] == ' ')
		return "a trailing blank";
	for (const char *c = line; *c; c++) {
		if ((unsigned char)*c < ' ' && (*c != '\033' || !style->color))
			return "a control character";
		if (style->ascii && (unsigned char)*c >= 0x80)
			return "not ASCII";
		if (style->ascii && *c == '?')
			return "a sign without a plain form";
	}
	for (const char *c = line; (c = strchr(c, '\033')); c++)
		on = strncmp(c, "\033[0m", 4) != 0;
	return on ? "a colour goes on" : NULL;
}

static void check_lines(const char *sample, char *text,
                        const struct report_style *style)
{
	char *line;

	while ((line = strsep(&text, "\n"))) {
		const char *why = broken(line, style);

		if (why)
			ck_abort_msg("%s at %u columns: %s: \"%s\"", sample,
			             style->width, why, line);
	}
}

/* All connections of a capture; the caller frees the tracker. */
static struct tracker *followed(const char *path, enum keep keep,
                                int64_t *start)
{
	struct tracker_options options = {.connection.keep = keep};
	struct tracker *tracker = tracker_new(&options);
	struct decoder_options decoding = {false};
	struct decoder *decoder = decoder_new(&decoding);
	struct fault fault = {""};
	struct capture *capture = capture_open(&path, 1, &CAPTURE, &fault);
	struct decoded decoded;
	struct frame frame = {.time = 0};

	ck_assert_msg(capture != NULL, "%s", fault.text);
	*start = 0;
	while (capture_next(capture, &frame, &fault) == CAPTURE_FRAME) {
		if (frame.number == 1)
			*start = frame.time;
		decoded.count = 0;
		decoder_feed(decoder, &frame, &decoded);
		for (unsigned i = 0; i < decoded.count; i++)
			tracker_feed(tracker, &decoded.segments[i]);
	}
	tracker_finish(tracker, frame.time);
	decoder_free(decoder);
	capture_close(capture);
	return tracker;
}

/* Every connection of the tracker, painted; the caller frees. */
static char *ladders(struct tracker *tracker, int64_t start,
                     struct report_style style)
{
	const struct connection *c;
	char *text = NULL;
	size_t size;

	style.out = open_memstream(&text, &size);
	for (size_t i = 0; (c = tracker_connection(tracker, i)); i++) {
		struct ladder ladder = {0};

		ladder_build(&ladder, c, &style, start);
		ladder_paint(&ladder, &style);
		ladder_fini(&ladder);
	}
	fclose(style.out);
	ck_assert_uint_eq(strlen(text), size); /* and no NUL in it */
	return text;
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

static void check_sample(const char *sample, enum keep keep, unsigned width)
{
	int64_t start;
	struct tracker *tracker = followed(sample, keep, &start);

	for (size_t i = 0; i < ARRAY_LEN(STYLES); i++) {
		struct report_style style = STYLES[i];
		char *text;

		if (style.all != (keep == KEEP_ALL))
			continue;
		style.width = width;
		text = ladders(tracker, start, style);
		check_lines(sample, text, &style);
		free(text);
	}
	tracker_free(tracker);
}

/* _i: every sample, at every width. */
START_TEST(test_no_line_is_wider_than_asked_or_ends_in_a_blank)
{
	const char *sample = samples[(size_t)_i / ARRAY_LEN(WIDTHS)];
	unsigned width = WIDTHS[(size_t)_i % ARRAY_LEN(WIDTHS)];

	check_sample(sample, KEEP_KEY, width);
	check_sample(sample, KEEP_ALL, width);
}
END_TEST

START_TEST(test_there_are_samples)
{
	ck_assert_uint_ge(sample_count, 24);
	ck_assert_uint_lt(sample_count, SAMPLES_MAX);
}
END_TEST

/* The whole report of a sample; the caller frees. */
static char *reported(const char *path, struct report_style style)
{
	struct run_options options = {.format = &report_ladder,
	                              .linger = INT64_C(120000000000)};
	struct fault fault = {""};
	struct capture *capture = capture_open(&path, 1, &CAPTURE, &fault);
	char *text = NULL;
	size_t size;

	ck_assert_msg(capture != NULL, "%s", fault.text);
	style.out = open_memstream(&text, &size);
	options.style = style;
	ck_assert_int_eq(run_report(capture, &options, &fault), 0);
	fclose(style.out);
	capture_close(capture);
	return text;
}

/* Takes the escapes out. */
static void bleach(char *text)
{
	char *to = text;

	for (const char *from = text; *from;)
		if (*from == '\033')
			from += strcspn(from, "m") + 1;
		else
			*to++ = *from++;
	*to = '\0';
}

/* Colour is never the only carrier of meaning, and nothing but escapes. */
START_TEST(test_the_same_input_gives_the_same_bytes_but_for_color)
{
	struct report_style style = {.width = 80};
	char *plain = reported(samples[_i], style);
	char *again = reported(samples[_i], style), *colored;

	style.color = true;
	colored = reported(samples[_i], style);
	ck_assert_str_eq(plain, again);
	ck_assert_ptr_null(strchr(plain, '\033'));
	bleach(colored);
	ck_assert_str_eq(plain, colored);
	free(plain);
	free(again);
	free(colored);
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
	struct ladder ladder = {0};
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

	plain_text(&text, PLAIN[_i].in, true);
	ck_assert_str_eq(text_string(&text), PLAIN[_i].ascii);
	text_clear(&text);
	plain_text(&text, PLAIN[_i].in, false);
	ck_assert_str_eq(text_string(&text), PLAIN[_i].in);
	text_fini(&text);
}
END_TEST

START_TEST(test_a_sign_that_has_none_is_one_question_mark)
{
	struct text text = {0};

	plain_text(&text, "a€b\xf0\x9f\x90\xa7", true);
	ck_assert_str_eq(text_string(&text), "a?b?");
	text_fini(&text);
}
END_TEST

Suite *paint_suite(void)
{
	Suite *suite = suite_create("paint");
	TCase *promises = tcase_create("samples");
	TCase *signs = tcase_create("signs");

	find_samples();
	tcase_set_timeout(promises, 60);
	tcase_add_test(promises, test_there_are_samples);
	tcase_add_loop_test(promises,
	                    test_no_line_is_wider_than_asked_or_ends_in_a_blank,
	                    0, (int)(sample_count * ARRAY_LEN(WIDTHS)));
	tcase_add_loop_test(
		promises,
		test_the_same_input_gives_the_same_bytes_but_for_color, 0,
		(int)sample_count);
	tcase_add_loop_test(promises,
	                    test_the_lanes_of_a_ladder_stand_under_each_other,
	                    0, ARRAY_LEN(WIDTHS));
	tcase_add_loop_test(signs, test_signs_have_plain_forms, 0,
	                    ARRAY_LEN(PLAIN));
	tcase_add_test(signs, test_a_sign_that_has_none_is_one_question_mark);
	suite_add_tcase(suite, promises);
	suite_add_tcase(suite, signs);
	return suite;
}
