/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "seg.h"
#include "suites.h"
#include "track/flow_table.h"

#define MANY 3000 /* makes the table grow a few times */

static struct flow_table table;
static struct store store;

static void set_up(void)
{
	flow_table_init(&table);
	store_init(&store, false);
}

static void tear_down(void)
{
	flow_table_fini(&table);
	store_fini(&store);
}

/* Flow number i: another address and port for each. */
static struct segment flow(uint32_t i)
{
	struct segment s = seg("A>B S");

	s.source.address[1] = (uint8_t)(i >> 16);
	s.source.address[2] = (uint8_t)(i >> 8);
	s.source.address[3] = (uint8_t)i;
	s.source.port = (uint16_t)(1024 + i % 7);
	return s;
}

static struct segment turned(struct segment s)
{
	struct endpoint source = s.source;

	s.source = s.destination;
	s.destination = source;
	return s;
}

static struct segment in_ipv6(struct segment s)
{
	s.source.family = s.destination.family = 6;
	return s;
}

/* Whatever slot is guessed, its own, another's or none, the same is found. */
static uint32_t find(const struct segment *s)
{
	uint32_t hash = flow_hash(&table, s);
	uint32_t found = 0, guessed;
	uint32_t guesses[] = {hash, flow_table_guess(&table, hash, &guessed),
	                      hash + 1, 0, UINT32_MAX};

	for (size_t i = 0; i < ARRAY_LEN(guesses); i++) {
		enum dir dir = DIR_COUNT;
		uint32_t place = flow_table_find(&table, &store, hash,
		                                 guesses[i], s, &dir);

		ck_assert(place == 0 ||
		          (int)dir == store_dir(&store, place, s));
		ck_assert(i == 0 || place == found);
		found = place;
	}
	ck_assert(guessed || !found);
	return found;
}

/* In one form after another: the table does not care. */
static enum form form_of(const struct segment *s)
{
	static const enum form four[] = {FORM_WHOLE, FORM_EMBRYO_4,
	                                 FORM_STEADY_4};
	static const enum form six[] = {FORM_WHOLE, FORM_EMBRYO_6,
	                                FORM_STEADY_6};
	unsigned which = s->source.address[3] % 3;

	return s->source.family == 4 ? four[which] : six[which];
}

static uint32_t add(const struct segment *s)
{
	uint32_t place = store_add(&store, form_of(s), s);

	flow_table_add(&table, flow_hash(&table, s), place);
	return place;
}

static void take_out(uint32_t place)
{
	flow_table_remove(&table, &store, place);
	store_remove(&store, place);
}

START_TEST(test_an_empty_table_finds_nothing)
{
	struct segment s = flow(0);

	ck_assert_uint_eq(0, find(&s));
}
END_TEST

START_TEST(test_both_directions_lead_to_one_slot)
{
	struct segment there = flow(1), back = turned(there);
	struct endpoint end[DIR_COUNT];
	uint32_t c = add(&there);

	ck_assert_uint_eq(flow_hash(&table, &there), flow_hash(&table, &back));
	ck_assert_uint_eq(find(&there), c);
	ck_assert_uint_eq(find(&back), c);
	store_ends(&store, c, end);
	ck_assert_mem_eq(&end[0], &there.source, sizeof(there.source));
	ck_assert_mem_eq(&end[1], &there.destination, sizeof(there.source));
	ck_assert_uint_eq(table.used, 1);
}
END_TEST

START_TEST(test_a_connection_with_oneself_has_one_slot)
{
	struct segment s = flow(1);
	uint32_t c;

	s.destination = s.source;
	c = add(&s);
	ck_assert_uint_eq(find(&s), c);
}
END_TEST

/* Alike in all but one respect: none is another's. */
START_TEST(test_every_part_of_the_key_counts)
{
	struct segment base = flow(1), others[7];
	uint32_t c = add(&base);

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		others[i] = base;
	others[0].source.port++;
	others[1].destination.port++;
	others[2].source.address[0] ^= 0x80;
	others[3].source.address[3] ^= 1;
	others[4].destination.address[3] ^= 1;
	/* The ports alone change places. */
	others[5].source.port = base.destination.port;
	others[5].destination.port = base.source.port;
	others[6] = in_ipv6(base);
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		ck_assert_uint_eq(0, find(&others[i]));
		ck_assert_uint_ne(add(&others[i]), c);
	}
	ck_assert_uint_eq(find(&base), c);
	ck_assert_uint_eq(table.used, 1 + ARRAY_LEN(others));
}
END_TEST

/* Else whoever opens many connections to one port fills one run. */
START_TEST(test_both_ports_count_in_the_hash)
{
	struct segment s = flow(1);
	uint32_t hash;

	if (_i)
		s = in_ipv6(s);
	hash = flow_hash(&table, &s);
	s.source.port++;
	ck_assert_uint_ne(flow_hash(&table, &s), hash);
	s.source.port--;
	s.destination.port++;
	ck_assert_uint_ne(flow_hash(&table, &s), hash);
}
END_TEST

START_TEST(test_the_last_byte_of_an_ipv6_address_counts)
{
	struct segment a = in_ipv6(flow(1)), b;

	memset(a.source.address, 0xFE, 16);
	b = a;
	b.source.address[15] ^= 1;
	add(&a);
	ck_assert_uint_eq(0, find(&b));
	b = turned(a);
	ck_assert_uint_ne(find(&b), 0);
}
END_TEST

/* Without a secret key, keys could be made that share a bucket. */
START_TEST(test_two_tables_hash_differently)
{
	struct flow_table other;
	struct segment s = flow(1);

	flow_table_init(&other);
	ck_assert_uint_ne(flow_hash(&table, &s), flow_hash(&other, &s));
	flow_table_fini(&other);
}
END_TEST

START_TEST(test_what_is_added_is_found_while_the_table_grows)
{
	static uint32_t places[MANY];

	for (uint32_t i = 0; i < MANY; i++) {
		struct segment s = flow(i);

		places[i] = add(&s);
	}
	ck_assert_uint_le(table.used * 8, table.slot_count + 8);
	for (uint32_t i = 0; i < MANY; i++) {
		struct segment s = turned(flow(i));

		/* A place never moves. */
		ck_assert_uint_eq(find(&s), places[i]);
		s = turned(s);
		ck_assert_uint_eq(place_form(places[i]), form_of(&s));
	}
}
END_TEST

START_TEST(test_what_is_removed_is_gone_and_all_else_is_still_found)
{
	for (uint32_t i = 0; i < MANY; i++) {
		struct segment s = flow(i);

		add(&s);
	}
	for (uint32_t i = 0; i < MANY; i += 3) {
		struct segment s = flow(i);

		take_out(find(&s));
	}
	for (uint32_t i = 0; i < MANY; i++) {
		struct segment s = flow(i);

		ck_assert((find(&s) == 0) == (i % 3 == 0));
	}
	ck_assert_uint_eq(table.used, MANY - (MANY + 2) / 3);
}
END_TEST

/* Keys of three neighbouring homes, the last of the table among them, so that
 * the run goes on at its beginning: as bad as it gets.  Whichever is taken out
 * (_i), what is behind it must move up. */
START_TEST(test_removal_from_a_run_that_wraps_loses_nothing)
{
	enum { RUN = 12 };
	struct segment s[RUN];
	size_t count = 0;

	for (uint32_t i = 0; count < RUN; i++) {
		size_t home;

		s[count] = flow(i);
		home = flow_hash(&table, &s[count]) % table.slot_count;
		if (home >= table.slot_count - 3)
			add(&s[count++]);
	}
	for (size_t gone = 0; gone < RUN; gone++) {
		struct segment *first = &s[((size_t)_i + 5 * gone) % RUN];

		take_out(find(first));
		for (size_t i = 0; i < RUN; i++) {
			bool there = true;

			for (size_t j = 0; j <= gone; j++)
				there &= i != ((size_t)_i + 5 * j) % RUN;
			ck_assert((find(&s[i]) != 0) == there);
		}
		ck_assert_uint_eq(table.used, RUN - 1 - gone);
	}
}
END_TEST

/* One table after another, _i picks the order: flows come and go at random,
 * and a plain array says what must be there. */
START_TEST(test_the_table_agrees_with_a_plain_array)
{
	bool there[256] = {false};
	uint32_t places[256] = {0};
	uint32_t random = (uint32_t)_i * 2654435761u + 1;

	for (unsigned step = 0; step < 8000; step++) {
		struct segment s;
		uint32_t c, i;

		random = random * 1664525u + 1013904223u;
		i = random >> 24;
		s = random & 0x800000 ? turned(flow(i)) : flow(i);
		c = find(&s);
		if ((c != 0) != there[i])
			ck_abort_msg("step %u: flow %u", step, i);
		if (c)
			take_out(c);
		else
			places[i] = add(&s);
		there[i] = !there[i];
	}
	for (uint32_t i = 0; i < 256; i++) {
		struct segment s = flow(i);
		uint32_t c = find(&s);

		ck_assert((c != 0) == there[i]);
		ck_assert(!c || c == places[i]);
	}
	/* Places are given out again. */
	for (unsigned form = 0; form < FORM_COUNT; form++)
		ck_assert_uint_le(store.pools[form].count, 256);
}
END_TEST

START_TEST(test_a_freed_place_is_marked_and_given_out_zeroed)
{
	struct segment s = flow(3), t = flow(6);
	uint32_t place = add(&s);
	struct connection *c = store_at(&store, place);

	c->stream = 77;
	take_out(place);
	ck_assert(c->freed);
	ck_assert_uint_eq(add(&t), place);
	ck_assert(!c->freed);
	ck_assert_uint_eq(c->stream, 0);
	ck_assert_uint_eq(c->place, place);
}
END_TEST

/* In another form it is the same connection, and has the same ends. */
START_TEST(test_a_connection_changes_its_form)
{
	struct segment s = _i ? in_ipv6(flow(1)) : flow(1);
	uint32_t old = add(&s);
	uint32_t new = store_add_like(&store, FORM_WHOLE, old);
	const struct connection *c = store_at(&store, new);

	flow_table_change(&table, flow_hash(&table, &s), old, new);
	store_remove(&store, old);
	ck_assert_uint_eq(find(&s), new);
	ck_assert_mem_eq(&c->end[0], &s.source, sizeof(s.source));
	ck_assert_mem_eq(&c->end[1], &s.destination, sizeof(s.source));
	s = turned(s);
	ck_assert_int_eq(store_dir(&store, new, &s), DIR_1);
	ck_assert_uint_eq(table.used, 1);
}
END_TEST

/* Ports used again: the new one has the slot, the old one its place. */
START_TEST(test_a_second_connection_of_the_same_ends_takes_the_slot)
{
	struct segment s = flow(1);
	uint32_t old = add(&s), new = store_add(&store, FORM_WHOLE, &s);

	flow_table_change(&table, flow_hash(&table, &s), old, new);
	ck_assert_uint_eq(find(&s), new);
	ck_assert_uint_eq(table.used, 1);
	ck_assert(flow_table_has(&table, &store, new));
	ck_assert(!flow_table_has(&table, &store, old));
	/* The old one goes: the slot is not its own any more. */
	take_out(old);
	ck_assert_uint_eq(find(&s), new);
	take_out(new);
	ck_assert_uint_eq(0, find(&s));
	ck_assert_uint_eq(table.used, 0);
}
END_TEST

Suite *flow_table_suite(void)
{
	Suite *suite = suite_create("flow_table");
	TCase *tcase = tcase_create("flow_table");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_an_empty_table_finds_nothing);
	tcase_add_test(tcase, test_both_directions_lead_to_one_slot);
	tcase_add_test(tcase, test_a_connection_with_oneself_has_one_slot);
	tcase_add_test(tcase, test_every_part_of_the_key_counts);
	tcase_add_loop_test(tcase, test_both_ports_count_in_the_hash, 0, 2);
	tcase_add_test(tcase, test_the_last_byte_of_an_ipv6_address_counts);
	tcase_add_test(tcase, test_two_tables_hash_differently);
	tcase_add_test(tcase,
	               test_what_is_added_is_found_while_the_table_grows);
	tcase_add_test(
		tcase,
		test_what_is_removed_is_gone_and_all_else_is_still_found);
	tcase_add_loop_test(
		tcase, test_removal_from_a_run_that_wraps_loses_nothing, 0, 12);
	tcase_add_loop_test(tcase, test_the_table_agrees_with_a_plain_array, 0,
	                    4);
	tcase_add_test(tcase,
	               test_a_freed_place_is_marked_and_given_out_zeroed);
	tcase_add_loop_test(tcase, test_a_connection_changes_its_form, 0, 2);
	tcase_add_test(
		tcase,
		test_a_second_connection_of_the_same_ends_takes_the_slot);
	suite_add_tcase(suite, tcase);
	return suite;
}
