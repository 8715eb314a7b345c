/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a tracker keeps of a connection: no segments of one that nobody will
 * see; and what is over is put away, and told as if it had not been.
 */
#include "config.h"

#include <string.h>

#include "seg.h"
#include "story.h"
#include "suites.h"
#include "track/tracker_inside.h"

static void feed_all(struct tracker *t, const char *const lines[LINES_MAX])
{
	struct story story = {0};

	for (unsigned i = 0; i < LINES_MAX && lines[i]; i++) {
		struct segment s = story_segment(&story, lines[i]);

		tracker_feed(t, &s);
	}
	tracker_finish(t, story.time);
}

static bool is_second(const void *context, uint64_t stream, uint64_t packet)
{
	(void)context;
	ck_assert((stream == 0 && packet == 1) || stream == 1);
	return stream == 1;
}

START_TEST(test_of_what_is_not_shown_no_segments_are_kept)
{
	static const char *const lines[LINES_MAX] = {
		OPENING, TALK, CLOSING, "C>B S seq J", "C>B S seq J at 1"};
	struct tracker_options options = {
		.connection = {.keep = KEEP_ALL, .zeek = true},
		.shown = is_second,
	};
	struct tracker *t = tracker_new(&options);
	const struct connection *c;

	feed_all(t, lines);
	c = tracker_connection(t, 0);
	ck_assert_int_eq(connection_outcome(c), OUTCOME_CLOSED);
	ck_assert_uint_eq(c->record_count, 0);
	ck_assert_ptr_null(c->zeek);
	c = tracker_connection(t, 1);
	ck_assert_uint_eq(c->record_count, 2);
	ck_assert_ptr_nonnull(c->zeek);
	tracker_free(t);
}
END_TEST

/* Connection number `i`, its segment number `step` of eight: in order, or, each
 * third time, with its payload twice, so that the rules follow it; each seventh
 * is of IPv6. */
static struct segment step_of(unsigned i, unsigned step)
{
	static const char *const steps[] = {
		"A>B S seq 100",
		"B>A S. seq 500 ack 101",
		"A>B . seq 101 ack 501",
		"A>B P. seq 101 ack 501 len 10",
		"A>B P. seq 101 ack 501 len 10",
		"B>A F. seq 501 ack 111",
		"A>B F. seq 111 ack 502",
		"B>A . seq 502 ack 112",
	};
	struct segment s = seg(steps[step]);
	struct endpoint *client = strncmp(steps[step], "A>B", 3) == 0
	                                  ? &s.source
	                                  : &s.destination;

	client->address[2] = (uint8_t)(i >> 8);
	client->address[3] = (uint8_t)i;
	if (i % 7 == 0)
		s.source.family = s.destination.family = 6;
	s.has_ip_id = true;
	s.ip_id = (uint16_t)(step + 1);
	return s;
}

/* So many connections, each two seconds after the one before, so that what is
 * over has been silent; then the last ACK of one again. */
static void live(struct tracker *t, unsigned count, unsigned again)
{
	uint64_t packet = 0;
	struct segment s;

	for (unsigned i = 0; i < count; i++)
		for (unsigned step = 0; step < 8; step++) {
			if (step == 4 && i % 3)
				continue;
			s = step_of(i, step);
			s.packet = ++packet;
			s.time = INT64_C(2000000000) * i + step * 100000;
			tracker_feed(t, &s);
		}
	s = step_of(again, 6);
	s.packet = ++packet;
	s.time = INT64_C(2000000000) * count;
	tracker_feed(t, &s);
	tracker_finish(t, s.time);
}

#define LIVES 2000

static struct brief briefs[2][LIVES];

struct teller {
	struct brief *next;
};

static void tell(const struct brief *b, void *context)
{
	struct teller *teller = context;

	memset(teller->next, 0, sizeof(*teller->next));
	teller->next->stream = b->stream;
	teller->next->outcome = b->outcome;
	teller->next->retransmissions = b->retransmissions;
	teller->next->last = b->last;
	teller->next->rule_count = b->rule_count;
	memcpy(teller->next->rules, b->rules, b->rule_count);
	memcpy(teller->next->ends, b->ends, sizeof(b->ends));
	teller->next++;
}

/* Returns how many connections stayed in memory whole or steady. */
static uint32_t told(struct brief *briefs_of, struct shelf *shelf,
                     struct room room)
{
	struct teller teller = {briefs_of};
	struct tracker_options options = {
		.connection = {.keep = KEEP_NONE},
		.brief = tell,
		.context = &teller,
		.shelf = shelf,
		.room = room,
	};
	struct tracker *t = tracker_new(&options);
	uint32_t left;

	live(t, LIVES, 3);
	ck_assert_ptr_eq(teller.next, briefs_of + LIVES);
	left = t->store.pools[FORM_STEADY_4].count +
	       t->store.pools[FORM_STEADY_6].count +
	       t->store.pools[FORM_WHOLE].count;
	tracker_free(t);
	return left;
}

START_TEST(test_what_is_put_away_is_told_as_if_it_were_not)
{
	const struct room little = {.least = 10000};
	struct shelf *shelf = shelf_new();

	ck_assert_ptr_nonnull(shelf);
	ck_assert_uint_gt(told(briefs[0], NULL, little), LIVES / 2);
	ck_assert_uint_lt(told(briefs[1], shelf, little), LIVES / 10);
	ck_assert_mem_eq(briefs[0], briefs[1], sizeof(briefs[0]));
	shelf_free(shelf);
}
END_TEST

/* All have more than half of what each takes; then no more than a bound. */
START_TEST(test_the_room_grows_with_the_connections_to_a_bound)
{
	const struct room each = {.least = 10000, .each = 150, .most = 1 << 20};
	const struct room bound = {.least = 10000, .each = 150, .most = 20000};
	struct shelf *shelf = shelf_new();
	uint32_t left;

	ck_assert_ptr_nonnull(shelf);
	left = told(briefs[0], shelf, each);
	ck_assert_uint_gt(left, LIVES / 4);
	shelf_clear(shelf);
	ck_assert_uint_lt(told(briefs[1], shelf, bound), left / 2);
	ck_assert_mem_eq(briefs[0], briefs[1], sizeof(briefs[0]));
	shelf_free(shelf);
}
END_TEST

Suite *tidy_suite(void)
{
	Suite *suite = suite_create("tidy");
	TCase *tcase = tcase_create("tidy");

	tcase_add_test(tcase, test_of_what_is_not_shown_no_segments_are_kept);
	tcase_add_test(tcase, test_what_is_put_away_is_told_as_if_it_were_not);
	tcase_add_test(tcase,
	               test_the_room_grows_with_the_connections_to_a_bound);
	suite_add_tcase(suite, tcase);
	return suite;
}
