/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/verdicts.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/phrase.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "report/show.h"

#define RESULTS_FIRST 64

size_t verdicts_file(struct verdicts *v, const char *name)
{
	v->files =
		xreallocarray(v->files, v->file_count + 1, sizeof(*v->files));
	v->files[v->file_count] = (struct check_file){.name = xstrdup(name)};
	return v->file_count++;
}

void verdicts_trouble(struct verdicts *v, const char *reason)
{
	struct check_file *file = &v->files[v->file_count - 1];

	assert(v->file_count > 0);
	free(file->trouble);
	file->trouble = xstrdup(reason);
}

static const char *copy(const char *text)
{
	return text ? xstrdup(text) : NULL;
}

static void keep(struct verdicts *v, const struct check_result *result)
{
	struct check_result *kept;

	if (v->result_count == v->result_room) {
		v->result_room = v->result_room ? v->result_room * 2
		                                : RESULTS_FIRST;
		v->results = xreallocarray(v->results, v->result_room,
		                           sizeof(*v->results));
	}
	kept = &v->results[v->result_count++];
	*kept = *result;
	kept->name = copy(result->name);
	kept->source = copy(result->source);
	kept->message = copy(result->message);
	kept->expected = copy(result->expected);
	kept->actual = copy(result->actual);
}

void verdicts_add(struct verdicts *v, const struct check_result *result)
{
	assert(result->file < v->file_count && result->name);
	if (result->message) {
		v->found[result->severity]++;
		if (v->lines)
			verdicts_line(v->lines, v->files[result->file].name,
			              result);
	}
	v->failed += !result->passed;
	if (v->keep)
		keep(v, result);
}

/* Where the last file's results begin. */
static size_t last_file(const struct verdicts *v)
{
	size_t at = v->result_count;

	while (at > 0 && v->results[at - 1].file == v->file_count - 1)
		at--;
	return at;
}

bool verdicts_has(const struct verdicts *v, enum rule rule)
{
	for (size_t i = last_file(v); i < v->result_count; i++)
		if (v->results[i].rule == rule)
			return true;
	return false;
}

void verdicts_group(struct verdicts *v)
{
	size_t first = last_file(v), count = v->result_count - first;
	struct check_result *grouped = xcalloc(count, sizeof(*grouped));
	size_t at = 0;

	for (int rule = 0; rule <= RULE_COUNT; rule++)
		for (size_t i = first; i < v->result_count; i++)
			if (v->results[i].rule == (enum rule)rule)
				grouped[at++] = v->results[i];
	assert(at == count);
	for (size_t i = 0; i < count; i++)
		v->results[first + i] = grouped[i];
	free(grouped);
}

void verdicts_line(FILE *out, const char *file, const struct check_result *r)
{
	struct text line = {0};

	text_harmless(&line, file);
	if (r->packet)
		text_printf(&line, ":packet %" PRIu64, r->packet);
	text_printf(&line, ": %s: ", severity_name(r->severity));
	text_harmless(&line, r->message);
	text_add(&line, " [");
	text_harmless(&line, r->name);
	fprintf(out, "%s]\n", text_string(&line));
	text_fini(&line);
}

void verdicts_totals(const struct verdicts *v)
{
	struct text found = {0}, line = {0};
	uint64_t connections = 0, files = v->file_count;

	for (size_t i = 0; i < v->file_count; i++)
		connections += v->files[i].connections;
	show_found(&found, v->found);
	/* TRANSLATORS: "1 file, 5 connections: 1 error, 2 warnings, 5 notes" */
	text_printf(&line, _("%s, %s: %s"),
	            phrase_printf(
			    P_("%" PRIu64 " file", "%" PRIu64 " files", files),
			    files)
	                    .text,
	            phrase_printf(P_("%" PRIu64 " connection",
	                             "%" PRIu64 " connections", connections),
	                          connections)
	                    .text,
	            text_string(&found));
	fprintf(v->lines, "%s\n", text_string(&line));
	text_fini(&line);
	text_fini(&found);
}

static void drop(const char *text)
{
	/* Nobody but these strings' owner gets them without const. */
	/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
	free((void *)(uintptr_t)text);
}

void verdicts_fini(struct verdicts *v)
{
	for (size_t i = 0; i < v->file_count; i++) {
		free(v->files[i].name);
		free(v->files[i].trouble);
	}
	for (size_t i = 0; i < v->result_count; i++) {
		drop(v->results[i].name);
		drop(v->results[i].source);
		drop(v->results[i].message);
		drop(v->results[i].expected);
		drop(v->results[i].actual);
	}
	free(v->files);
	free(v->results);
	*v = (struct verdicts){0};
}
