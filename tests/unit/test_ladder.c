/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The rows of a ladder, before anybody paints them.
 */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "report/ladder.h"
#include "story.h"
#include "suites.h"

#define LONG_TALK                                                            \
	OPENING, "A>B P. seq J+1 ack K+1 len 517",                           \
		"B>A P. seq K+1 ack J+518 len 1460",                         \
		"B>A P. seq K+1461 ack J+518 len 1460",                      \
		"A>B . seq J+518 ack K+2921",                                \
		"B>A P. seq K+2921 ack J+518 len 580",                       \
		"A>B F. seq J+518 ack K+3501", "B>A . seq K+3501 ack J+519", \
		"B>A F. seq K+3501 ack J+519", "A>B . seq J+519 ack K+3502"

static const char *const WHOLE[LINES_MAX] = {LONG_TALK};

/* A ladder of a story. */
struct scene {
	struct story story;
	struct ladder ladder;
};

static void build(struct scene *scene, const char *const lines[LINES_MAX],
                  const struct report_style *style)
{
	*scene = (struct scene){.story.options.keep = style->all ? KEEP_ALL
	                                                         : KEEP_KEY};
	story_tell_all(&scene->story, lines);
	story_finish(&scene->story, 0);
	ladder_build(&scene->ladder, &scene->story.connection, style,
	             scene->story.connection.first.time);
}

static void tear_down(struct scene *scene)
{
	ladder_fini(&scene->ladder);
	story_fini(&scene->story);
}

static const char *string(const struct scene *scene, struct ladder_string at)
{
	return ladder_string(&scene->ladder, at);
}

/* Row number `index` among the arrows and runs. */
static const struct ladder_row *arrow(const struct scene *scene, size_t index)
{
	for (size_t i = 0; i < scene->ladder.count; i++) {
		const struct ladder_row *row = &scene->ladder.rows[i];

		if (row->kind != ROW_ARROW && row->kind != ROW_RUN)
			continue;
		if (index-- == 0)
			return row;
	}
	ck_abort_msg("too few rows");
	return NULL;
}

static size_t count_kind(const struct scene *scene, enum row_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < scene->ladder.count; i++)
		count += scene->ladder.rows[i].kind == kind;
	return count;
}

START_TEST(test_the_first_rows_answer_before_any_arrow)
{
	const struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, WHOLE, &style);
	ck_assert_int_eq(scene.ladder.rows[0].kind, ROW_TITLE);
	ck_assert_str_eq(string(&scene, scene.ladder.rows[0].label[0]),
	                 "#0  192.0.2.10:51734 → 198.51.100.5:80");
	ck_assert_str_eq(string(&scene, scene.ladder.rows[0].note), "closed");
	ck_assert_int_eq(scene.ladder.rows[1].kind, ROW_TEXT);
	ck_assert_uint_eq(count_kind(&scene, ROW_CHECKS), EQUATION_COUNT);
	ck_assert_uint_eq(count_kind(&scene, ROW_HEADS), 1);
	tear_down(&scene);
}
END_TEST

START_TEST(test_a_state_is_said_when_it_changes_and_only_then)
{
	static const struct {
		const char *left, *right;
	} WANT[] = {
		{"SYN-SENT", ""},
		{"ESTABLISHED", "SYN-RECEIVED"},
		{"", "ESTABLISHED"},
		{"", ""},
		{"", ""},
		{"FIN-WAIT-1", "CLOSE-WAIT"},
		{"FIN-WAIT-2", ""},
		{"TIME-WAIT", "LAST-ACK"},
		{"", "CLOSED"},
	};
	const struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, WHOLE, &style);
	for (size_t i = 0; i < ARRAY_LEN(WANT); i++) {
		ck_assert_str_eq(arrow(&scene, i)->left, WANT[i].left);
		ck_assert_str_eq(arrow(&scene, i)->right, WANT[i].right);
	}
	tear_down(&scene);
}
END_TEST

START_TEST(test_data_is_folded_into_a_run_each_way_unless_all_is_asked_for)
{
	struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, WHOLE, &style);
	ck_assert_uint_eq(count_kind(&scene, ROW_RUN), 2);
	ck_assert_str_eq(string(&scene, arrow(&scene, 4)->packet), "5–8");
	ck_assert_str_eq(string(&scene, arrow(&scene, 4)->label[0]),
	                 "3 segments, 3 500 B");
	ck_assert(!arrow(&scene, 4)->rightwards);
	ck_assert(arrow(&scene, 3)->rightwards);
	tear_down(&scene);
	style.all = true;
	build(&scene, WHOLE, &style);
	ck_assert_uint_eq(count_kind(&scene, ROW_RUN), 0);
	ck_assert_uint_eq(count_kind(&scene, ROW_ARROW), 12);
	tear_down(&scene);
}
END_TEST

START_TEST(test_a_retransmission_is_never_folded_away)
{
	static const char *const LINES[LINES_MAX] = {
		OPENING, ASK, "A>B P. seq J+101 ack K+1 len 100",
		"A>B P. seq J+1 ack K+1 len 100 at 1",
		"B>A . seq K+1 ack J+201 at 1.01"};
	const struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, LINES, &style);
	ck_assert_str_eq(string(&scene, arrow(&scene, 4)->packet), "6");
	ck_assert_str_ne(string(&scene, arrow(&scene, 4)->note), "");
	tear_down(&scene);
}
END_TEST

START_TEST(test_each_check_stands_at_its_arrow)
{
	const struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, WHOLE, &style);
	ck_assert_str_eq(string(&scene, arrow(&scene, 1)->note), "✓ J+1");
	ck_assert_str_eq(string(&scene, arrow(&scene, 2)->note), "✓ K+1");
	ck_assert_str_eq(string(&scene, arrow(&scene, 6)->note), "✓ M+1");
	ck_assert_str_eq(string(&scene, arrow(&scene, 8)->note), "✓ N+1");
	ck_assert_int_eq(arrow(&scene, 1)->tone, TONE_GOOD);
	tear_down(&scene);
}
END_TEST

START_TEST(test_a_wrong_number_is_impossible_to_miss)
{
	static const char *const LINES[LINES_MAX] = {
		SYN, "B>A S. seq K ack J+2", "A>B R seq J+2"};
	const struct report_style style = {.width = 80};
	struct scene scene;
	const struct ladder_row *row;

	build(&scene, LINES, &style);
	row = arrow(&scene, 1);
	ck_assert_ptr_nonnull(strstr(string(&scene, row->note), "✗ J+1"));
	ck_assert_ptr_nonnull(strstr(string(&scene, row->note), "J+2"));
	ck_assert_ptr_nonnull(strstr(string(&scene, row->label[0]), "J+2"));
	ck_assert_int_eq(row->tone, TONE_ERROR);
	ck_assert_ptr_nonnull(
		strstr(string(&scene, scene.ladder.rows[0].note), "✗"));
	tear_down(&scene);
}
END_TEST

static const struct {
	enum report_seq seq;
	const char *syn;
} NUMBERS[] = {
	{REPORT_SEQ_RELATIVE, "SYN  J=0"},
	{REPORT_SEQ_RAW, "SYN  J=4294967290"},
	{REPORT_SEQ_BOTH, "SYN  J=0 (4294967290)"},
};

START_TEST(test_numbers_are_shown_as_asked)
{
	const struct report_style style = {.width = 80, .seq = NUMBERS[_i].seq};
	struct scene scene;

	build(&scene, WHOLE, &style);
	ck_assert_str_eq(string(&scene, arrow(&scene, 0)->label[0]),
	                 NUMBERS[_i].syn);
	tear_down(&scene);
}
END_TEST

START_TEST(test_a_delta_counts_from_the_row_before)
{
	const struct report_style style = {.width = 80,
	                                   .time = REPORT_TIME_DELTA};
	struct scene scene;

	build(&scene, WHOLE, &style);
	ck_assert_str_eq(string(&scene, arrow(&scene, 0)->time), "0.000000");
	for (size_t i = 1; i < 4; i++)
		ck_assert_str_eq(string(&scene, arrow(&scene, i)->time),
		                 "0.010000");
	tear_down(&scene);
}
END_TEST

/* The layout is the same for every painter. */
START_TEST(test_the_rows_do_not_depend_on_how_they_are_painted)
{
	static const struct report_style STYLES[] = {
		{.width = 60},
		{.width = 132},
		{.width = 80, .ascii = true},
		{.width = 80, .color = true},
		{.width = 80, .quiet = true},
	};
	const struct report_style style = {.width = 80};
	struct scene a, b;

	build(&a, WHOLE, &style);
	build(&b, WHOLE, &STYLES[_i]);
	ck_assert_uint_eq(a.ladder.count, b.ladder.count);
	ck_assert_uint_eq(a.ladder.store.len, b.ladder.store.len);
	ck_assert_mem_eq(a.ladder.store.at, b.ladder.store.at,
	                 a.ladder.store.len);
	for (size_t i = 0; i < a.ladder.count; i++) {
		ck_assert_int_eq(a.ladder.rows[i].kind, b.ladder.rows[i].kind);
		ck_assert_uint_eq(a.ladder.rows[i].label[0].at,
		                  b.ladder.rows[i].label[0].at);
		ck_assert_uint_eq(a.ladder.rows[i].note.at,
		                  b.ladder.rows[i].note.at);
	}
	tear_down(&a);
	tear_down(&b);
}
END_TEST

START_TEST(test_the_legend_gives_the_four_numbers)
{
	static const char *const WANT[] = {"J 4294967290", "K 4294967288",
	                                   "M 512 (J+518)", "N 3493 (K+3501)"};
	const struct report_style style = {.width = 80};
	struct scene scene;
	size_t found = 0;

	build(&scene, WHOLE, &style);
	for (size_t i = 0; i < scene.ladder.count; i++)
		if (scene.ladder.rows[i].kind == ROW_LEGEND) {
			ck_assert_uint_lt(found, ARRAY_LEN(WANT));
			ck_assert_str_eq(
				string(&scene, scene.ladder.rows[i].label[0]),
				WANT[found++]);
		}
	ck_assert_uint_eq(found, ARRAY_LEN(WANT));
	tear_down(&scene);
}
END_TEST

/* The client is on the left, whoever was captured first. */
START_TEST(test_the_client_is_on_the_left)
{
	static const char *const LINES[LINES_MAX] = {SYN_ACK, THIRD};
	const struct report_style style = {.width = 80};
	struct scene scene;

	build(&scene, LINES, &style);
	ck_assert(!arrow(&scene, 0)->rightwards);
	ck_assert(arrow(&scene, 1)->rightwards);
	ck_assert_str_eq(string(&scene, scene.ladder.rows[0].label[0]),
	                 "#0  192.0.2.10:51734 → 198.51.100.5:80");
	tear_down(&scene);
}
END_TEST

Suite *ladder_suite(void)
{
	Suite *suite = suite_create("ladder");
	TCase *tcase = tcase_create("rows");

	tcase_add_test(tcase, test_the_first_rows_answer_before_any_arrow);
	tcase_add_test(tcase,
	               test_a_state_is_said_when_it_changes_and_only_then);
	tcase_add_test(
		tcase,
		test_data_is_folded_into_a_run_each_way_unless_all_is_asked_for);
	tcase_add_test(tcase, test_a_retransmission_is_never_folded_away);
	tcase_add_test(tcase, test_each_check_stands_at_its_arrow);
	tcase_add_test(tcase, test_a_wrong_number_is_impossible_to_miss);
	tcase_add_loop_test(tcase, test_numbers_are_shown_as_asked, 0,
	                    ARRAY_LEN(NUMBERS));
	tcase_add_test(tcase, test_a_delta_counts_from_the_row_before);
	tcase_add_loop_test(tcase,
	                    test_the_rows_do_not_depend_on_how_they_are_painted,
	                    0, 5);
	tcase_add_test(tcase, test_the_legend_gives_the_four_numbers);
	tcase_add_test(tcase, test_the_client_is_on_the_left);
	suite_add_tcase(suite, tcase);
	return suite;
}
