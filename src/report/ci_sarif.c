/* SPDX-License-Identifier: BSD-2-Clause
 *
 * SARIF 2.1.0 (OASIS): one run, each rule with its explanation, a result for
 * whatever is wrong.  A capture has no lines: the packet is a logical place in
 * it, and line 1 stands for all of the file, since viewers ask for one.
 */
#include "config.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "report/ci.h"
#include "report/json_text.h"
#include "track/explain.h"

#define SCHEMA                                                                \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
	"sarif-schema-2.1.0.json"

#define EXPECTATION "expectation" /* the rule all expectations go by */

/* A string that may come from outside, with nothing in it that does harm. */
static json_t *harmless(const char *string)
{
	struct text text = {0};
	json_t *value;

	text_harmless(&text, string);
	value = json_string(text_string(&text));
	text_fini(&text);
	return value;
}

/* RFC 3986 §2.3: what is not unreserved is written as %XX; §3.3: a colon would
 * part a scheme from the rest. */
static json_t *uri(const char *name)
{
	struct text text = {0};
	json_t *value;

	if (*name == '/')
		text_add(&text, "file://");
	for (const unsigned char *s = (const unsigned char *)name; *s; s++) {
		if (*s < 0x80 && (isalnum(*s) || strchr("/-._~", *s)))
			text_printf(&text, "%c", *s);
		else
			text_printf(&text, "%%%02X", *s);
	}
	value = json_string(text_string(&text));
	text_fini(&text);
	return value;
}

static json_t *rule(enum rule r)
{
	struct explanation e = explain_rule(r);
	struct text help = {0};
	json_t *value;

	text_printf(&help,
	            _("What it is: %s\n\nWhy TCP is so: %s\n\n"
	              "Usual causes: %s\n\nWhat to do: %s\n\n"
	              "Where it is written: %s"),
	            _(e.what), _(e.why), _(e.causes), _(e.remedy),
	            rule_source(r));
	/* clang-format off */
	value = json_pack(
		"{s:s, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}}",
		"id", rule_slug(r),
		"shortDescription", "text", _(rule_title(r)),
		"fullDescription", "text", _(e.what),
		"help", "text", text_string(&help),
		"defaultConfiguration", "level",
		severity_name(rule_severity(r)),
		"properties", "source", rule_source(r));
	/* clang-format on */
	text_fini(&help);
	return value;
}

static json_t *rules(void)
{
	json_t *all = json_array();

	for (int r = 0; r < RULE_COUNT; r++)
		json_array_append_new(all, rule((enum rule)r));
	json_array_append_new(
		all, json_pack("{s:s, s:{s:s}}", "id", EXPECTATION,
	                       "shortDescription", "text",
	                       _("the trace is not what was expected")));
	return all;
}

static json_t *location(const char *name, unsigned line)
{
	return json_pack("{s:{s:{s:o}, s:{s:i}}}", "physicalLocation",
	                 "artifactLocation", "uri", uri(name), "region",
	                 "startLine", (int)line);
}

/* Where it shows; and, of an expectation, first where it is written. */
static json_t *locations(const struct verdicts *v, const struct check_result *r)
{
	json_t *all = json_array();
	json_t *place = location(v->files[r->file].name, 1);
	struct text packet = {0};

	if (r->packet) {
		text_printf(&packet, "packet %" PRIu64, r->packet);
		json_object_set_new(place, "logicalLocations",
		                    json_pack("[{s:s, s:s}]", "name",
		                              text_string(&packet), "kind",
		                              "element"));
	}
	if (r->source)
		json_array_append_new(
			all, location(r->source, r->line ? r->line : 1));
	json_array_append_new(all, place);
	text_fini(&packet);
	return all;
}

static json_t *properties(const struct check_result *r)
{
	json_t *all = json_object();

	if (r->packet)
		json_object_set_new(all, "packet",
		                    json_integer((json_int_t)r->packet));
	if (r->stream != VERDICTS_NO_STREAM)
		json_object_set_new(all, "stream",
		                    json_integer((json_int_t)r->stream));
	if (r->expected)
		json_object_set_new(all, "expected", harmless(r->expected));
	if (r->actual)
		json_object_set_new(all, "actual", harmless(r->actual));
	if (r->rule == RULE_COUNT)
		json_object_set_new(all, "expectation", harmless(r->name));
	return all;
}

static json_t *results(const struct verdicts *v)
{
	json_t *all = json_array();

	for (size_t i = 0; i < v->result_count; i++) {
		const struct check_result *r = &v->results[i];

		if (!r->message)
			continue;
		/* clang-format off */
		json_array_append_new(all, json_pack(
			"{s:s, s:i, s:s, s:{s:o}, s:o, s:o}",
			"ruleId", r->rule == RULE_COUNT ? EXPECTATION
			                                : rule_slug(r->rule),
			"ruleIndex", (int)r->rule,
			"level", severity_name(r->severity),
			"message", "text", harmless(r->message),
			"locations", locations(v, r),
			"properties", properties(r)));
		/* clang-format on */
	}
	return all;
}

/* How the run went: files that could not be read are told here. */
static json_t *invocation(const struct verdicts *v)
{
	json_t *told = json_array();

	for (size_t i = 0; i < v->file_count; i++) {
		if (!v->files[i].trouble)
			continue;
		json_array_append_new(
			told,
			json_pack("{s:s, s:{s:o}, s:[o]}", "level", "error",
		                  "message", "text",
		                  harmless(v->files[i].trouble), "locations",
		                  location(v->files[i].name, 1)));
	}
	return json_pack("{s:b, s:o}", "executionSuccessful",
	                 json_array_size(told) == 0,
	                 "toolExecutionNotifications", told);
}

void ci_write_sarif(const struct verdicts *v, FILE *out)
{
	json_t *log;

	/* clang-format off */
	log = json_pack(
		"{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:[o], s:o}]}",
		"$schema", SCHEMA, "version", "2.1.0",
		"runs",
		"tool", "driver", "name", PACKAGE_NAME,
		"version", PACKAGE_VERSION, "rules", rules(),
		"invocations", invocation(v),
		"results", results(v));
	/* clang-format on */
	assert(log);
	json_text_dump(log, JSON_INDENT(2), out);
	fputc('\n', out);
	json_decref(log);
}
