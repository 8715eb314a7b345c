/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Runs every suite of suites.h; a name as argument runs only that one.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "suites.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER
#endif
#endif

struct suite_row {
	const char *name;
	Suite *(*make)(void);
};

#define ROW(name) {#name, name##_suite},
static const struct suite_row SUITE_ROWS[] = {SUITES(ROW)};
#undef ROW

int main(int argc, char **argv)
{
	const char *only = argc > 1 ? argv[1] : NULL;
	SRunner *runner = srunner_create(NULL);
	size_t added = 0;
	int failed;

	for (size_t i = 0; i < ARRAY_LEN(SUITE_ROWS); i++) {
		if (only != NULL && strcmp(only, SUITE_ROWS[i].name) != 0)
			continue;
		srunner_add_suite(runner, SUITE_ROWS[i].make());
		added++;
	}
	if (added == 0) {
		fprintf(stderr, "no suite is called %s\n", only);
		srunner_free(runner);
		return EXIT_FAILURE;
	}
#ifdef UNDER_SANITIZER
	/* A process a test would take minutes, and leaks show at the end. */
	srunner_set_fork_status(runner, CK_NOFORK);
#endif
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
