/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is put on the shelf is had from it again, in whatever order, and what is
 * given back makes room.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/shelf.h"
#include "base/xalloc.h"
#include "suites.h"

#define THINGS 4000

struct thing {
	uint32_t number;
	uint16_t size;
	unsigned char seed;
};

static void fill(unsigned char *bytes, const struct thing *thing)
{
	for (unsigned i = 0; i < thing->size; i++)
		bytes[i] = (unsigned char)(thing->seed + i * 7);
}

static bool put(struct shelf *shelf, struct thing *thing, unsigned i)
{
	unsigned char bytes[SHELF_PUT_MAX];

	thing->size = (uint16_t)(1 + i * 7919 % 3000);
	thing->seed = (unsigned char)i;
	fill(bytes, thing);
	thing->number = shelf_put(shelf, bytes, thing->size);
	return thing->number != 0;
}

static void check(struct shelf *shelf, const struct thing *thing)
{
	unsigned char wanted[SHELF_PUT_MAX], found[SHELF_PUT_MAX];

	fill(wanted, thing);
	shelf_read(shelf, thing->number, found, thing->size);
	ck_assert_mem_eq(found, wanted, thing->size);
}

static struct thing things[THINGS];

static struct shelf *full_shelf(void)
{
	struct shelf *shelf = shelf_new();

	ck_assert_ptr_nonnull(shelf);
	for (unsigned i = 0; i < THINGS; i++)
		ck_assert(put(shelf, &things[i], i));
	return shelf;
}

START_TEST(test_all_is_had_again_in_order_and_out_of_it)
{
	struct shelf *shelf = full_shelf();

	for (unsigned i = 0; i < THINGS; i++)
		check(shelf, &things[i]);
	for (unsigned i = 0; i < THINGS; i++)
		check(shelf, &things[i * 2503 % THINGS]);
	shelf_expect_reading(shelf);
	for (unsigned i = 0; i < 2 * THINGS; i++)
		check(shelf, &things[i * 2503 % THINGS]);
	shelf_free(shelf);
}
END_TEST

START_TEST(test_what_is_given_back_makes_room)
{
	struct shelf *shelf = full_shelf();
	size_t pieces = shelf_pieces(shelf);

	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < THINGS; i++) {
			check(shelf, &things[i]);
			shelf_drop(shelf, things[i].number, things[i].size);
			ck_assert(put(shelf, &things[i], i + round));
		}
		for (unsigned i = 0; i < THINGS; i++)
			check(shelf, &things[i]);
	}
	/* But for the ends of pieces, where the next did not fit. */
	ck_assert_uint_le(shelf_pieces(shelf), pieces + pieces / 4);
	for (unsigned i = 0; i < THINGS; i++)
		shelf_drop(shelf, things[i].number, things[i].size);
	ck_assert_uint_eq(shelf_pieces_used(shelf), 1);
	shelf_free(shelf);
}
END_TEST

START_TEST(test_a_cleared_shelf_is_a_new_one)
{
	struct shelf *shelf = full_shelf();

	shelf_expect_reading(shelf);
	for (unsigned i = 0; i < THINGS; i++)
		check(shelf, &things[i]);
	shelf_clear(shelf);
	ck_assert_uint_eq(shelf_pieces_used(shelf), 1);
	for (unsigned i = 0; i < THINGS; i++)
		ck_assert(put(shelf, &things[i], i + 5));
	for (unsigned i = 0; i < THINGS; i++)
		check(shelf, &things[i]);
	shelf_free(shelf);
}
END_TEST

/* What these change of the process they change back: it may go on with the next
 * test. */

START_TEST(test_where_the_system_takes_no_more_nothing_is_lost)
{
	struct shelf *shelf = shelf_new();
	struct rlimit before, limit;
	unsigned taken = 0;

	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 100000;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	while (taken < THINGS && put(shelf, &things[taken], taken))
		taken++;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_uint_lt(taken, THINGS);
	ck_assert(!put(shelf, &things[taken], taken));
	for (unsigned i = 0; i < taken; i++)
		check(shelf, &things[i]);
	shelf_free(shelf);
}
END_TEST

START_TEST(test_where_there_is_no_folder_there_is_no_shelf)
{
	const char *folder = getenv("TMPDIR");
	char *before = folder ? xstrdup(folder) : NULL;
	struct shelf *shelf;

	setenv("TMPDIR", "/nonexistent/folder", 1);
	shelf = shelf_new();
	if (before)
		setenv("TMPDIR", before, 1);
	else
		unsetenv("TMPDIR");
	free(before);
	ck_assert_ptr_null(shelf);
}
END_TEST

START_TEST(test_no_shelf_takes_the_place_of_a_standard_stream)
{
	int before = dup(STDIN_FILENO);
	struct shelf *shelf;

	close(STDIN_FILENO);
	shelf = shelf_new();
	if (before >= 0) {
		dup2(before, STDIN_FILENO);
		close(before);
	}
	ck_assert_ptr_null(shelf);
}
END_TEST

Suite *shelf_suite(void)
{
	Suite *suite = suite_create("shelf");
	TCase *tcase = tcase_create("shelf");

	tcase_add_test(tcase, test_all_is_had_again_in_order_and_out_of_it);
	tcase_add_test(tcase, test_what_is_given_back_makes_room);
	tcase_add_test(tcase, test_a_cleared_shelf_is_a_new_one);
	tcase_add_test(tcase,
	               test_where_the_system_takes_no_more_nothing_is_lost);
	tcase_add_test(tcase, test_where_there_is_no_folder_there_is_no_shelf);
	tcase_add_test(tcase,
	               test_no_shelf_takes_the_place_of_a_standard_stream);
	suite_add_tcase(suite, tcase);
	return suite;
}
