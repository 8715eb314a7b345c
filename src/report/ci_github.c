/* SPDX-License-Identifier: BSD-2-Clause
 *
 * GitHub's annotations, a line each:
 *
 *   ::error file=FILE,line=N,title=TITLE::MESSAGE
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * A percent sign and, in properties, the signs that part them are written as
 * %XX.  An expectation is shown where it is written, a rule at its capture.
 */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/ci.h"

/* Adds a string, made harmless, the bytes of `special` as %XX. */
static void add_escaped(struct text *line, const char *string,
                        const char *special)
{
	struct text harmless = {0};

	text_harmless(&harmless, string);
	for (const char *s = text_string(&harmless); *s; s++) {
		if (strchr(special, *s))
			text_printf(line, "%%%02X", (unsigned char)*s);
		else
			text_add_bytes(line, s, 1);
	}
	text_fini(&harmless);
}

static void add_property(struct text *line, const char *string)
{
	add_escaped(line, string, "%:,");
}

static void put(FILE *out, struct text *line)
{
	fprintf(out, "%s\n", text_string(line));
	text_clear(line);
}

static void write_result(const struct verdicts *v, const struct check_result *r,
                         FILE *out)
{
	static const char *const levels[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = "notice",
		[SEVERITY_WARNING] = "warning",
		[SEVERITY_ERROR] = "error",
	};
	const char *capture = v->files[r->file].name;
	struct text line = {0};

	text_printf(&line, "::%s file=", levels[r->severity]);
	add_property(&line, r->source ? r->source : capture);
	if (r->source && r->line)
		text_printf(&line, ",line=%u", r->line);
	text_add(&line, ",title=");
	add_property(&line, r->name);
	text_add(&line, "::");
	add_escaped(&line, capture, "%");
	if (r->packet)
		text_printf(&line, ":packet %" PRIu64, r->packet);
	text_add(&line, ": ");
	add_escaped(&line, r->message, "%");
	put(out, &line);
	text_fini(&line);
}

static void write_trouble(const struct check_file *file, FILE *out)
{
	struct text line = {0};

	text_add(&line, "::error file=");
	add_property(&line, file->name);
	text_add(&line, ",title=" CI_READABLE "::");
	add_escaped(&line, file->trouble, "%");
	put(out, &line);
	text_fini(&line);
}

void ci_write_github(const struct verdicts *v, FILE *out)
{
	for (size_t i = 0; i < v->file_count; i++)
		if (v->files[i].trouble)
			write_trouble(&v->files[i], out);
	for (size_t i = 0; i < v->result_count; i++)
		if (v->results[i].message)
			write_result(v, &v->results[i], out);
}
