/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "options_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "track/explain.h"

void options_check_init(struct options_check *check)
{
	*check = (struct options_check){.fail_on = SEVERITY_ERROR};
}

int options_check_fail_on(struct options_check *check, const char *value,
                          struct fault *fault)
{
	for (int s = 0; s < SEVERITY_COUNT; s++) {
		if (strcmp(value, severity_name((enum severity)s)) != 0)
			continue;
		check->fail_on = (enum severity)s;
		return 0;
	}
	return fault_set(
		fault, "--fail-on=%s: choose one of error|warning|note", value);
}

/* Marks the rules of a list of slugs. */
static int mark_rules(bool *marks, const char *slugs, struct fault *fault)
{
	char *list = xstrdup(slugs);
	char *rest = list;
	int status = 0;

	while (status == 0 && rest) {
		char *slug = rest;
		enum rule rule;

		rest = strchr(rest, ',');
		if (rest)
			*rest++ = '\0';
		rule = explain_find(slug);
		if (rule != RULE_COUNT)
			marks[rule] = true;
		else
			status = fault_set(fault, "no rule %s; is %s meant?",
			                   *slug ? slug : "\"\"",
			                   rule_slug(explain_nearest(slug)));
	}
	free(list);
	return status;
}

int options_check_ignore(struct options_check *check, const char *value,
                         struct fault *fault)
{
	return mark_rules(check->ignored, value, fault);
}

int options_check_only(struct options_check *check, const char *value,
                       struct fault *fault)
{
	check->only = true;
	return mark_rules(check->named, value, fault);
}

void options_check_plan(const struct options_check *check,
                        struct check_plan *plan)
{
	*plan = (struct check_plan){.threshold = check->fail_on};
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		if (check->ignored[rule])
			plan->rules[rule] = CHECK_IGNORED;
		else if (check->named[rule])
			plan->rules[rule] = CHECK_NAMED;
		else if (!check->only)
			plan->rules[rule] = CHECK_WANTED;
	}
}

/* Two reports to one place would be neither. */
static bool same_place(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

int options_check_report(struct options_check *check, const char *value,
                         struct fault *fault)
{
	const char *colon = strchr(value, ':');
	struct report_wish wish = {.file = colon ? colon + 1 : NULL};
	struct text names = {0};

	wish.format =
		ci_find(value, colon ? (size_t)(colon - value) : strlen(value));
	if (!wish.format) {
		ci_names(&names);
		fault_set(fault, "--report=%s: choose one of %s", value,
		          text_string(&names));
		text_fini(&names);
		return -1;
	}
	if (wish.format->lacking)
		return fault_set(fault,
		                 "--report=%s: this tcpladder was built "
		                 "without %s",
		                 value, wish.format->lacking);
	if (colon && !colon[1])
		return fault_set(fault,
		                 "--report=%s: give a file after the "
		                 "colon",
		                 value);
	if (wish.file && strcmp(wish.file, "-") == 0)
		wish.file = NULL;
	for (size_t i = 0; i < check->report_count; i++)
		if (same_place(check->reports[i].file, wish.file))
			return fault_set(fault,
			                 "--report=%s: another report goes to "
			                 "%s",
			                 value,
			                 wish.file ? wish.file
			                           : "standard output");
	check->reports = xreallocarray(check->reports, check->report_count + 1,
	                               sizeof(*check->reports));
	check->reports[check->report_count++] = wish;
	return 0;
}

void options_check_fini(struct options_check *check)
{
	free(check->reports);
	check->reports = NULL;
	check->report_count = 0;
}
