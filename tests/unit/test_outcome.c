/* SPDX-License-Identifier: BSD-2-Clause
 *
 * How connections open, close and end, in one word each.
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "story.h"
#include "suites.h"
#include "track/outcome.h"

#define BEFORE OPENING, TALK

static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	enum outcome outcome;
	enum handshake_kind handshake;
	enum close_kind close;
	int closer; /* enum dir, or -1 */
} STORIES[] = {
	{"closed",
         {BEFORE, CLOSING},
         OUTCOME_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_FOUR_WAY,
         0},
	{"closed, and then a reset",
         {BEFORE, CLOSING, "B>A R seq K+502"},
         OUTCOME_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_FOUR_WAY,
         0},
	{"closed, but the last ACK never came",
         {BEFORE, CLOSING, "B>A F. seq K+501 ack J+102 at 1"},
         OUTCOME_HALF_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_FOUR_WAY,
         0},
	{"closed, the last ACK sent again",
         {BEFORE, CLOSING, "B>A F. seq K+501 ack J+102 at 1",
          "A>B . seq J+102 ack K+502 at 1.01"},
         OUTCOME_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_FOUR_WAY,
         0},
	{"half closed",
         {BEFORE, FIN_A, ACK_B},
         OUTCOME_HALF_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_HALF,
         0},
	{"both FINs, one of them acknowledged",
         {BEFORE, FIN_A, FIN_B},
         OUTCOME_HALF_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_THREE_SEGMENT,
         0},
	{"closing",
         {BEFORE, "B>A F. seq K+501 ack J+101"},
         OUTCOME_CLOSING,
         HANDSHAKE_THREE_WAY,
         CLOSE_HALF,
         1},
	{"an ACK of something else closes nothing",
         {BEFORE, FIN_A, "B>A . seq K+501 ack J+103"},
         OUTCOME_CLOSING,
         HANDSHAKE_THREE_WAY,
         CLOSE_HALF,
         0},
	{"open", {BEFORE}, OUTCOME_OPEN, HANDSHAKE_THREE_WAY, CLOSE_NONE, -1},
	{"reset by the server",
         {BEFORE, "B>A R seq K+501"},
         OUTCOME_RESET,
         HANDSHAKE_THREE_WAY,
         CLOSE_RESET,
         1},
	{"reset after a FIN: who reset",
         {BEFORE, FIN_A, ACK_B, "B>A R seq K+501"},
         OUTCOME_RESET,
         HANDSHAKE_THREE_WAY,
         CLOSE_RESET,
         1},
	{"a reset that is ignored ends nothing",
         {BEFORE, "B>A R seq K+600"},
         OUTCOME_OPEN,
         HANDSHAKE_THREE_WAY,
         CLOSE_NONE,
         -1},
	{"refused",
         {SYN, "B>A R. ack J+1"},
         OUTCOME_REFUSED,
         HANDSHAKE_INCOMPLETE,
         CLOSE_RESET,
         1},
	{"unanswered",
         {SYN, "A>B S seq J at 1"},
         OUTCOME_UNANSWERED,
         HANDSHAKE_INCOMPLETE,
         CLOSE_NONE,
         -1},
	{"half open",
         {SYN, SYN_ACK},
         OUTCOME_HALF_OPEN,
         HANDSHAKE_INCOMPLETE,
         CLOSE_NONE,
         -1},
	{"half open, and the server gives it up",
         {SYN, SYN_ACK, "B>A R seq K+1"},
         OUTCOME_HALF_OPEN,
         HANDSHAKE_INCOMPLETE,
         CLOSE_RESET,
         1},
	{"aborted",
         {SYN, SYN_ACK, "A>B R seq J+1"},
         OUTCOME_ABORTED,
         HANDSHAKE_INCOMPLETE,
         CLOSE_RESET,
         0},
	{"the middle of it",
         {ASK, ANSWER},
         OUTCOME_PARTIAL,
         HANDSHAKE_NOT_CAPTURED,
         CLOSE_NONE,
         -1},
	{"a reset alone",
         {"A>B R seq J"},
         OUTCOME_PARTIAL,
         HANDSHAKE_NOT_CAPTURED,
         CLOSE_RESET,
         0},
	{"the middle, and its reset",
         {ASK, ANSWER, "A>B R seq J+101"},
         OUTCOME_RESET,
         HANDSHAKE_NOT_CAPTURED,
         CLOSE_RESET,
         0},
	{"the middle, and its close",
         {ASK, ANSWER, GOT_IT, CLOSING},
         OUTCOME_CLOSED,
         HANDSHAKE_NOT_CAPTURED,
         CLOSE_FOUR_WAY,
         0},
	{"opened from both ends",
         {SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1",
          "A>B P. seq J+1 ack K+1 len 1", "B>A . seq K+1 ack J+2"},
         OUTCOME_OPEN,
         HANDSHAKE_SIMULTANEOUS,
         CLOSE_NONE,
         -1},
	{"opened from both ends, and silent",
         {SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1"},
         OUTCOME_OPEN,
         HANDSHAKE_SIMULTANEOUS,
         CLOSE_NONE,
         -1},
	{"closed from both ends",
         {BEFORE, FIN_A, "B>A F. seq K+501 ack J+101",
          "A>B . seq J+102 ack K+502", "B>A . seq K+502 ack J+102"},
         OUTCOME_CLOSED,
         HANDSHAKE_THREE_WAY,
         CLOSE_SIMULTANEOUS,
         0},
};

START_TEST(test_a_connection_s_words_are_those_of_its_story)
{
	struct story story = {0};
	const struct connection *c = &story.connection;
	enum dir closer;
	bool closed;

	story_tell_all(&story, STORIES[_i].lines);
	story_finish(&story, 0);
	closed = connection_closer(c, &closer);
	ck_assert_msg(connection_outcome(c) == STORIES[_i].outcome,
	              "%s: outcome %s", STORIES[_i].what,
	              outcome_name(connection_outcome(c)));
	ck_assert_msg(connection_handshake(c) == STORIES[_i].handshake,
	              "%s: handshake %s", STORIES[_i].what,
	              handshake_name(connection_handshake(c)));
	ck_assert_msg(connection_close(c) == STORIES[_i].close, "%s: close %s",
	              STORIES[_i].what, close_name(connection_close(c)));
	ck_assert_msg(closed == (STORIES[_i].closer >= 0) &&
	                      (!closed || (int)closer == STORIES[_i].closer),
	              "%s: closer", STORIES[_i].what);
	story_fini(&story);
}
END_TEST

START_TEST(test_words_are_those_of_the_contract)
{
	static const char *const OUTCOMES[OUTCOME_COUNT] = {
		"closed",  "half-closed", "closing",   "open",    "reset",
		"refused", "unanswered",  "half-open", "aborted", "partial",
	};
	static const char *const HANDSHAKES[HANDSHAKE_KIND_COUNT] = {
		"three-way", "simultaneous", "incomplete", "not-captured"};
	static const char *const CLOSES[CLOSE_KIND_COUNT] = {
		"four-way", "three-segment", "simultaneous",
		"half",     "reset",         "none"};
	static const char *const EQUATIONS[EQUATION_COUNT] = {"J+1", "K+1",
	                                                      "M+1", "N+1"};
	static const char *const VERDICTS[VERDICT_COUNT] = {"not-seen", "pass",
	                                                    "fail"};

	for (int i = 0; i < OUTCOME_COUNT; i++)
		ck_assert_str_eq(outcome_name(i), OUTCOMES[i]);
	for (int i = 0; i < HANDSHAKE_KIND_COUNT; i++)
		ck_assert_str_eq(handshake_name(i), HANDSHAKES[i]);
	for (int i = 0; i < CLOSE_KIND_COUNT; i++)
		ck_assert_str_eq(close_name(i), CLOSES[i]);
	for (int i = 0; i < EQUATION_COUNT; i++)
		ck_assert_str_eq(equation_name(i), EQUATIONS[i]);
	for (int i = 0; i < VERDICT_COUNT; i++)
		ck_assert_str_eq(verdict_name(i), VERDICTS[i]);
}
END_TEST

Suite *outcome_suite(void)
{
	Suite *suite = suite_create("outcome");
	TCase *tcase = tcase_create("outcome");

	tcase_add_loop_test(tcase,
	                    test_a_connection_s_words_are_those_of_its_story, 0,
	                    ARRAY_LEN(STORIES));
	tcase_add_test(tcase, test_words_are_those_of_the_contract);
	suite_add_tcase(suite, tcase);
	return suite;
}
