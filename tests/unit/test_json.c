/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The JSON writer is held to what jansson writes, byte for byte: for each kind
 * of value, and for every connection of every sample capture.
 */
#include "config.h"

#include <glob.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "report/json_text.h"
#include "report/json_writer.h"
#include "report/run.h"
#include "suites.h"

#define JANSSON_FLAGS (JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15))
#define NS_EXACT INT64_C(1000000000000000) /* jansson has 15 digits */

/* A writer into memory. */
struct paper {
	struct json_writer w;
	FILE *out;
	char *text;
	size_t len;
};

static void paper_open(struct paper *p)
{
	p->out = open_memstream(&p->text, &p->len);
	ck_assert_ptr_nonnull(p->out);
	writer_init(&p->w, p->out);
}

/* The text is the caller's to free. */
static char *paper_close(struct paper *p)
{
	writer_flush(&p->w);
	ck_assert_int_eq(fclose(p->out), 0);
	return p->text;
}

/* jansson reads the text and writes the same again. */
static void assert_as_jansson(const char *text, size_t len)
{
	json_error_t error;
	json_t *value = json_loadb(
		text, len, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	char *again;

	ck_assert_msg(value != NULL, "%s in %.200s", error.text, text);
	again = json_dumps(value, JANSSON_FLAGS);
	ck_assert_uint_eq(strlen(again), len);
	ck_assert(memcmp(again, text, len) == 0);
	free(again);
	json_decref(value);
}

/* ---- times ---- */

static const struct {
	int64_t ns;
	const char *text;
} TIMES[] = {
	{0, "0.0"},
	{1, "1e-9"},
	{20, "2e-8"},
	{20455, "2.0455e-5"},
	{99999, "9.9999e-5"},
	{100000, "0.0001"},
	{21455000, "0.021455"},
	{123456789, "0.123456789"},
	{INT64_C(1000000000), "1.0"},
	{INT64_C(12345678901), "12.345678901"},
	{INT64_C(100000000000), "100.0"},
	{INT64_C(-1500000000), "-1.5"},
	{-7, "-7e-9"},
	{NS_EXACT - 1, "999999.999999999"},
	{NS_EXACT + 1, "1000000.000000001"},
	{INT64_MAX, "9223372036.854775807"},
	{INT64_MIN, "-9223372036.854775808"},
};

START_TEST(a_time_has_each_digit)
{
	struct paper p;
	char *text;

	paper_open(&p);
	writer_seconds(&p.w, NULL, TIMES[_i].ns);
	text = paper_close(&p);
	ck_assert_str_eq(text, TIMES[_i].text);
	if (TIMES[_i].ns < NS_EXACT && TIMES[_i].ns > -NS_EXACT)
		assert_as_jansson(text, p.len);
	free(text);
}
END_TEST

START_TEST(any_time_is_as_jansson_has_it)
{
	uint64_t state = 1;

	for (int i = 0; i < 20000; i++) {
		struct paper p;
		char *text;

		state = state * UINT64_C(6364136223846793005) + 1;
		paper_open(&p);
		writer_seconds(&p.w, NULL,
		               (int64_t)((state >> 8) >> (i % 50)) % NS_EXACT);
		text = paper_close(&p);
		assert_as_jansson(text, p.len);
		free(text);
	}
}
END_TEST

/* ---- other values ---- */

START_TEST(what_is_not_known_is_null)
{
	struct paper p;
	char *text;

	paper_open(&p);
	writer_open(&p.w, NULL, '{');
	writer_number(&p.w, "zero", 0);
	writer_number(&p.w, "large", UINT64_MAX);
	writer_known(&p.w, "known", true, 0);
	writer_known(&p.w, "unknown", false, 7);
	writer_packet(&p.w, "first", 1);
	writer_packet(&p.w, "none", 0);
	writer_string(&p.w, "empty", "");
	writer_string(&p.w, "nothing", NULL);
	writer_bool(&p.w, "yes", true);
	writer_bool(&p.w, "no", false);
	writer_null(&p.w, "null");
	writer_close(&p.w, '}');
	text = paper_close(&p);
	ck_assert_str_eq(text, "{\"zero\":0,\"large\":18446744073709551615,"
	                       "\"known\":0,\"unknown\":null,\"first\":1,"
	                       "\"none\":null,\"empty\":\"\",\"nothing\":null,"
	                       "\"yes\":true,\"no\":false,\"null\":null}");
	free(text);
}
END_TEST

START_TEST(lists_nest_and_may_be_empty)
{
	struct paper p;
	char *text;

	paper_open(&p);
	writer_open(&p.w, NULL, '[');
	writer_open(&p.w, NULL, '{');
	writer_open(&p.w, "list", '[');
	writer_close(&p.w, ']');
	writer_open(&p.w, "object", '{');
	writer_close(&p.w, '}');
	writer_close(&p.w, '}');
	writer_number(&p.w, NULL, 1);
	writer_number(&p.w, NULL, 2);
	writer_close(&p.w, ']');
	text = paper_close(&p);
	ck_assert_str_eq(text, "[{\"list\":[],\"object\":{}},1,2]");
	assert_as_jansson(text, p.len);
	free(text);
}
END_TEST

START_TEST(every_character_is_escaped_as_jansson_does)
{
	char all[130] = "";
	struct paper p;
	char *text;

	for (int c = 1; c < 128; c++)
		all[c - 1] = (char)c;
	paper_open(&p);
	writer_open(&p.w, NULL, '[');
	writer_string(&p.w, NULL, all);
	writer_string(&p.w, NULL, "820 µs, §3.6, →, 🦈");
	writer_string(&p.w, NULL, "\"\\\"");
	writer_close(&p.w, ']');
	text = paper_close(&p);
	assert_as_jansson(text, p.len);
	free(text);
}
END_TEST

/* The buffer's end falls on every byte of what is written. */
START_TEST(the_buffer_cuts_nothing)
{
	static char filler[3 * sizeof(((struct json_writer *)0)->buffer)];

	for (size_t short_of = 0; short_of < 64; short_of++) {
		size_t len = sizeof(((struct json_writer *)0)->buffer);
		struct paper p;
		char *text;

		memset(filler, 'x', sizeof(filler));
		filler[(short_of % 2 ? 2 * len : len) - short_of] = '\0';
		paper_open(&p);
		writer_open(&p.w, NULL, '[');
		writer_string(&p.w, NULL, filler);
		writer_seconds(&p.w, NULL, 123456789);
		writer_number(&p.w, NULL, 4294967295);
		writer_string(&p.w, NULL, "\a\n");
		writer_close(&p.w, ']');
		text = paper_close(&p);
		ck_assert_uint_eq(p.len, strlen(filler) + 38);
		assert_as_jansson(text, p.len);
		free(text);
	}
}
END_TEST

/* ---- hostile names ---- */

#define R "\xEF\xBF\xBD"

static const struct {
	const char *bytes, *text;
} NAMES[] = {
	{"", ""},
	{"plain.pcap", "plain.pcap"},
	{"caf\xC3\xA9", "caf\xC3\xA9"},
	{"caf\xE9", "caf" R},
	{"\xE9.pcap", R ".pcap"},
	{"\xE2\x82", R},
	{"\xF0\x9F\x92 way", R " way"},
	{"\xF0\x9F\xA6\x88", "\xF0\x9F\xA6\x88"},
	{"\xC0\xAF", R R},
	{"\xE0\x80\xAF", R R R},
	{"\xED\xA0\x80", R R R},
	{"\xED\x9F\xBF", "\xED\x9F\xBF"},
	{"\xF4\x90\x80\x80", R R R R},
	{"\xF4\x8F\xBF\xBF", "\xF4\x8F\xBF\xBF"},
	{"\xF5\x80", R R},
	{"\x80\xBF\xFE\xFF", R R R R},
	{"\xC3\xC3\xA9", R "\xC3\xA9"},
};

static const struct {
	const char *string, *json;
} ESCAPED[] = {
	{"plain", "\"plain\""},
	{"µ → ✓", "\"µ → ✓\""},
	{"</script><!--", "\"\\u003C/script>\\u003C!--\""},
	{"\x1b[31m\x07", "\"\\u001B[31m\\u0007\""},
	{"\x7f", "\"\\u007F\""},
	{"\xC2\x9B", "\"\\u009B\""},       /* C1: begins a sequence */
	{"\xE2\x80\xAE.", "\"\\u202E.\""}, /* turned round from here */
	{"\xE2\x81\xA6", "\"\\u2066\""},   /* isolated */
	{"\xE2\x80\xA8", "\"\\u2028\""},   /* ends JavaScript's lines */
	{"\xEF\xBB\xBF", "\"\\uFEFF\""},   /* a mark of byte order */
	{"\xF3\xA0\x81\x81", "\"\\uDB40\\uDC41\""}, /* a tag */
	{R, "\"" R "\""},
};

START_TEST(what_does_harm_is_escaped)
{
	json_t *value = json_string(ESCAPED[_i].string), *back;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	json_text_dump(value, JSON_ENCODE_ANY, out);
	fclose(out);
	ck_assert_str_eq(text, ESCAPED[_i].json);
	back = json_loads(text, JSON_DECODE_ANY, NULL);
	ck_assert(json_equal(value, back));
	json_decref(value);
	json_decref(back);
	free(text);
}
END_TEST

START_TEST(no_byte_leaves_that_is_not_utf8)
{
	struct text text = {0};
	json_t *value;

	json_text_valid(&text, NAMES[_i].bytes);
	ck_assert_str_eq(text_string(&text), NAMES[_i].text);
	value = json_string(text_string(&text));
	ck_assert_ptr_nonnull(value);
	json_decref(value);
	text_fini(&text);
}
END_TEST

/* ---- whole reports ---- */

/* What the format writes of a capture; the caller frees it. */
static char *report_of(const char *path, const struct report_format *format)
{
	struct capture_options reading = {
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	struct fault fault = {""};
	struct run_options options = {
		.format = format,
		.style = {.segments = KEEP_ALL},
		.linger = INT64_C(120) * 1000000000,
	};
	struct capture *capture = capture_open(&path, 1, &reading, &fault);
	char *text;
	size_t len;

	ck_assert_msg(capture != NULL, "%s", fault.text);
	options.style.out = open_memstream(&text, &len);
	ck_assert_int_eq(run_report(capture, &options, &fault), 0);
	ck_assert_int_eq(fclose(options.style.out), 0);
	capture_close(capture);
	return text;
}

static void find_captures(glob_t *found)
{
	const char *srcdir = getenv("srcdir");
	char pattern[4096];

	snprintf(pattern, sizeof(pattern), "%s/pcaps/*.pcap*",
	         srcdir ? srcdir : ".");
	ck_assert_int_eq(glob(pattern, 0, NULL, found), 0);
}

START_TEST(every_line_is_as_jansson_has_it)
{
	glob_t found;

	find_captures(&found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *text = report_of(found.gl_pathv[i], &report_ndjson);
		char *line = text, *end;

		while ((end = strchr(line, '\n'))) {
			assert_as_jansson(line, (size_t)(end - line));
			line = end + 1;
		}
		ck_assert_str_eq(line, "");
		free(text);
	}
	globfree(&found);
}
END_TEST

/* The document's lists have a line for each item, and nothing else that
 * jansson would not write. */
START_TEST(the_document_is_as_jansson_has_it)
{
	glob_t found;

	find_captures(&found);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *text = report_of(found.gl_pathv[i], &report_json);
		size_t len = 0;

		for (const char *from = text; *from; from++)
			if (*from != '\n')
				text[len++] = *from;
		assert_as_jansson(text, len);
		free(text);
	}
	globfree(&found);
}
END_TEST

Suite *json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *tcase = tcase_create("json");

	tcase_add_loop_test(tcase, a_time_has_each_digit, 0,
	                    (int)ARRAY_LEN(TIMES));
	tcase_add_test(tcase, any_time_is_as_jansson_has_it);
	tcase_add_test(tcase, what_is_not_known_is_null);
	tcase_add_test(tcase, lists_nest_and_may_be_empty);
	tcase_add_test(tcase, every_character_is_escaped_as_jansson_does);
	tcase_add_test(tcase, the_buffer_cuts_nothing);
	tcase_add_loop_test(tcase, no_byte_leaves_that_is_not_utf8, 0,
	                    (int)ARRAY_LEN(NAMES));
	tcase_add_loop_test(tcase, what_does_harm_is_escaped, 0,
	                    ARRAY_LEN(ESCAPED));
	tcase_add_test(tcase, every_line_is_as_jansson_has_it);
	tcase_add_test(tcase, the_document_is_as_jansson_has_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
