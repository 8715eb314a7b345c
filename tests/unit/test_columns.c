/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A table at any width.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "report/columns.h"
#include "suites.h"

static const struct column COLUMNS[] = {
	{"number", 6, RIGHT, 0}, {"when", 10, RIGHT, 1},
	{"from", 21, LEFT, 0},   {"to", 21, LEFT, 0},
	{"result", 11, LEFT, 0}, {"first", 8, RIGHT, 3},
	{"second", 3, LEFT, 2},  {"remarks", 7, LEFT, 0},
};

#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

static const char *const ROWS[][ARRAY_LEN(COLUMNS)] = {
	ROW("0", "0.5", "here", "there", "well", "1 s", "✓", ""),
	ROW("1", "1.5", "here", "there", "ill", "", "–", "one"),
	ROW("2", "2.5", "here", "there", "ill", "9 s", "–",
            "one another and-a-third-one at-the-very-last"),
	ROW("3", "3.5", "[2001:db8:85a3:1234:5678:8a2e:370:7334]:51737",
            "[2001:db8:85a3:1234:5678:8a2e:370:7335]:51737", "odd", "", "–",
            "a-word-that-is-longer-than-the-last-column-is and more"),
	ROW("44444444", "-123456789.5", "here", "there", "unspeakable", "", "",
            "one"),
};

static struct text table;

static void tear_down(void)
{
	text_fini(&table);
}

static void lay_out(size_t width)
{
	struct columns columns;

	columns_init(&columns, COLUMNS, ARRAY_LEN(COLUMNS), width);
	columns_add_heads(&columns, &table);
	for (size_t i = 0; i < ARRAY_LEN(ROWS); i++)
		columns_add_row(&columns, ROWS[i], &table);
}

static size_t count_words(const char *line)
{
	size_t count = 0;

	while (*(line += strspn(line, " \n")) != '\0') {
		line += strcspn(line, " \n");
		count++;
	}
	return count;
}

START_TEST(test_no_line_is_wider_or_ends_in_a_blank)
{
	lay_out((size_t)_i);
	for (char *line = table.at, *end; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		ck_assert_ptr_nonnull(end);
		*end = '\0';
		ck_assert_uint_gt(end - line, 0);
		ck_assert_int_ne(end[-1], ' ');
		ck_assert_msg(text_width(line) <= (size_t)_i, "%d: %s", _i,
		              line);
	}
}
END_TEST

/* What may be spared goes in its order; the last column moves below before
 * anything else does. */
static const struct {
	size_t width;
	const char *heads;
} LAYOUTS[] = {
	{80, "number        when  from                   to                    "
             " result\n"},
	{98,
         "number  from                   to                     result      "
         " remarks\n"},
	{99,
         "number        when  from                   to                     "
         "result       remarks\n"},
	{104,
         "number        when  from                   to                     "
         "result       sec  remarks\n"},
	{200,
         "number        when  from                   to                     "
         "result          first  sec  remarks\n"},
	{60, "number  from                to                   result\n"},
};

START_TEST(test_what_may_be_spared_is_left_out_first)
{
	struct column columns_of[ARRAY_LEN(COLUMNS)];
	struct columns columns;

	memcpy(columns_of, COLUMNS, sizeof(COLUMNS));
	columns_of[6].head = "sec";
	columns_init(&columns, columns_of, ARRAY_LEN(COLUMNS),
	             LAYOUTS[_i].width);
	columns_add_heads(&columns, &table);
	ck_assert_str_eq(text_string(&table), LAYOUTS[_i].heads);
}
END_TEST

START_TEST(test_a_wide_cell_is_whole_and_the_next_below)
{
	struct columns columns;

	columns_init(&columns, COLUMNS, ARRAY_LEN(COLUMNS), 80);
	columns_add_row(&columns, ROWS[3], &table);
	ck_assert_str_eq(
		text_string(&table),
		"     3         3.5  "
		"[2001:db8:85a3:1234:5678:8a2e:370:7334]:51737\n"
		"                                   "
		"[2001:db8:85a3:1234:5678:8a2e:370:7335]:51737\n"
		"                                  "
		"                                odd\n"
		"        a-word-that-is-longer-than-the-last-column-is and "
		"more\n");
}
END_TEST

/* Of all that is shown, in as many columns as there are. */
START_TEST(test_no_word_is_lost)
{
	static const size_t WORDS = 8 + 8 + 7 + 12 + 9 + 6;

	lay_out(1000);
	ck_assert_uint_eq(count_words(text_string(&table)), WORDS);
}
END_TEST

Suite *columns_suite(void)
{
	Suite *suite = suite_create("columns");
	TCase *tcase = tcase_create("columns");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, test_no_line_is_wider_or_ends_in_a_blank, 60,
	                    220);
	tcase_add_loop_test(tcase, test_what_may_be_spared_is_left_out_first, 0,
	                    ARRAY_LEN(LAYOUTS));
	tcase_add_test(tcase, test_a_wide_cell_is_whole_and_the_next_below);
	tcase_add_test(tcase, test_no_word_is_lost);
	suite_add_tcase(suite, tcase);
	return suite;
}
