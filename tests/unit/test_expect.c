/* SPDX-License-Identifier: BSD-2-Clause
 *
 * .ladder files: what is read of them, what meets them, and that what is told
 * of a connection is met by it.  tests/expect has whole files.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/fault.h"
#include "expect/script.h"
#include "expect/trial.h"
#include "story.h"
#include "suites.h"

#define BLOCK "connection * -> *\n"

static const char *const SOUND[LINES_MAX] = {OPENING, TALK, CLOSING};

/* Reads a file that must be sound. */
static void read_model(struct model *model, const char *file)
{
	struct fault fault = {""};

	ck_assert_msg(model_parse(model, "test", file, strlen(file), &fault) ==
	                      0,
	              "%s: %s", file, fault.text);
}

/* Holds the first block of a file against a connection. */
static bool meets(const struct connection *c, const char *file,
                  struct departure *departure)
{
	struct model model;
	bool met;

	read_model(&model, file);
	*departure = (struct departure){.c = NULL};
	met = trial_meets(&model, &model.blocks[0], c, departure);
	text_fini(&departure->why);
	model_fini(&model);
	return met;
}

static void tell(struct story *story, const char *const *lines)
{
	*story = (struct story){.options = {.keep = KEEP_ALL}};
	story_tell_all(story, lines);
	story_finish(story, 0);
}

/* ---- reading ---- */

START_TEST(test_a_step_is_read_word_by_word)
{
	struct model model;
	const struct step *step;

	read_model(&model, BLOCK "  > SYN seq J mss 1460 wscale 1..7 sackOK "
	                         "within 20 ms # a comment\n"
	                         "  < data 1..2000 bytes\n"
	                         "  ...\n");
	ck_assert_uint_eq(model.block_count, 1);
	ck_assert_uint_eq(model.blocks[0].line_count, 3);
	step = &model.blocks[0].lines[0].step;
	ck_assert_int_eq(step->kind, STEP_SEGMENT);
	ck_assert(!step->from_server);
	ck_assert_uint_eq(step->flags, SEG_SYN);
	ck_assert_int_eq(step->seq.kind, TERM_NAME);
	ck_assert_uint_eq(step->seq.name, NAME_J);
	ck_assert_int_eq(step->mss.range.min, 1460);
	ck_assert_int_eq(step->scale.range.min, 1);
	ck_assert_int_eq(step->scale.range.max, 7);
	ck_assert(step->sack);
	ck_assert(!step->timestamps);
	ck_assert(model.blocks[0].lines[0].timed);
	ck_assert_int_eq(model.blocks[0].lines[0].time.max, 20000000);
	step = &model.blocks[0].lines[1].step;
	ck_assert_int_eq(step->kind, STEP_DATA);
	ck_assert(step->from_server);
	ck_assert_int_eq(step->bytes.range.max, 2000);
	ck_assert_int_eq(model.blocks[0].lines[2].step.kind, STEP_FOLD);
	model_fini(&model);
}
END_TEST

START_TEST(test_claims_and_places_are_read)
{
	struct model model;
	const struct block *block;

	read_model(&model, "every connection a:* -> [2001:db8::1]:80\n"
	                   "  outcome closed,reset\n"
	                   "  findings none above note but port-reused\n"
	                   "  no retransmission, zero-window\n"
	                   "  K+1 pass\n"
	                   "  count = 3\n");
	block = &model.blocks[0];
	ck_assert(block->every);
	ck_assert_int_eq(block->client.address_kind, TERM_NAME);
	ck_assert_int_eq(block->client.port.kind, TERM_ANY);
	ck_assert_int_eq(block->server.address_kind, TERM_RANGE);
	ck_assert_uint_eq(block->server.address.family, 6);
	ck_assert_uint_eq(block->line_count, 5);
	ck_assert_uint_eq(block->lines[0].outcomes,
	                  1u << OUTCOME_CLOSED | 1u << OUTCOME_RESET);
	ck_assert(rule_set_has(&block->lines[1].rules, RULE_PORT_REUSED));
	ck_assert(!rule_set_has(&block->lines[1].rules, RULE_RESET));
	ck_assert_int_eq(block->lines[3].equation, EQUATION_K);
	ck_assert_int_eq(block->lines[3].verdict, VERDICT_PASS);
	ck_assert(range_has(block->lines[4].count, 3));
	ck_assert(!range_has(block->lines[4].count, 2));
	model_fini(&model);
}
END_TEST

START_TEST(test_what_cannot_be_is_refused_with_its_place)
{
	static const struct {
		const char *file, *place;
	} rows[] = {
		{"", "test:1:1: "},
		{"\n\n  # nothing\n", "test:4:1: "},
		{"opens\n", "test:1:1: "},
		{BLOCK "> SYN,\n", "test:2:7: "},
		{BLOCK "> SYN ack J\n", "test:2:7: "},
		{BLOCK "outcome over\n", "test:2:9: "},
		{BLOCK "count = many\n", "test:2:9: "},
		{BLOCK "opens in < 5 years\n", "test:2:14: "},
		{BLOCK "opens in 5..1 ms\n", "test:2:10: "},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct fault fault = {""};
		struct model model;

		ck_assert_int_eq(model_parse(&model, "test", rows[i].file,
		                             strlen(rows[i].file), &fault),
		                 -1);
		ck_assert_msg(strncmp(fault.text, rows[i].place,
		                      strlen(rows[i].place)) == 0,
		              "%s: %s", rows[i].file, fault.text);
		model_fini(&model);
	}
}
END_TEST

/* ---- holding ---- */

static const struct {
	const char *lines;
	unsigned line; /* that is not met, 1 for the first; 0: all are */
} HELD[] = {
	{BLOCK "opens\noutcome closed\ncloses four-way by client\n", 0},
	{BLOCK "opens in < 25 ms\n", 0},
	{BLOCK "opens in < 10 ms\n", 1},
	{BLOCK "opens simultaneous\n", 1},
	{BLOCK "closes four-way by server\n", 1},
	{BLOCK "J+1 pass\nK+1 pass\nM+1 pass\nN+1 pass\n", 0},
	{BLOCK "J+1 pass\nK+1 fail\n", 2},
	{BLOCK "findings none\n", 0},
	{BLOCK "no retransmission, reset\n", 0},
	{BLOCK "some retransmission\n", 1},
	{BLOCK "outcome reset,refused\n", 1},
	{BLOCK "> SYN seq J\n< SYN,ACK seq K ack J+1\n> ACK ack K+1\n...\n", 0},
	{BLOCK "> SYN seq J\n< SYN,ACK seq K ack J+2\n...\n", 2},
	{BLOCK "> SYN\n< SYN,ACK\n> ACK\n> data 100 bytes\n< data 500 bytes\n"
               "...\n",
         0},
	{BLOCK "> SYN\n< SYN,ACK\n> ACK\n> data 99 bytes\n...\n", 4},
	{BLOCK "> SYN\n< SYN,ACK\n> ACK\n< data\n...\n", 4},
	{BLOCK "> SYN\n...\n> FIN,ACK seq M\n< ACK ack M+1\n< FIN,ACK seq N\n"
               "> ACK ack N+1\n",
         0},
	{BLOCK "> SYN\n...\n> FIN,ACK seq M\n< ACK ack M\n...\n", 4},
	{BLOCK "> SYN\n< SYN,ACK\n> ACK\n", 3},
	{BLOCK "> SYN\n< SYN,ACK within 5 ms\n...\n", 2},
	{BLOCK "...\n> RST\n", 2},
};

START_TEST(test_held)
{
	struct departure departure;
	struct story story;
	unsigned line;

	tell(&story, SOUND);
	for (size_t i = 0; i < ARRAY_LEN(HELD); i++) {
		struct model model;
		struct text empty = {0};

		read_model(&model, HELD[i].lines);
		departure = (struct departure){.why = empty};
		line = trial_meets(&model, &model.blocks[0], &story.connection,
		                   &departure)
		               ? 0
		               : departure.line->number - 1;
		ck_assert_msg((line == 0) == (HELD[i].line == 0),
		              "%s: line %u, %s", HELD[i].lines, line,
		              text_string(&departure.why));
		ck_assert_msg(!HELD[i].line || departure.why.len,
		              "%s: no reason", HELD[i].lines);
		text_fini(&departure.why);
		model_fini(&model);
	}
	story_fini(&story);
}
END_TEST

/* A name of one block is bound by it for the next. */
START_TEST(test_names_are_bound_by_the_first_connection_that_meets)
{
	struct story story;
	struct model model;
	struct bindings bindings;
	const struct connection *all[1];
	struct trial trial;

	tell(&story, SOUND);
	all[0] = &story.connection;
	read_model(&model, "connection a:p -> b:80\n opens\n"
	                   "connection b:* -> *\n opens\n"
	                   "every connection a:p -> *\n count = 1\n");
	bindings_init(&bindings, &model);
	trial_run(&trial, &model, &model.blocks[0], &bindings, all, 1);
	ck_assert(trial.met);
	trial_fini(&trial);
	/* b is the server's address now, and no client's. */
	trial_run(&trial, &model, &model.blocks[1], &bindings, all, 1);
	ck_assert(!trial.met);
	ck_assert_uint_eq(trial.chosen, 0);
	trial_fini(&trial);
	trial_run(&trial, &model, &model.blocks[2], &bindings, all, 1);
	ck_assert(trial.met && trial.counted);
	trial_fini(&trial);
	bindings_fini(&bindings);
	model_fini(&model);
	story_fini(&story);
}
END_TEST

START_TEST(test_every_tells_the_first_that_do_not_and_how_many)
{
	static const char *const refused[LINES_MAX] = {SYN,
	                                               "B>A R. seq 0 ack J+1"};
	struct story sound, other;
	struct model model;
	struct bindings bindings;
	const struct connection *all[2];
	struct trial trial;

	tell(&sound, SOUND);
	tell(&other, refused);
	all[0] = &sound.connection;
	all[1] = &other.connection;
	read_model(&model, "every connection\n outcome closed\n");
	bindings_init(&bindings, &model);
	trial_run(&trial, &model, &model.blocks[0], &bindings, all, 2);
	ck_assert(!trial.met);
	ck_assert_uint_eq(trial.chosen, 2);
	ck_assert_uint_eq(trial.meeting, 1);
	ck_assert_uint_eq(trial.departure_count, 1);
	ck_assert_ptr_eq(trial.departures[0].c, &other.connection);
	trial_fini(&trial);
	bindings_fini(&bindings);
	model_fini(&model);
	story_fini(&sound);
	story_fini(&other);
}
END_TEST

/* ---- telling ---- */

static const char *const STORIES[][LINES_MAX] = {
	{OPENING, TALK, CLOSING},
	{OPENING},
	{SYN, "B>A R. seq 0 ack J+1"},
	{SYN, SYN, SYN},
	{SYN, "B>A S. seq K ack J+2", "A>B R seq J+2"},
	{OPENING, ASK, ASK, ANSWER, GOT_IT, "B>A R. seq K+501 ack J+101"},
	{OPENING, TALK, FIN_A, FIN_A, ACK_B, ANSWER},
	{OPENING, TALK, FIN_A, FIN_B, LAST},
	{OPENING, TALK, FIN_A, "B>A F. seq K+501 ack J+101",
         "A>B . seq J+102 ack K+502", "B>A . seq K+502 ack J+102"},
	{SYN, "B>A S seq K", "A>B S. seq J ack K+1", "B>A S. seq K ack J+1"},
	{ASK, ANSWER, GOT_IT},
	{OPENING, "A>B SFRP. seq J+1 ack K+1 len 7", "B>A - seq K+1"},
};

START_TEST(test_what_is_told_of_a_connection_is_met_by_it)
{
	struct departure departure;
	struct story story;
	struct script script;
	struct text file = {0};

	tell(&story, STORIES[_i]);
	for (int ends = 0; ends < 2; ends++) {
		text_clear(&file);
		script_build(&script, &story.connection, ends);
		script_write(&script, &file);
		ck_assert_msg(meets(&story.connection, text_string(&file),
		                    &departure),
		              "%s", text_string(&file));
		script_fini(&script);
	}
	text_fini(&file);
	story_fini(&story);
}
END_TEST

START_TEST(test_alike_scripts_are_joined_with_the_longer_times)
{
	static const char *const slow[LINES_MAX] = {SYN, SYN_ACK " at 0.5",
	                                            THIRD, TALK, CLOSING};
	struct story quick_story, slow_story;
	struct script one, other;
	struct departure departure;
	struct text file = {0};

	tell(&quick_story, SOUND);
	tell(&slow_story, slow);
	script_build(&one, &quick_story.connection, false);
	script_build(&other, &slow_story.connection, false);
	ck_assert(script_same(&one, &other));
	script_join(&one, &other);
	script_write(&one, &file);
	ck_assert(
		meets(&slow_story.connection, text_string(&file), &departure));
	ck_assert(
		meets(&quick_story.connection, text_string(&file), &departure));
	script_fini(&one);
	script_fini(&other);
	text_fini(&file);
	story_fini(&quick_story);
	story_fini(&slow_story);
}
END_TEST

Suite *expect_suite(void)
{
	Suite *suite = suite_create("expect");
	TCase *tcase = tcase_create("expect");

	tcase_add_test(tcase, test_a_step_is_read_word_by_word);
	tcase_add_test(tcase, test_claims_and_places_are_read);
	tcase_add_test(tcase, test_what_cannot_be_is_refused_with_its_place);
	tcase_add_test(tcase, test_held);
	tcase_add_test(tcase,
	               test_names_are_bound_by_the_first_connection_that_meets);
	tcase_add_test(tcase,
	               test_every_tells_the_first_that_do_not_and_how_many);
	tcase_add_loop_test(tcase,
	                    test_what_is_told_of_a_connection_is_met_by_it, 0,
	                    ARRAY_LEN(STORIES));
	tcase_add_test(tcase,
	               test_alike_scripts_are_joined_with_the_longer_times);
	suite_add_tcase(suite, tcase);
	return suite;
}
