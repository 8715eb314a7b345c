/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/explain.h"

#include <assert.h>
#include <string.h>

/* Marks what is translated where it is shown. */
#define _(message) message

typedef struct explanation explain(void);

/* Functions: one without a rule of its name does no harm; a rule without one
 * does not compile. */
#define EXPLAIN(name, what, why, causes, remedy)                               \
	__attribute__((unused)) static struct explanation explain_##name(void) \
	{                                                                      \
		return (struct explanation){what, why, causes, remedy};        \
	}
#include "track/explain.def"
#undef EXPLAIN

static explain *const explanations[RULE_COUNT] = {
#define RULE(name, slug, severity, source, title) \
	[RULE_##name] = explain_##name,
#include "track/rules.def"
#undef RULE
};

struct explanation explain_rule(enum rule rule)
{
	assert(rule < RULE_COUNT);
	return explanations[rule]();
}

enum rule explain_find(const char *slug)
{
	int rule = 0;

	while (rule < RULE_COUNT &&
	       strcmp(slug, rule_slug((enum rule)rule)) != 0)
		rule++;
	return (enum rule)rule;
}

#define SLUG_MAX 64 /* longer ones are compared as far as this */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters to add, remove or change to make one of the other
 * (Levenshtein).  A letter of the slug that the text lacks costs 1, any other
 * change 3: people shorten. */
static size_t distance(const char *text, const char *slug)
{
	size_t row[SLUG_MAX + 1] = {0};
	size_t len = least(strlen(slug), SLUG_MAX);

	for (size_t i = 0; i <= len; i++)
		row[i] = i;
	for (size_t n = 0; n < SLUG_MAX && text[n]; n++) {
		size_t diagonal = row[0];

		row[0] += 3;
		for (size_t i = 0; i < len; i++) {
			size_t same = diagonal + (text[n] == slug[i] ? 0 : 3);

			diagonal = row[i + 1];
			row[i + 1] =
				least(same, least(row[i] + 1, diagonal + 3));
		}
	}
	return row[len];
}

enum rule explain_nearest(const char *slug)
{
	enum rule nearest = (enum rule)0;
	size_t best = distance(slug, rule_slug(nearest));

	for (int rule = 1; rule < RULE_COUNT; rule++) {
		size_t d = distance(slug, rule_slug((enum rule)rule));

		if (d < best) {
			best = d;
			nearest = (enum rule)rule;
		}
	}
	return nearest;
}
