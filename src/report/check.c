/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/check.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/text.h"
#include "report/report.h"
#include "track/words.h"

bool check_tells(const struct check_plan *plan, enum rule rule,
                 enum severity severity)
{
	return severity > SEVERITY_NOTE || plan->threshold == SEVERITY_NOTE ||
	       plan->rules[rule] == CHECK_NAMED;
}

uint64_t check_ignored(const struct check_plan *plan)
{
	uint64_t ignored = 0;

	for (int rule = 0; rule < RULE_COUNT; rule++)
		if (plan->rules[rule] == CHECK_IGNORED)
			ignored |= UINT64_C(1) << rule;
	return ignored;
}

/* The letter of the equation a rule is about, or 0. */
static char letter(enum rule rule)
{
	switch (rule) {
	case RULE_J_PLUS_1:
		return 'J';
	case RULE_K_PLUS_1:
		return 'K';
	case RULE_M_PLUS_1:
		return 'M';
	case RULE_N_PLUS_1:
		return 'N';
	default:
		return 0;
	}
}

/* A sentence loses its stop. */
static void drop_stop(struct text *t)
{
	if (t->len && t->at[t->len - 1] == '.')
		t->at[--t->len] = '\0';
}

/* Tells the result, or only counts it. */
static void take(const struct check_plan *plan, struct check_result *result,
                 const char *message)
{
	struct verdicts *v = plan->verdicts;

	if (!check_tells(plan, result->rule, result->severity)) {
		v->found[result->severity]++;
		return;
	}
	result->file = v->file_count - 1;
	result->name = rule_slug(result->rule);
	result->passed = result->severity < plan->threshold;
	result->message = message;
	verdicts_add(v, result);
}

static void take_finding(const struct check_plan *plan,
                         const struct connection *c, const struct finding *f)
{
	char expected[16], actual[16];
	char equation = letter((enum rule)f->rule);
	struct text message = {0}, whole = {0};
	struct check_result result = {
		.stream = c->stream,
		.packet = f->packet,
		.severity = (enum severity)f->severity,
		.rule = (enum rule)f->rule,
	};

	if (equation)
		text_printf(&message, "%c+1", equation);
	else
		words_finding(c, f, &message);
	drop_stop(&message);
	if (f->numbered && f->severity == SEVERITY_ERROR &&
	    f->expected != f->actual) {
		snprintf(expected, sizeof(expected), "%" PRIu32, f->expected);
		snprintf(actual, sizeof(actual), "%" PRIu32, f->actual);
		result.expected = expected;
		result.actual = actual;
		/* TRANSLATORS: "J+1: expected 5, found 6" */
		text_printf(&whole, _("%s: expected %s, found %s"),
		            text_string(&message), expected, actual);
	}
	take(plan, &result, text_string(whole.len ? &whole : &message));
	text_fini(&whole);
	text_fini(&message);
}

/* What only shows across connections. */
static void take_listener(const struct check_plan *plan,
                          const struct listener *l,
                          const struct listener_finding *f)
{
	struct text message = {0};
	struct check_result result = {
		.stream = VERDICTS_NO_STREAM,
		.packet = f->packet,
		.severity = (enum severity)f->severity,
		.rule = (enum rule)f->rule,
	};

	words_listener_finding(l, f, &message);
	drop_stop(&message);
	take(plan, &result, text_string(&message));
	text_fini(&message);
}

static void begin(struct report *report)
{
	(void)report;
}

/* No result of a rule: a line for people. */
static void tell_omitted(const struct verdicts *v, const struct connection *c)
{
	struct text message = {0}, line = {0};

	if (!v->lines)
		return;
	words_findings_omitted(c, &message);
	text_harmless(&line, v->files[v->file_count - 1].name);
	/* TRANSLATORS: behind a file's name; a connection's number; what. */
	text_printf(&line, _(": connection #%" PRIu32 ": %s"), c->stream,
	            text_string(&message));
	fprintf(v->lines, "%s\n", text_string(&line));
	text_fini(&line);
	text_fini(&message);
}

static void connection(struct report *report, const struct connection *c)
{
	const struct check_plan *plan = report->style.check;
	struct verdicts *v = plan->verdicts;

	v->files[v->file_count - 1].connections++;
	for (uint32_t i = 0; i < c->finding_count; i++)
		if (plan->rules[c->findings[i].rule] != CHECK_IGNORED)
			take_finding(plan, c, &c->findings[i]);
	if (c->findings_omitted)
		tell_omitted(v, c);
}

static void end(struct report *report)
{
	const struct check_plan *plan = report->style.check;

	for (size_t i = 0; i < report->facts->listener_count; i++) {
		const struct listener *l = &report->facts->listeners[i];

		for (uint32_t n = 0; n < l->finding_count; n++)
			if (plan->rules[l->findings[n].rule] != CHECK_IGNORED)
				take_listener(plan, l, &l->findings[n]);
	}
}

const struct report_format report_check = {
	.name = "check",
	.streams = true,
	.begin = begin,
	.connection = connection,
	.end = end,
};

void check_settle(const struct check_plan *plan)
{
	struct verdicts *v = plan->verdicts;

	for (int rule = 0; v->keep && rule < RULE_COUNT; rule++) {
		struct check_result pass = {
			.file = v->file_count - 1,
			.stream = VERDICTS_NO_STREAM,
			.name = rule_slug((enum rule)rule),
			.rule = (enum rule)rule,
			.severity = rule_severity((enum rule)rule),
			.passed = true,
		};

		if (plan->rules[rule] != CHECK_IGNORED &&
		    !verdicts_has(v, (enum rule)rule))
			verdicts_add(v, &pass);
	}
	verdicts_group(v);
}
