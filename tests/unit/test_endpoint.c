/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Both ends' states after each segment, as RFC 9293 has them and a passive
 * observer can know them.
 */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/endpoint.h"
#include "track/tcp_state.h"

#define STEPS_MAX 16

/* Short names, so that a row fits a line. */
#define CL TCP_CLOSED
#define LI TCP_LISTEN
#define SS TCP_SYN_SENT
#define SR TCP_SYN_RECEIVED
#define ES TCP_ESTABLISHED
#define F1 TCP_FIN_WAIT_1
#define F2 TCP_FIN_WAIT_2
#define CW TCP_CLOSE_WAIT
#define CG TCP_CLOSING
#define LA TCP_LAST_ACK
#define TW TCP_TIME_WAIT
#define UN TCP_UNKNOWN
#define ANY TCP_STATE_COUNT /* the RFC leaves it open */

struct step {
	const char *line;
	enum tcp_state a, b; /* after it */
};

#define OPENED                            \
	{SYN, SS, LI}, {SYN_ACK, ES, SR}, \
	{                                 \
		THIRD, ES, ES             \
	}
#define TALKED                                   \
	OPENED, {ASK, ES, ES}, {ANSWER, ES, ES}, \
	{                                        \
		GOT_IT, ES, ES                   \
	}

static const struct {
	const char *what;
	struct step steps[STEPS_MAX];
} STORIES[] = {
	{"four-way close by the client",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {FIN_B, TW, LA},
          {LAST, TW, CL}}},
	{"four-way close by the server",
         {TALKED,
          {"B>A F. seq K+501 ack J+101", CW, F1},
          {"A>B . seq J+101 ack K+502", CW, F2},
          {"A>B F. seq J+101 ack K+502", LA, TW},
          {"B>A . seq K+502 ack J+102", CL, TW}}},
	{"three-segment close",
         {TALKED, {FIN_A, F1, CW}, {FIN_B, TW, LA}, {LAST, TW, CL}}},
	{"half-close: data goes on",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {"B>A P. seq K+501 ack J+102 len 50", F2, CW},
          {"A>B . seq J+102 ack K+551", F2, CW},
          {"B>A F. seq K+551 ack J+102", TW, LA},
          {"A>B . seq J+102 ack K+552", TW, CL}}},
	{"a FIN with data, and the ACK with more data",
         {OPENED,
          {"A>B FP. seq J+1 ack K+1 len 100", F1, CW},
          {"B>A P. seq K+1 ack J+102 len 500", F2, CW},
          {"B>A F. seq K+501 ack J+102", TW, LA},
          {LAST, TW, CL}}},
	{"simultaneous close, the client's ACK first",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A F. seq K+501 ack J+101", CG, F1},
          {"A>B . seq J+102 ack K+502", CG, TW},
          {"B>A . seq K+502 ack J+102", TW, TW}}},
	{"simultaneous close, the server's ACK first",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A F. seq K+501 ack J+101", CG, F1},
          {"B>A . seq K+502 ack J+102", TW, CG},
          {"A>B . seq J+102 ack K+502", TW, TW}}},
	{"simultaneous close, the second FIN captured only when sent again",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A . seq K+502 ack J+102", F2, CW},
          {"B>A F. seq K+501 ack J+102", TW, CG},
          {"A>B . seq J+102 ack K+502", TW, TW}}},
	{"the FIN that acknowledged the FIN was lost before the capture point",
         {TALKED,
          {FIN_A, F1, CW},
          {FIN_A " at 1", F1, CW},
          {"B>A . seq K+502 ack J+102 at 1.02", F2, CW},
          {"B>A F. seq K+501 ack J+102 at 1.1", TW, LA},
          {"A>B . seq J+102 ack K+502", TW, CL}}},
	{"simultaneous open",
         {{SYN, SS, LI},
          {"B>A S seq K", SR, SS},
          {"A>B S. seq J ack K+1", SR, ES},
          {"B>A S. seq K ack J+1", ES, ANY},
          {"A>B P. seq J+1 ack K+1 len 10", ES, ES},
          {"B>A . seq K+1 ack J+11", ES, ES}}},
	{"refused", {{SYN, SS, LI}, {"B>A R. ack J+1", CL, CL}}},
	{"a reset that does not acknowledge the SYN is no refusal",
         {{SYN, SS, LI},
          {"B>A R. ack J+2", SS, ANY},
          {SYN_ACK, ES, SR},
          {THIRD, ES, ES}}},
	{"a reset without ACK is none either (§3.10.7.3)",
         {{SYN, SS, LI}, {"B>A R seq 0", SS, ANY}, {SYN_ACK, ES, SR}}},
	{"refused, tried again with the same J, and accepted",
         {{SYN, SS, LI},
          {"B>A R. ack J+1", CL, CL},
          {"A>B S seq J at 0.5", SS, ANY},
          {SYN_ACK, ES, SR},
          {THIRD, ES, ES}}},
	{"unanswered",
         {{SYN, SS, LI},
          {"A>B S seq J at 1", SS, LI},
          {"A>B S seq J at 3", SS, LI}}},
	{"the SYN,ACK is lost: the client sends its SYN again",
         {{SYN, SS, LI},
          {SYN_ACK, ES, SR},
          {"A>B S seq J at 1", SS, SR},
          {"B>A S. seq K ack J+1 at 1.01", ES, SR},
          {"A>B . seq J+1 ack K+1 at 1.02", ES, ES}}},
	{"the third ACK is lost, the client is silent",
         {OPENED,
          {"B>A S. seq K ack J+1 at 1.02", ES, SR},
          {"A>B . seq J+1 ack K+1 at 1.03", ES, ES}}},
	{"the third ACK is lost twice",
         {OPENED,
          {"B>A S. seq K ack J+1 at 1.02", ES, SR},
          {"A>B . seq J+1 ack K+1 at 1.03", ES, ES},
          {"B>A S. seq K ack J+1 at 3.02", ES, SR},
          {"A>B . seq J+1 ack K+1 at 3.03", ES, ES}}},
	{"the third ACK is lost, data carries it",
         {{SYN, SS, LI}, {SYN_ACK, ES, SR}, {ASK, ES, ES}}},
	{"all the server says shows that the third ACK came",
         {OPENED, {"B>A P. seq K+1 ack J+1 len 500", ES, ES}}},
	{"the client aborts: the listener listens on",
         {{SYN, SS, LI}, {SYN_ACK, ES, SR}, {"A>B R seq J+1", CL, LI}}},
	{"an old SYN,ACK is reset, and the right one taken (figure 8)",
         {{SYN, SS, LI},
          {"B>A S. seq K-9000 ack J-4999", SS, SR},
          {"A>B R seq J-4999", SS, LI},
          {SYN_ACK, ES, SR},
          {THIRD, ES, ES}}},
	{"the FIN is lost: the peer goes on, a round trip later",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A P. seq K+501 ack J+101 len 50 at 1", F1, ES},
          {"A>B . seq J+102 ack K+551 at 1.01", F1, ES},
          {"A>B F. seq J+101 ack K+551 at 1.2", F1, CW},
          {"B>A . seq K+551 ack J+102 at 1.21", F2, CW}}},
	{"the FIN was merely under way: the peer goes on at once",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A P. seq K+501 ack J+101 len 50", F1, ES},
          {"A>B . seq J+102 ack K+551", F1, CW},
          {"B>A . seq K+551 ack J+102", F2, CW}}},
	{"the FIN is sent again before anything comes back",
         {TALKED,
          {FIN_A, F1, CW},
          {"A>B F. seq J+101 ack K+501 at 1", F1, CW},
          {"B>A . seq K+501 ack J+102 at 1.01", F2, CW}}},
	{"the ACK of the FIN is lost",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {"A>B F. seq J+101 ack K+501 at 1", F1, CW},
          {"B>A . seq K+501 ack J+102 at 1.01", F2, CW}}},
	{"the last ACK is lost, and said again from TIME-WAIT",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {FIN_B, TW, LA},
          {LAST, TW, CL},
          {"B>A F. seq K+501 ack J+102 at 1", TW, LA},
          {"A>B . seq J+102 ack K+502 at 1.01", TW, CL}}},
	{"the last ACK never comes",
         {TALKED,
          {FIN_A, F1, CW},
          {FIN_B, TW, LA},
          {LAST, TW, CL},
          {"B>A F. seq K+501 ack J+102 at 1", TW, LA},
          {"B>A F. seq K+501 ack J+102 at 3", TW, LA}}},
	{"the echoed timestamp is older than the ACK of the FIN: it is lost",
         {TALKED,
          {"A>B F. seq J+101 ack K+501 ts 4294967295 150", F1, CW},
          {"B>A . seq K+501 ack J+102 ts 200 4294967295", F2, CW},
          {"A>B . seq J+102 ack K+501 ts 5 199 at 1", F1, CW}}},
	{"the echoed timestamp is the ACK's own: it has come",
         {TALKED,
          {"A>B F. seq J+101 ack K+501 ts 4294967295 150", F1, CW},
          {"B>A . seq K+501 ack J+102 ts 200 4294967295", F2, CW},
          {"A>B . seq J+102 ack K+501 ts 5 200 at 1", F2, CW}}},
	{"sooner than B answers: it had not the ACK of its FIN",
         {{SYN " at 0", SS, LI},
          {SYN_ACK " at 0.02", ES, SR},
          {THIRD " at 0.0201", ES, ES},
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A F. seq K+1 ack J+1 at 0.031", CG, F1},
          {"A>B . seq J+2 ack K+2 at 0.0311", CG, TW},
          {"B>A . seq K+2 ack J+2 at 0.051", TW, CG}}},
	{"as soon as B answers: it may have had it",
         {{SYN " at 0", SS, LI},
          {SYN_ACK " at 0.02", ES, SR},
          {THIRD " at 0.0201", ES, ES},
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A F. seq K+1 ack J+1 at 0.031", CG, F1},
          {"A>B . seq J+2 ack K+2 at 0.0311", CG, TW},
          {"B>A . seq K+2 ack J+2 at 0.0512", TW, TW}}},
	{"sooner than A answers, but for what came behind it",
         {{SYN " at 0", SS, LI},
          {SYN_ACK " at 0.0001", ES, SR},
          {THIRD " at 0.0201", ES, ES},
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A . seq K+1 ack J+2 at 0.0301", F2, CW},
          {"A>B . seq J+2 ack K+1 at 0.04", F1, CW},
          {"B>A P. seq K+1 ack J+2 len 10 at 0.0401", F1, CW},
          {"B>A P. seq K+11 ack J+2 len 10 at 0.0402", F1, CW},
          {"A>B . seq J+2 ack K+11 at 0.045", F2, CW}}},
	{"it lacks what was sent before the ACK of its FIN, so that as well",
         {OPENED,
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A P. seq K+1 ack J+1 len 10 at 0.0301", F1, ES},
          {"B>A P. seq K+11 ack J+1 len 10 at 0.0302", F1, ES},
          {"B>A . seq K+21 ack J+2 at 0.0303", F2, CW},
          {"A>B . seq J+2 ack K+11 at 0.1", F1, CW},
          {"A>B . seq J+2 ack K+21 at 0.11", F2, CW}}},
	{"it asks for what was lost before that: nothing is known",
         {OPENED,
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A P. seq K+1 ack J+1 len 10 at 0.0301", F1, ES},
          {"B>A P. seq K+11 ack J+1 len 10 at 0.0302", F1, ES},
          {"B>A . seq K+21 ack J+2 at 0.0303", F2, CW},
          {"A>B . seq J+2 ack K+11 at 0.1", F1, CW},
          {"A>B . seq J+2 ack K+11 at 0.11", F2, CW},
          {"B>A P. seq K+11 ack J+2 len 5 at 0.1101", F2, CW},
          {"A>B . seq J+2 ack K+16 at 0.12", F2, CW}}},
	{"… still, when it only tells of its window",
         {OPENED,
          {"A>B F. seq J+1 ack K+1 at 0.03", F1, CW},
          {"B>A P. seq K+1 ack J+1 len 10 at 0.0301", F1, ES},
          {"B>A P. seq K+11 ack J+1 len 10 at 0.0302", F1, ES},
          {"B>A . seq K+21 ack J+2 at 0.0303", F2, CW},
          {"A>B . seq J+2 ack K+11 at 0.1", F1, CW},
          {"A>B . seq J+2 ack K+11 at 0.11", F2, CW},
          {"A>B . seq J+2 ack K+11 win 9 at 1", F2, CW}}},
	{"the ACK of the FIN is lost, so that an older timestamp is echoed",
         {TALKED,
          {FIN_A " ts 10 150", F1, CW},
          {ACK_B " ts 200 10", F2, CW},
          {FIN_A " ts 300 150 at 1", F1, CW},
          {ACK_B " ts 400 300 at 1.1", F2, CW}}},
	{"the FIN that acknowledged the FIN came, whatever is echoed",
         {TALKED,
          {FIN_A " ts 10 20", F1, CW},
          {FIN_B " ts 21 10", TW, LA},
          {LAST " ts 11 20", TW, CL}}},
	{"the FIN that acknowledged the FIN is lost, and both with it",
         {TALKED,
          {FIN_A, F1, CW},
          {FIN_B, TW, LA},
          {"A>B . seq J+102 ack K+501 at 1", F1, LA},
          {"B>A F. seq K+501 ack J+102 at 1.2", TW, LA},
          {"A>B . seq J+102 ack K+502 at 1.21", TW, CL}}},
	{"it was merely under way, and brings both",
         {TALKED,
          {FIN_A, F1, CW},
          {FIN_B, TW, LA},
          {"A>B . seq J+102 ack K+501", F1, LA},
          {"A>B . seq J+102 ack K+502", TW, CL}}},
	{"an old ACK that comes late takes nothing back",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {FIN_B, TW, LA},
          {LAST, TW, CL},
          {"A>B . seq J+101 ack K+201", TW, CL}}},
	{"a FIN counts when what is before it has come (§3.10.7.4)",
         {OPENED,
          {"A>B F. seq J+101 ack K+1", F1, ES},
          {"B>A . seq K+1 ack J+1", F1, ES},
          {"A>B P. seq J+1 ack K+1 len 100 at 0.5", F1, CW},
          {"B>A . seq K+1 ack J+102 at 0.51", F2, CW}}},
	{"a reset at RCV.NXT closes both",
         {TALKED, {"B>A R seq K+501", CL, CL}}},
	{"a reset with ACK at RCV.NXT closes both",
         {TALKED, {"A>B R. seq J+101 ack K+501", CL, CL}}},
	{"a reset in the window, elsewhere, closes nothing (RFC 5961 §3.2)",
         {TALKED,
          {"A>B R seq J+102", ES, ES},
          {"B>A . seq K+501 ack J+101", ES, ES}}},
	{"a reset outside the window closes nothing",
         {TALKED,
          {"A>B R seq J-1000", ES, ES},
          {"A>B R seq J+70000", ES, ES},
          {"B>A R seq K+500", ES, ES}}},
	{"a reset in FIN-WAIT-2",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {"B>A R. seq K+501 ack J+102", CL, CL}}},
	{"a reset where the last ACK is due",
         {TALKED,
          {FIN_A, F1, CW},
          {FIN_B, TW, LA},
          {"A>B R seq J+102", CL, CL}}},
	{"who has closed altogether answers what crossed its FIN",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A P. seq K+501 ack J+101 len 10", F1, ES},
          {"B>A . seq K+511 ack J+102", F2, CW},
          {"A>B R. seq J+101 ack K+511", CL, CW}}},
	{"… but not with an acknowledgment of less",
         {TALKED,
          {FIN_A, F1, CW},
          {"B>A P. seq K+501 ack J+101 len 10", F1, ES},
          {"B>A . seq K+511 ack J+102", F2, CW},
          {"A>B R. seq J+101 ack K+510", F2, CW}}},
	{"TIME-WAIT is assassinated (RFC 1337)",
         {TALKED,
          {FIN_A, F1, CW},
          {ACK_B, F2, CW},
          {FIN_B, TW, LA},
          {LAST, TW, CL},
          {"B>A R seq K+502 at 1", CL, CL}}},
	{"a simultaneous open that is reset is closed, not listening",
         {{SYN, SS, LI}, {"B>A S seq K", SR, SS}, {"B>A R seq K+1", CL, CL}}},
	{"whoever was reset and goes on did not take it",
         {TALKED,
          {"A>B R seq J+101", CL, CL},
          {"B>A P. seq K+501 ack J+101 len 10 at 2", CL, ES}}},
	{"what has no ACK is nobody's who goes on (§3.10.7.4, fifth)",
         {TALKED,
          {"A>B R seq J+101", CL, CL},
          {"B>A P seq K+501 len 10 at 2", CL, CL}}},
	{"a SYN in the open moves nothing (RFC 5961 §4)",
         {TALKED, {"A>B S seq J at 1", ES, ES}}},
	{"nor does a SYN,ACK that was late",
         {TALKED, {"B>A S. seq K ack J+1 at 1", ES, ES}}},
	{"a FIN without ACK is dropped", {TALKED, {"A>B F seq J+101", ES, ES}}},
	{"SYN with RST is nothing at all",
         {TALKED, {"A>B SR seq J+101", ES, ES}}},
	{"the SYN,ACK is not in the capture",
         {{SYN, SS, LI}, {THIRD, ES, ES}, {ASK, ES, ES}}},
	{"met in the middle: data both ways is ESTABLISHED",
         {{ASK, UN, UN}, {ANSWER, ES, ES}}},
	{"met in the middle: acknowledgments prove nothing",
         {{ASK, UN, UN}, {"B>A . seq K+1 ack J+101", UN, UN}}},
	{"met at the close",
         {{FIN_A, F1, CW}, {ACK_B, F2, CW}, {FIN_B, TW, LA}, {LAST, TW, CL}}},
	{"met at the SYN,ACK", {{SYN_ACK, SR, ES}, {THIRD, ES, ES}}},
	{"met at a reset", {{"A>B R seq J", CL, CL}}},
};

static void expect_state(const char *what, const struct step *step, char end,
                         enum tcp_state found, enum tcp_state want)
{
	ck_assert_msg(want == ANY || found == want,
	              "%s: after \"%s\" %c is in %s, not %s", what, step->line,
	              end, tcp_state_name(found),
	              want == ANY ? "" : tcp_state_name(want));
}

/* "Met at the SYN,ACK": its sender is end 0 there. */
START_TEST(test_both_ends_are_in_the_state_the_rfc_says_after_each_segment)
{
	const struct step *step = STORIES[_i].steps;
	struct story story = {.options = {.keep = KEEP_NONE}};
	const struct half *half = story.connection.half;

	for (; step < STORIES[_i].steps + STEPS_MAX && step->line; step++) {
		story_tell(&story, step->line);
		expect_state(STORIES[_i].what, step, 'A', half[0].state,
		             step->a);
		expect_state(STORIES[_i].what, step, 'B', half[1].state,
		             step->b);
	}
	story_fini(&story);
}
END_TEST

/* Ends stay as they are when the capture is over, but for what was under way
 * and never taken back. */
static const struct {
	const char *what;
	const char *lines[LINES_MAX];
	enum tcp_state a, b;
} ENDS[] = {
	{"closed", {OPENING, TALK, CLOSING}, TW, CL},
	{"crossing FINs, and no ACK after them",
         {OPENING, TALK, FIN_A, "B>A F. seq K+501 ack J+101"},
         CG,
         CG},
	{"a FIN that was lost never came",
         {OPENING, TALK, FIN_A, "B>A P. seq K+501 ack J+101 len 50 at 1"},
         F1,
         ES},
	{"what a reset end sent had been under way",
         {OPENING, TALK, "A>B R seq J+101 at 0.1",
          "B>A P. seq K+501 ack J+101 len 10 at 0.105"},
         CL,
         CL},
	{"what it sent a round trip later had not",
         {OPENING, TALK, "A>B R seq J+101 at 0.1",
          "B>A P. seq K+501 ack J+101 len 10 at 0.5"},
         CL,
         ES},
	{"simultaneous open, no word after the two SYN,ACKs",
         {SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1"},
         ES,
         ES},
};

START_TEST(test_the_end_states_are_those_the_evidence_leaves)
{
	struct story story = {.options = {.keep = KEEP_NONE}};
	const struct half *half = story.connection.half;
	const struct step end = {"the end", ENDS[_i].a, ENDS[_i].b};

	story_tell_all(&story, ENDS[_i].lines);
	story_finish(&story, 0);
	expect_state(ENDS[_i].what, &end, 'A', half[0].state, end.a);
	expect_state(ENDS[_i].what, &end, 'B', half[1].state, end.b);
	story_fini(&story);
}
END_TEST

/* RFC 5961 §3.2: B has acknowledged J+101 and offers 1000 bytes. */
static const struct {
	const char *reset;
	enum reset_effect effect;
} RESETS[] = {
	{"A>B R seq J+101", RESET_TAKEN},
	{"A>B R seq J+100", RESET_DROPPED},
	{"A>B R seq J+102", RESET_CHALLENGED},
	{"A>B R seq J+1100", RESET_CHALLENGED},
	{"A>B R seq J+1101", RESET_DROPPED},
	{"A>B R seq J-2147483000", RESET_DROPPED},
};

START_TEST(test_a_reset_is_taken_challenged_or_dropped_by_its_place)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, ASK, "B>A . seq K+1 ack J+101 win 1000"};
	struct story story = {0};
	struct segment reset;

	story_tell_all(&story, LINES);
	reset = story_segment(&story, RESETS[_i].reset);
	ck_assert_int_eq(
		endpoint_reset_effect(&story.connection, &reset, DIR_0),
		RESETS[_i].effect);
	story_fini(&story);
}
END_TEST

/* What it has been sent since may have come, or not: both are RCV.NXT. */
START_TEST(test_a_reset_is_taken_wherever_rcv_nxt_may_have_got_to)
{
	static const char *const LINES[LINES_MAX] = {OPENING, ASK};
	static const char *const TAKEN[] = {"A>B R seq J+1", "A>B R seq J+101"};
	struct story story = {0};
	struct segment reset;

	story_tell_all(&story, LINES);
	reset = story_segment(&story, TAKEN[_i]);
	ck_assert_int_eq(
		endpoint_reset_effect(&story.connection, &reset, DIR_0),
		RESET_TAKEN);
	story_fini(&story);
}
END_TEST

START_TEST(test_the_window_of_a_reset_is_scaled)
{
	static const char *const LINES[LINES_MAX] = {
		"A>B S seq J wscale 7",
		"B>A S. seq K ack J+1 wscale 7 win 1000", THIRD, ASK,
		"B>A . seq K+1 ack J+101 win 10"};
	struct story story = {0};
	struct segment reset;

	story_tell_all(&story, LINES);
	reset = story_segment(&story, "A>B R seq J+1380"); /* 1279 of 1280 */
	ck_assert_int_eq(
		endpoint_reset_effect(&story.connection, &reset, DIR_0),
		RESET_CHALLENGED);
	reset = story_segment(&story, "A>B R seq J+1381");
	ck_assert_int_eq(
		endpoint_reset_effect(&story.connection, &reset, DIR_0),
		RESET_DROPPED);
	story_fini(&story);
}
END_TEST

START_TEST(test_only_iss_plus_one_up_to_snd_nxt_acknowledges_a_syn)
{
	static const char *const LINES[LINES_MAX] = {SYN, SYN_ACK};
	static const struct {
		const char *line;
		bool acks;
	} ACKS[] = {
		{"A>B . seq J+1 ack K", false},
		{"A>B . seq J+1 ack K+1", true},
		{"A>B . seq J+1 ack K+2", false},
		{"A>B . seq J+1 ack K-1", false},
		{"A>B P seq J+1 ack K+1", false},
	};
	struct story story = {0};

	story_tell_all(&story, LINES);
	for (size_t i = 0; i < ARRAY_LEN(ACKS); i++) {
		struct segment s = story_segment(&story, ACKS[i].line);

		ck_assert_msg(endpoint_acks_syn(&story.connection.half[1],
		                                &s) == ACKS[i].acks,
		              "%s", ACKS[i].line);
	}
	story_fini(&story);
}
END_TEST

Suite *endpoint_suite(void)
{
	Suite *suite = suite_create("endpoint");
	TCase *states = tcase_create("states");
	TCase *resets = tcase_create("resets");

	tcase_add_loop_test(
		states,
		test_both_ends_are_in_the_state_the_rfc_says_after_each_segment,
		0, ARRAY_LEN(STORIES));
	tcase_add_loop_test(states,
	                    test_the_end_states_are_those_the_evidence_leaves,
	                    0, ARRAY_LEN(ENDS));
	tcase_add_test(states,
	               test_only_iss_plus_one_up_to_snd_nxt_acknowledges_a_syn);
	tcase_add_loop_test(
		resets,
		test_a_reset_is_taken_challenged_or_dropped_by_its_place, 0,
		ARRAY_LEN(RESETS));
	tcase_add_loop_test(
		resets, test_a_reset_is_taken_wherever_rcv_nxt_may_have_got_to,
		0, 2);
	tcase_add_test(resets, test_the_window_of_a_reset_is_scaled);
	suite_add_tcase(suite, states);
	suite_add_tcase(suite, resets);
	return suite;
}
