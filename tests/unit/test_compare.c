/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Two captures of a connection: which segments are the same, and what is said
 * of the others.  Here stands at the client, there at the server, 10 ms away.
 * tests/compare has whole captures.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/xalloc.h"
#include "compare/difference.h"
#include "story.h"
#include "suites.h"

#define MS INT64_C(1000000)
#define WAY (10 * MS)

/* What each capture saw, as story.h's lines; the time there is that here and
 * what "at" says. */
struct both {
	const char *what;
	const char *here[LINES_MAX], *there[LINES_MAX];
	const char *kinds; /* a letter each, in order of time */
};

/* A letter for each kind of difference. */
static const char LETTERS[] = "=LUMRDOTC";
_Static_assert(sizeof(LETTERS) == DIFFERENCE_COUNT + 1, "a letter each");

static void see(struct trace_connection *c, const char *const *lines,
                bool at_server)
{
	struct story story = {.packet = 0};

	*c = (struct trace_connection){
		.known = {true, true},
		.iss = {STORY_J, STORY_K},
		.answer_time = at_server ? MS : 2 * WAY + MS,
		.sightings = xcalloc(LINES_MAX, sizeof(*c->sightings)),
	};
	for (; c->count < LINES_MAX && lines[c->count]; c->count++) {
		struct segment s = story_segment(&story, lines[c->count]);
		bool by_server = s.source.port == 80;

		/* The clock of the connection is the client's. */
		if (at_server)
			s.time += by_server ? -WAY : WAY;
		c->sightings[c->count] = (struct sighting){
			.packet = c->count + 1,
			.time = s.time,
			.seq = s.seq,
			.ack = s.flags & SEG_ACK ? s.ack : 0,
			.len = s.len,
			.flags = s.flags,
			.window = s.window,
			.mss = s.options.mss,
			.ip_id = s.ip_id,
			.dir = by_server,
			.ttl = s.ttl,
			.options = s.options.seen,
			.has_ip_id = s.has_ip_id,
		};
	}
}

static void expect_kinds(const struct both *both)
{
	struct trace_connection here, there;
	struct pairing pairing;
	struct differences differences;
	struct text kinds = {0};

	see(&here, both->here, false);
	see(&there, both->there, true);
	pairing_init(&pairing, &here, &there);
	differences_init(&differences, &pairing);
	for (size_t i = 0; i < differences.count; i++)
		text_add_bytes(&kinds, &LETTERS[differences.at[i].kind], 1);
	ck_assert_msg(strcmp(text_string(&kinds), both->kinds) == 0,
	              "%s: %s, not %s", both->what, text_string(&kinds),
	              both->kinds);
	text_fini(&kinds);
	differences_fini(&differences);
	pairing_fini(&pairing);
	free(here.sightings);
	free(there.sightings);
}

static const struct both STORIES[] = {
	{"nothing differs", {OPENING, TALK}, {OPENING, TALK}, "======"},
	{"one lost on its way to the server",
         {OPENING, ASK, "A>B P. seq J+101 ack K+1 len 50"},
         {OPENING, ASK},
         "====L"},
	{"one the client's side has not seen",
         {OPENING, "B>A P. seq K+1 ack J+1 len 5"},
         {OPENING, "A>B P. seq J+1 ack K+1 len 3",
          "B>A P. seq K+1 ack J+1 len 5 at 0.03"},
         "====U"},
	{"sent twice, and once lost: the identification tells which",
         {SYN " id 1", SYN_ACK, "A>B . seq J+1 ack K+1 id 2", ASK " id 3",
          ASK " id 4 at 0.5", ANSWER},
         {SYN " id 1", SYN_ACK, "A>B . seq J+1 ack K+1 id 2",
          ASK " id 4 at 0.5", ANSWER},
         "===L=="},
	{"another window on the way",
         {SYN, SYN_ACK, "A>B . seq J+1 ack K+1 win 1000"},
         {SYN, SYN_ACK, "A>B . seq J+1 ack K+1 win 999"},
         "==C"},
	{"the MSS is clamped",
         {"A>B S seq J mss 1460", SYN_ACK, THIRD},
         {"A>B S seq J mss 1400", SYN_ACK, THIRD},
         "C=="},
	{"the same bytes in two segments",
         {OPENING, "A>B P. seq J+1 ack K+1 len 200"},
         {OPENING, "A>B . seq J+1 ack K+1 len 100",
          "A>B P. seq J+101 ack K+1 len 100"},
         "===DDD"},
	{"held up on the way",
         {OPENING, "A>B P. seq J+1 ack K+1 len 100 at 0.1"},
         {OPENING, "A>B P. seq J+1 ack K+1 len 100 at 0.4"},
         "===T"},
};

START_TEST(test_kinds)
{
	expect_kinds(&STORIES[_i]);
}
END_TEST

/* ---- connections ---- */

static struct trace_connection opened(uint32_t j, bool known, uint16_t port)
{
	return (struct trace_connection){
		.known = {known, false},
		.iss = {j, 0},
		.end = {{.family = 4, .port = port}, {.family = 4, .port = 80}},
	};
}

START_TEST(test_connections_pair_by_their_numbers)
{
	struct trace_connection left[] = {
		opened(7, true, 1000), opened(9, true, 1001),
		opened(9, true, 1002), opened(0, false, 1003),
		opened(5, true, 1004),
	};
	/* Translated ports; the same J twice; one without its SYN. */
	struct trace_connection right[] = {
		opened(9, true, 2001),
		opened(7, true, 2000),
		opened(0, false, 1003),
		opened(9, true, 2002),
	};
	const struct trace here = {.connections = left,
	                           .count = ARRAY_LEN(left)};
	const struct trace there = {.connections = right,
	                            .count = ARRAY_LEN(right)};
	size_t *pairs = pair_connections(&here, &there);

	ck_assert_uint_eq(pairs[0], 1);
	ck_assert_uint_eq(pairs[1], 0);
	ck_assert_uint_eq(pairs[2], 3);
	ck_assert_uint_eq(pairs[3], 2);
	ck_assert_uint_eq(pairs[4], PAIR_NONE);
	free(pairs);
}
END_TEST

/* ---- time ---- */

START_TEST(test_the_offset_of_the_clocks_is_found)
{
	static const char *const lines[LINES_MAX] = {OPENING, TALK};
	struct trace_connection here, there;
	struct pairing pairing;

	see(&here, lines, false);
	see(&there, lines, true);
	for (size_t i = 0; i < there.count; i++)
		there.sightings[i].time += 3000 * MS;
	pairing_init(&pairing, &here, &there);
	ck_assert_int_eq(pairing.nearer, -1);
	ck_assert_int_eq(pairing_offset(&pairing), 3000 * MS);
	ck_assert_int_eq(
		pairing_took(&pairing, &here.sightings[0], &there.sightings[0]),
		3000 * MS + WAY);
	/* The way back is counted from there to here. */
	ck_assert_int_eq(
		pairing_took(&pairing, &here.sightings[1], &there.sightings[1]),
		-3000 * MS + WAY);
	pairing_fini(&pairing);
	free(here.sightings);
	free(there.sightings);
}
END_TEST

START_TEST(test_each_kind_has_its_words)
{
	static const char *const words[] = {
		[DIFFERENCE_NONE] = "2 segments alike",
		[DIFFERENCE_LOST] = "2 lost on the way",
		[DIFFERENCE_UNSEEN] = "2 seen at their end only",
		[DIFFERENCE_MISSING] = "2 seen by one only",
		[DIFFERENCE_REPEATED] = "2 repeated",
		[DIFFERENCE_DIVIDED] = "2 divided otherwise",
		[DIFFERENCE_ORDER] = "2 in another order",
		[DIFFERENCE_DELAYED] = "2 delayed",
		[DIFFERENCE_CHANGED] = "2 changed",
	};

	for (int kind = 0; kind < DIFFERENCE_COUNT; kind++) {
		struct text text = {0};

		difference_count(&text, (enum difference_kind)kind, 2);
		ck_assert_str_eq(text_string(&text), words[kind]);
		text_fini(&text);
	}
}
END_TEST

Suite *compare_suite(void)
{
	Suite *suite = suite_create("compare");
	TCase *tcase = tcase_create("compare");

	tcase_add_loop_test(tcase, test_kinds, 0, ARRAY_LEN(STORIES));
	tcase_add_test(tcase, test_connections_pair_by_their_numbers);
	tcase_add_test(tcase, test_the_offset_of_the_clocks_is_found);
	tcase_add_test(tcase, test_each_kind_has_its_words);
	suite_add_tcase(suite, tcase);
	return suite;
}
