/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/rules.h"

#include <assert.h>

static const struct {
	const char *slug;
	const char *source;
	const char *title;
	enum severity severity;
} rows[] = {
#define RULE(name, slug, severity, source, title) \
	[RULE_##name] = {slug, source, title, SEVERITY_##severity},
#include "track/rules.def"
#undef RULE
};
_Static_assert(sizeof(rows) / sizeof(*rows) == RULE_COUNT, "a row a rule");

bool rule_of_listeners(enum rule rule)
{
	return rule >= RULE_SYN_FLOOD; /* the first of them */
}

const char *rule_slug(enum rule rule)
{
	assert(rule < RULE_COUNT);
	return rows[rule].slug;
}

enum severity rule_severity(enum rule rule)
{
	assert(rule < RULE_COUNT);
	return rows[rule].severity;
}

const char *rule_source(enum rule rule)
{
	assert(rule < RULE_COUNT);
	return rows[rule].source;
}

const char *rule_title(enum rule rule)
{
	assert(rule < RULE_COUNT);
	return rows[rule].title;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = "note",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};

	assert(severity < SEVERITY_COUNT);
	return names[severity];
}
