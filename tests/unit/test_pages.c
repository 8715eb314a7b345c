/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Memory of any size is zeros, all of it can be written to, and it is given
 * back.
 */
#include "config.h"

#include "base/array.h"
#include "base/pages.h"
#include "suites.h"

#include <string.h>

static const size_t SIZES[] = {
	0,
	1,
	4096,
	PAGES_LARGE - 1,
	PAGES_LARGE,
	PAGES_LARGE + 1,
	3 * PAGES_LARGE,
	5 * PAGES_LARGE - 4096,
};

START_TEST(test_pages_are_zeros_and_all_there)
{
	size_t size = SIZES[_i];

	for (unsigned again = 0; again < 3; again++) {
		unsigned char *pages = pages_new(size);

		ck_assert_ptr_nonnull(pages);
		for (size_t i = 0; i < size; i += 512)
			ck_assert_uint_eq(pages[i], 0);
		memset(pages, 0xa5, size);
		pages_free(pages, size);
	}
}
END_TEST

START_TEST(test_nothing_is_given_back_too)
{
	pages_free(NULL, 1);
	pages_free(NULL, PAGES_LARGE);
}
END_TEST

Suite *pages_suite(void)
{
	Suite *suite = suite_create("pages");
	TCase *tcase = tcase_create("pages");

	tcase_add_loop_test(tcase, test_pages_are_zeros_and_all_there, 0,
	                    (int)ARRAY_LEN(SIZES));
	tcase_add_test(tcase, test_nothing_is_given_back_too);
	suite_add_tcase(suite, tcase);
	return suite;
}
