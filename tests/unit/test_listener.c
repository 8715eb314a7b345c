/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "suites.h"
#include "track/listener.h"

#define MANY 1000

static struct listeners all;

static void set_up(void)
{
	listeners_init(&all);
}

static void tear_down(void)
{
	listeners_fini(&all);
}

static struct endpoint end(uint32_t i)
{
	return (struct endpoint){
		.address = {198, 51, (uint8_t)(i >> 8), (uint8_t)i},
		.port = (uint16_t)(i % 3 + 80),
		.family = 4,
	};
}

START_TEST(test_listeners_are_numbered_as_they_are_met)
{
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < MANY; i++) {
			struct endpoint e = end(i);

			ck_assert_uint_eq(listeners_index(&all, &e), i);
		}
	ck_assert_uint_eq(all.count, MANY);
	for (uint32_t i = 0; i < MANY; i++) {
		struct endpoint e = end(i);

		ck_assert_mem_eq(&all.items[i].end, &e, sizeof(e));
	}
}
END_TEST

START_TEST(test_port_and_family_tell_listeners_apart)
{
	struct endpoint a = end(1), port = end(1), family = end(1);

	port.port++;
	family.family = 6;
	ck_assert_uint_eq(listeners_index(&all, &a), 0);
	ck_assert_uint_eq(listeners_index(&all, &port), 1);
	ck_assert_uint_eq(listeners_index(&all, &family), 2);
	ck_assert_uint_eq(listeners_index(&all, &a), 0);
}
END_TEST

START_TEST(test_the_peak_is_the_first_time_it_was_so_many)
{
	struct listener l = {.half_open = 0};

	listener_enter(&l, 10);
	listener_enter(&l, 20);
	listener_leave(&l);
	listener_enter(&l, 30);
	ck_assert_uint_eq(l.half_open, 2);
	ck_assert_uint_eq(l.half_open_peak, 2);
	ck_assert_int_eq(l.half_open_peak_time, 20);
	listener_enter(&l, 40);
	ck_assert_uint_eq(l.half_open_peak, 3);
	ck_assert_int_eq(l.half_open_peak_time, 40);
}
END_TEST

START_TEST(test_nobody_leaves_who_was_not_there)
{
	struct listener l = {.half_open = 0};

	listener_leave(&l);
	ck_assert_uint_eq(l.half_open, 0);
}
END_TEST

Suite *listener_suite(void)
{
	Suite *suite = suite_create("listener");
	TCase *tcase = tcase_create("listener");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_listeners_are_numbered_as_they_are_met);
	tcase_add_test(tcase, test_port_and_family_tell_listeners_apart);
	tcase_add_test(tcase, test_the_peak_is_the_first_time_it_was_so_many);
	tcase_add_test(tcase, test_nobody_leaves_who_was_not_there);
	suite_add_tcase(suite, tcase);
	return suite;
}
