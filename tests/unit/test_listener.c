/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What only shows across connections: counting, remembering in little memory,
 * and what is worth a word.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "suites.h"
#include "track/crowd.h"
#include "track/listener.h"
#include "track/roster.h"
#include "track/words.h"

#define MANY 1000
#define SECOND INT64_C(1000000000) /* ns */

static struct roster all;

static void set_up(void)
{
	roster_init(&all, sizeof(struct listener), sizeof(struct endpoint),
	            MANY);
}

static void tear_down(void)
{
	roster_fini(&all);
}

static struct endpoint end(uint32_t i)
{
	return (struct endpoint){
		.address = {198, (uint8_t)(i >> 16), (uint8_t)(i >> 8),
	                    (uint8_t)i},
		.port = (uint16_t)(i % 3 + 80),
		.family = 4,
	};
}

START_TEST(test_listeners_are_numbered_as_they_are_met)
{
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			struct endpoint e = end(i);

			ck_assert_uint_eq(roster_index(&all, &e), i);
		}
	ck_assert_uint_eq(all.count, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		const struct listener *l = roster_at(&all, i);
		struct endpoint e = end(i);

		ck_assert_mem_eq(&l->end, &e, sizeof(e));
		ck_assert_uint_eq(l->connections, 0);
	}
}
END_TEST

START_TEST(test_a_full_roster_takes_no_more_and_keeps_what_it_has)
{
	struct endpoint more = end(MANY), first = end(0);

	for (uint32_t i = 0; i < MANY; i++) {
		struct endpoint e = end(i);

		roster_index(&all, &e);
	}
	ck_assert_uint_eq(roster_index(&all, &more), ROSTER_FULL);
	ck_assert_uint_eq(roster_index(&all, &first), 0);
	ck_assert_uint_eq(all.count, MANY);
}
END_TEST

/* One after another, each by one that is new; the last of all are left. */
START_TEST(test_what_is_replaced_is_gone_and_the_rest_are_found)
{
	for (uint32_t i = 0; i < MANY; i++) {
		struct endpoint e = end(i);

		roster_index(&all, &e);
	}
	for (uint32_t i = MANY; i < 3 * MANY; i++) {
		struct endpoint e = end(i);

		roster_replace(&all, i * 7 % MANY, &e);
	}
	for (uint32_t i = 0; i < 3 * MANY; i++) {
		struct endpoint e = end(i);

		ck_assert_uint_eq(roster_index(&all, &e),
		                  i < 2 * MANY ? ROSTER_FULL : i * 7 % MANY);
	}
}
END_TEST

START_TEST(test_port_and_family_tell_listeners_apart)
{
	struct endpoint a = end(1), port = end(1), family = end(1);

	port.port++;
	family.family = 6;
	ck_assert_uint_eq(roster_index(&all, &a), 0);
	ck_assert_uint_eq(roster_index(&all, &port), 1);
	ck_assert_uint_eq(roster_index(&all, &family), 2);
	ck_assert_uint_eq(roster_index(&all, &a), 0);
}
END_TEST

static struct moment at(uint64_t packet)
{
	return (struct moment){packet, (int64_t)packet * 10};
}

START_TEST(test_the_peak_is_the_first_time_it_was_so_many)
{
	struct peak p = {0};
	struct moment m[] = {at(1), at(2), at(3), at(4)};

	peak_enter(&p, &m[0]);
	peak_enter(&p, &m[1]);
	peak_leave(&p);
	peak_enter(&p, &m[2]);
	ck_assert_uint_eq(p.now, 2);
	ck_assert_uint_eq(p.most, 2);
	ck_assert_uint_eq(p.packet, 2);
	ck_assert_int_eq(p.time, 20);
	peak_enter(&p, &m[3]);
	ck_assert_uint_eq(p.most, 3);
	ck_assert_uint_eq(p.packet, 4);
}
END_TEST

START_TEST(test_nobody_leaves_who_was_not_there)
{
	struct peak p = {0};

	peak_leave(&p);
	ck_assert_uint_eq(p.now, 0);
}
END_TEST

static const uint32_t SOURCES[] = {0,   1,    2,    63,    64,     65,
                                   100, 1000, 5000, 20000, 200000, 1000000};

/* Each twice, from another port: 3 standard errors are 20 %. */
START_TEST(test_sources_are_counted_exactly_while_few_and_closely_when_many)
{
	struct sources s = {0};
	uint32_t wanted = SOURCES[_i];
	uint64_t found;

	for (uint32_t i = 0; i < 2 * wanted; i++) {
		struct endpoint e = end(i / 2);

		e.port = (uint16_t)i;
		sources_add(&s, sources_hash(&e));
	}
	found = sources_count(&s);
	ck_assert_int_eq(sources_exact(&s), wanted <= SOURCES_EXACT);
	if (wanted <= SOURCES_EXACT)
		ck_assert_uint_eq(found, wanted);
	ck_assert_uint_ge(found * 5, (uint64_t)wanted * 4);
	ck_assert_uint_le(found * 5, (uint64_t)wanted * 6);
	sources_fini(&s);
}
END_TEST

START_TEST(test_a_minute_forgets_what_is_older)
{
	struct minute m = {0};

	for (int i = 0; i < 10; i++)
		minute_add(&m, i * SECOND);
	ck_assert_uint_eq(m.sum, 10);
	minute_add(&m, 59 * SECOND);
	ck_assert_uint_eq(m.sum, 11);
	minute_add(&m, 60 * SECOND); /* the first four seconds are gone */
	ck_assert_uint_eq(m.sum, 8);
	minute_add(&m, INT64_MAX);
	ck_assert_uint_eq(m.sum, 1);
	minute_add(&m, 0); /* the clock ran back */
	ck_assert_uint_eq(m.sum, 2);
}
END_TEST

START_TEST(test_what_leaves_a_minute_is_taken_once_and_only_where_it_is)
{
	struct minute m = {0};
	int64_t slot = minute_add(&m, -SECOND);

	minute_take(&m, slot);
	minute_take(&m, slot);
	ck_assert_uint_eq(m.sum, 0);
	slot = minute_add(&m, 100 * SECOND);
	minute_add(&m, 200 * SECOND);
	minute_take(&m, slot);
	minute_take(&m, slot + 1000);
	minute_take(&m, INT64_MIN / 2);
	ck_assert_uint_eq(m.sum, 1);
}
END_TEST

/* What came in one second, and whether that is a flood. */
static const struct {
	const char *what;
	struct tally tally; /* begun, completed, unanswered, half open */
	bool flood;
} RUSHES[] = {
	{"nothing", {0, 0, 0, 0}, false},
	{"a flood", {40, 0, 0, 40}, true},
	{"a flood and a full backlog", {41, 1, 31, 9}, true},
	{"as few as a flood has", {8, 0, 0, 8}, true},
	{"one less", {7, 0, 0, 7}, false},
	{"a host that is down", {100, 0, 100, 0}, false},
	{"a firewall with a hole", {100, 0, 99, 1}, false},
	{"slow clients, all completed", {500, 500, 0, 0}, false},
	{"a busy server that loses some", {500, 450, 25, 25}, false},
	{"half of them", {40, 20, 0, 20}, false},
	{"less than half", {40, 19, 0, 21}, true},
	{"a scan, all reset", {1000, 0, 0, 0}, false},
};

static const struct tally NONE = {0};
static const struct tally NOTHING = {.begun = 1}; /* became of it so far */
static const struct tally COMPLETED = {.begun = 1, .completed = 1};
static const struct tally UNANSWERED = {.begun = 1, .unanswered = 1};
static const struct tally HALF_OPEN = {.begun = 1, .half_open = 1};

/* One handshake of this slot has come from this to that. */
static void go(struct rush *r, int64_t slot, struct tally from, struct tally to)
{
	rush_change(r, slot, tally_less(to, from));
}

static void fill(struct rush *r, const struct tally *t, int64_t time)
{
	for (uint32_t i = 0; i < t->begun; i++) {
		int64_t slot = rush_begin(r, time, NOTHING);

		go(r, slot, NOTHING, UNANSWERED);
		if (i < t->unanswered)
			continue;
		go(r, slot, UNANSWERED,
		   i < t->unanswered + t->half_open ? HALF_OPEN : NOTHING);
		if (i >= t->unanswered + t->half_open &&
		    i < t->unanswered + t->half_open + t->completed)
			go(r, slot, NOTHING, COMPLETED);
	}
}

START_TEST(test_a_flood_is_told_from_a_crowd_at_the_end_and_a_minute_later)
{
	for (int64_t start = 0; start < 90; start += 7) {
		struct rush early = {0}, late = {0};

		fill(&early, &RUSHES[_i].tally, start * SECOND);
		rush_finish(&early);
		fill(&late, &RUSHES[_i].tally, start * SECOND);
		rush_begin(&late, (start + 100000) * SECOND, NOTHING);
		rush_finish(&late);
		ck_assert_msg(tally_is_flood(&early.worst) == RUSHES[_i].flood,
		              "%s", RUSHES[_i].what);
		ck_assert_mem_eq(&early.worst, &late.worst,
		                 sizeof(early.worst));
		if (RUSHES[_i].flood)
			ck_assert_mem_eq(&early.worst, &RUSHES[_i].tally,
			                 sizeof(early.worst));
	}
}
END_TEST

/* A stray SYN every ten seconds, for an hour. */
START_TEST(test_few_a_minute_are_no_flood_however_long)
{
	struct rush r = {0};
	struct tally one = {1, 0, 0, 1};

	for (int i = 0; i < 360; i++)
		fill(&r, &one, i * 10 * SECOND);
	rush_finish(&r);
	ck_assert(!tally_is_flood(&r.worst));
}
END_TEST

/* Their handshakes take two seconds: at any moment many wait. */
START_TEST(test_slow_clients_are_no_flood_while_they_wait)
{
	struct rush r = {0};
	int64_t slots[MANY];

	for (int i = 0; i < MANY; i++) {
		slots[i] = rush_begin(&r, i * SECOND / 10, HALF_OPEN);
		if (i >= 20)
			go(&r, slots[i - 20], HALF_OPEN, COMPLETED);
	}
	rush_finish(&r);
	ck_assert(!tally_is_flood(&r.worst));
}
END_TEST

/* Ten handshakes that wait, of the first second; returns their slot. */
static int64_t ten_wait(struct rush *r)
{
	int64_t slot = 0;

	for (int i = 0; i < 10; i++)
		slot = rush_begin(r, SECOND, HALF_OPEN);
	return slot;
}

/* All at once, and slow: the newest four seconds are left for later. */
START_TEST(test_the_newest_are_not_judged_yet)
{
	struct rush r = {0};
	int64_t slot = ten_wait(&r);

	rush_begin(&r, 5 * SECOND, NOTHING);
	for (int i = 0; i < 10; i++)
		go(&r, slot, HALF_OPEN, COMPLETED);
	rush_finish(&r);
	ck_assert(!tally_is_flood(&r.worst));
}
END_TEST

START_TEST(test_what_the_capture_cut_off_never_began)
{
	struct rush r = {0};
	int64_t slot = ten_wait(&r);

	for (int i = 0; i < 3; i++)
		go(&r, slot, HALF_OPEN, NONE);
	go(&r, slot + 1, HALF_OPEN, NONE);
	rush_finish(&r);
	ck_assert_uint_eq(r.slots[slot].begun, 7);
	ck_assert(!tally_is_flood(&r.worst));
}
END_TEST

/* One connection: opened, used for so long, closed. */
static void visit(struct crowd *w, int64_t from, int64_t to, bool reusable)
{
	struct moment m = {1, from};

	crowd_open(w, (uint16_t)(40000 + w->connections), &m, SECOND / 50);
	crowd_close(w, to, reusable);
}

static bool finds(const struct crowd *w, enum rule rule)
{
	struct listener l = {0};
	bool found = false;

	crowd_finish(w, &l);
	for (uint32_t i = 0; i < l.finding_count; i++) {
		found |= l.findings[i].rule == rule;
		ck_assert(l.findings[i].of_client);
	}
	listener_fini(&l);
	return found;
}

START_TEST(test_connections_in_a_row_are_spared_but_the_first)
{
	struct crowd w = {.connections = 0};

	for (int i = 0; i < 17; i++) {
		ck_assert(!finds(&w, RULE_MANY_SHORT_CONNECTIONS));
		visit(&w, i * SECOND, i * SECOND + 1, true);
	}
	ck_assert_uint_eq(w.spared, 16);
	ck_assert_int_eq(w.spared_time, 16 * SECOND / 50);
	ck_assert_uint_eq(w.port_low, 40000);
	ck_assert_uint_eq(w.port_high, 40016);
	ck_assert(finds(&w, RULE_MANY_SHORT_CONNECTIONS));
}
END_TEST

START_TEST(test_connections_far_apart_or_of_no_use_are_not_spared)
{
	struct crowd far = {.connections = 0}, idle = {.connections = 0};

	for (int i = 0; i < MANY; i++) {
		visit(&far, i * 16 * SECOND, i * 16 * SECOND + 1, true);
		visit(&idle, i * SECOND, i * SECOND + 1, false);
	}
	ck_assert_uint_eq(far.spared, 0);
	ck_assert_uint_eq(idle.spared, 0);
}
END_TEST

/* Six at once, as a browser does, and then six more. */
START_TEST(test_connections_at_once_stay_many)
{
	struct crowd w = {.connections = 0};
	struct moment m = {1, 0};

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 6; i++)
			crowd_open(&w, 40000, &m, 1);
		for (int i = 0; i < 6; i++)
			crowd_close(&w, ++m.time, true);
	}
	ck_assert_uint_eq(w.in_use.most, 6);
	ck_assert_uint_eq(w.spared, 6);
	ck_assert(!finds(&w, RULE_MANY_SHORT_CONNECTIONS));
}
END_TEST

START_TEST(test_piles_have_a_least_height)
{
	struct crowd w = {.time_wait = {.most = 19}};

	ck_assert(!finds(&w, RULE_TIME_WAIT_PILE));
	w.time_wait.most++;
	ck_assert(finds(&w, RULE_TIME_WAIT_PILE));
	w.close_wait.most = CLOSE_WAIT_LEAST;
	w.close_wait_left = CLOSE_WAIT_LEAST - 1;
	ck_assert(!finds(&w, RULE_CLOSE_WAIT_PILE));
	w.close_wait_left++;
	ck_assert(finds(&w, RULE_CLOSE_WAIT_PILE));
	w.close_wait.most--;
	ck_assert(!finds(&w, RULE_CLOSE_WAIT_PILE));
}
END_TEST

/* _i: every rule of a listener. */
START_TEST(test_every_finding_of_a_listener_is_words)
{
	struct listener l = {.connections = 3};
	struct text t = {0};

	ck_assert(rule_of_listeners(_i));
	for (unsigned i = 0; i < 16; i++) {
		struct listener_finding f = {
			.rule = (uint8_t)_i,
			.of_client = i & 1,
			.amounts = {i, i / 2 + 1, i / 4, 1, 65535},
			.duration = i * SECOND,
		};
		const char *said;

		words_listener_finding(&l, &f, &t);
		said = text_string(&t);
		ck_assert_msg(strlen(said) > 40, "%s", said);
		ck_assert_msg(said[strlen(said) - 1] == '.', "%s", said);
		ck_assert_msg(!strstr(said, "  ") && !strstr(said, " ,"), "%s",
		              said);
		ck_assert_msg(!strstr(said, " 1 connections"), "%s", said);
		text_clear(&t);
	}
	text_fini(&t);
}
END_TEST

Suite *listener_suite(void)
{
	Suite *suite = suite_create("listener");
	TCase *tcase = tcase_create("listener");
	TCase *flood = tcase_create("flood");
	TCase *crowd = tcase_create("crowd");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_listeners_are_numbered_as_they_are_met);
	tcase_add_test(tcase,
	               test_a_full_roster_takes_no_more_and_keeps_what_it_has);
	tcase_add_test(tcase,
	               test_what_is_replaced_is_gone_and_the_rest_are_found);
	tcase_add_test(tcase, test_port_and_family_tell_listeners_apart);
	tcase_add_test(tcase, test_the_peak_is_the_first_time_it_was_so_many);
	tcase_add_test(tcase, test_nobody_leaves_who_was_not_there);
	tcase_add_loop_test(
		tcase,
		test_sources_are_counted_exactly_while_few_and_closely_when_many,
		0, ARRAY_LEN(SOURCES));
	tcase_add_test(tcase, test_a_minute_forgets_what_is_older);
	tcase_add_test(
		tcase,
		test_what_leaves_a_minute_is_taken_once_and_only_where_it_is);
	suite_add_tcase(suite, tcase);
	tcase_add_loop_test(
		flood,
		test_a_flood_is_told_from_a_crowd_at_the_end_and_a_minute_later,
		0, ARRAY_LEN(RUSHES));
	tcase_add_test(flood, test_few_a_minute_are_no_flood_however_long);
	tcase_add_test(flood, test_slow_clients_are_no_flood_while_they_wait);
	tcase_add_test(flood, test_the_newest_are_not_judged_yet);
	tcase_add_test(flood, test_what_the_capture_cut_off_never_began);
	suite_add_tcase(suite, flood);
	tcase_add_test(crowd,
	               test_connections_in_a_row_are_spared_but_the_first);
	tcase_add_test(crowd,
	               test_connections_far_apart_or_of_no_use_are_not_spared);
	tcase_add_test(crowd, test_connections_at_once_stay_many);
	tcase_add_test(crowd, test_piles_have_a_least_height);
	tcase_add_loop_test(crowd, test_every_finding_of_a_listener_is_words,
	                    RULE_SYN_FLOOD, RULE_COUNT);
	suite_add_tcase(suite, crowd);
	return suite;
}
