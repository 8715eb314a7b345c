/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Sentences: each rule has one, with its numbers, for one and for many.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "story.h"
#include "suites.h"
#include "track/tcp_state.h"
#include "track/words.h"

static struct text text;

static void tear_down(void)
{
	text_fini(&text);
}

/* One sentence, or more, of plain words. */
static void expect_sentence(const char *what)
{
	const char *said = text_string(&text);
	size_t length = strlen(said);

	ck_assert_msg(length > 15, "%s: \"%s\"", what, said);
	ck_assert_msg((said[0] >= 'A' && said[0] <= 'Z') ||
	                      (said[0] >= '0' && said[0] <= '9'),
	              "%s: \"%s\"", what, said);
	ck_assert_msg(said[length - 1] == '.', "%s: \"%s\"", what, said);
	ck_assert_msg(strstr(said, "  ") == NULL &&
	                      strstr(said, " .") == NULL &&
	                      strstr(said, "..") == NULL &&
	                      strstr(said, " ,") == NULL,
	              "%s: \"%s\"", what, said);
	ck_assert_msg(strpbrk(said, "\n\t\033") == NULL, "%s", what);
}

/* _i: every rule, from either side, with amounts of 0, 1, and many. */
START_TEST(test_every_finding_is_a_sentence_whatever_its_numbers)
{
	static const int64_t AMOUNTS[] = {0, 1, 2, 9, 11};
	struct connection c = {.client = DIR_1};

	for (size_t i = 0; i < ARRAY_LEN(AMOUNTS) * 8; i++) {
		struct finding f = {
			.rule = (uint8_t)_i,
			.from = (uint8_t)(i & 1),
			.numbered = i & 2,
			.expected = UINT32_MAX,
			.actual = i & 4 ? UINT32_MAX : 5,
			.packet = 7,
			.other = i & 4 ? 3 : 0,
			.amount = AMOUNTS[i / 8],
			.duration = i & 2 ? 820000 : INT64_C(61000000000),
		};

		text_clear(&text);
		words_finding(&c, &f, &text);
		expect_sentence(rule_slug(_i));
	}
}
END_TEST

/* "1 segments" and "2 byte" are no English. */
START_TEST(test_one_is_singular_and_more_are_plural)
{
	static const char *const PLURALS[] = {
		"1 segments", "1 bytes",  "1 times",  "1 packets",
		"1 SYNs",     "1 probes", "1 places", "1 duplicates",
		"2 segment ", "2 byte ",  "2 time ",  "2 time,",
		"2 packet ",  "2 SYN ",   "2 place:", "2 keep-alive probe,",
	};
	struct connection c = {.client = DIR_0};

	for (int64_t amount = 1; amount <= 2; amount++) {
		struct finding f = {.rule = (uint8_t)_i,
		                    .amount = amount,
		                    .expected = 10,
		                    .actual = 10 + (uint32_t)amount};

		if (_i == RULE_RETRANSMISSIONS)
			return; /* its bytes are the connection's */
		text_clear(&text);
		words_finding(&c, &f, &text);
		for (size_t i = 0; i < ARRAY_LEN(PLURALS); i++)
			ck_assert_msg(!strstr(text_string(&text), PLURALS[i]),
			              "%s", text_string(&text));
	}
}
END_TEST

static const struct {
	enum rule rule;
	uint32_t actual;
	const char *part;
} WRONG[] = {
	{RULE_J_PLUS_1, STORY_J + 2, "J+2 instead of J+1"},
	{RULE_J_PLUS_1, STORY_J, " J instead of J+1"},
	{RULE_J_PLUS_1, STORY_J - 3, "J-3 instead of J+1"},
	{RULE_J_PLUS_1, STORY_J + 10, "J+10 instead of J+1"},
	{RULE_K_PLUS_1, STORY_J + 7, "K+7 instead of K+1"},
	{RULE_M_PLUS_1, STORY_J, " M instead of M+1"},
	{RULE_N_PLUS_1, STORY_J + 2, "N+2 instead of N+1"},
};

START_TEST(test_a_wrong_number_is_named_by_how_far_it_is_off)
{
	struct connection c = {.client = DIR_0};
	struct finding f = {.rule = (uint8_t)WRONG[_i].rule,
	                    .from = DIR_1,
	                    .expected = STORY_J + 1,
	                    .actual = WRONG[_i].actual};

	words_finding(&c, &f, &text);
	ck_assert_msg(strstr(text_string(&text), WRONG[_i].part) != NULL,
	              "\"%s\" lacks \"%s\"", text_string(&text),
	              WRONG[_i].part);
	ck_assert_ptr_nonnull(strstr(text_string(&text), "server"));
}
END_TEST

/* Whose doing it is, is said of the side, not of the direction. */
START_TEST(test_sides_follow_the_client)
{
	struct connection c = {.client = DIR_0};

	ck_assert_str_eq(words_side(&c, DIR_0), "client");
	ck_assert_str_eq(words_side(&c, DIR_1), "server");
	ck_assert_str_eq(words_the_side(&c, DIR_0), "The client");
	ck_assert_str_eq(words_the_side(&c, DIR_1), "The server");
	c.client = DIR_1;
	ck_assert_str_eq(words_side(&c, DIR_0), "server");
	ck_assert_str_eq(words_side(&c, DIR_1), "client");
	ck_assert_str_eq(words_the_side(&c, DIR_0), "The server");
	ck_assert_str_eq(words_the_side(&c, DIR_1), "The client");
}
END_TEST

#define BEFORE OPENING, TALK

static const struct {
	const char *lines[LINES_MAX];
	const char *parts[4];
} SUMMARIES[] = {
	{{BEFORE, CLOSING},
         {"three-way handshake", "20.0 ms", "four", "by the client"}},
	{{BEFORE, "B>A F. seq K+501 ack J+101", "A>B F. seq J+101 ack K+502",
          "B>A . seq K+502 ack J+102"},
         {"three-way handshake", "three segments", "by the server"}},
	{{BEFORE, FIN_A, "B>A F. seq K+501 ack J+101",
          "A>B . seq J+102 ack K+502", "B>A . seq K+502 ack J+102"},
         {"both ends"}},
	{{BEFORE}, {"open"}},
	{{BEFORE, "B>A R seq K+501"}, {"reset", "server"}},
	{{BEFORE, FIN_A, ACK_B}, {"client", "server"}},
	{{SYN, "B>A R. ack J+1"}, {"efused", "server", "10.0 ms"}},
	{{SYN}, {"Not answered yet", "capture ends"}},
	{{SYN, "A>B S seq J at 1", "A>B S seq J at 3"},
         {"ever answered", "3", "3.00 s"}},
	{{"A>B S seq J at 0", "A>B S seq J at 1",
          "B>A S. seq K ack J+1 at 1.01", "A>B . seq J+1 ack K+1 at 1.02"},
         {"three-way handshake", "1.02 s"}},
	{{SYN, SYN_ACK}, {"alf open"}},
	{{SYN, SYN_ACK, "A>B R seq J+1"}, {"client", "reset"}},
	{{SYN, "B>A S. seq K ack J+2", "A>B R seq J+2"},
         {"wrong number", "reset"}},
	{{SYN, SYN_ACK, "A>B . seq J+1 ack K+7"}, {"wrong number"}},
	{{ASK, ANSWER}, {"Neither", "in the capture"}},
	{{ASK, ANSWER, GOT_IT, CLOSING}, {"not in the capture", "four"}},
	{{"A>B R seq J"}, {"reset"}},
	{{SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1",
          "A>B P. seq J+1 ack K+1 len 1"},
         {"both ends"}},
};

START_TEST(test_a_summary_says_how_it_opened_and_closed)
{
	struct story story = {0};

	story_tell_all(&story, SUMMARIES[_i].lines);
	story_finish(&story, 0);
	words_summary(&story.connection, &text);
	expect_sentence("summary");
	for (size_t i = 0; i < 4 && SUMMARIES[_i].parts[i]; i++)
		ck_assert_msg(strstr(text_string(&text),
		                     SUMMARIES[_i].parts[i]) != NULL,
		              "\"%s\" lacks \"%s\"", text_string(&text),
		              SUMMARIES[_i].parts[i]);
	story_fini(&story);
}
END_TEST

Suite *words_suite(void)
{
	Suite *suite = suite_create("words");
	TCase *tcase = tcase_create("words");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(
		tcase, test_every_finding_is_a_sentence_whatever_its_numbers, 0,
		RULE_SYN_FLOOD); /* the listeners' rules begin */
	tcase_add_loop_test(tcase, test_one_is_singular_and_more_are_plural, 0,
	                    RULE_SYN_FLOOD);
	tcase_add_loop_test(tcase,
	                    test_a_wrong_number_is_named_by_how_far_it_is_off,
	                    0, ARRAY_LEN(WRONG));
	tcase_add_test(tcase, test_sides_follow_the_client);
	tcase_add_loop_test(tcase, test_a_summary_says_how_it_opened_and_closed,
	                    0, ARRAY_LEN(SUMMARIES));
	suite_add_tcase(suite, tcase);
	return suite;
}
