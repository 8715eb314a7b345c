/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The Test Anything Protocol, version 13: https://testanything.org
 *
 *   ok 1 - FILE: readable
 *   not ok 2 - FILE: j-plus-1
 *   # FILE:packet 8: error: MESSAGE [j-plus-1]
 */
#include "config.h"

#include "base/text.h"
#include "report/ci.h"

/* Adds a description: a backslash and the number sign mean something. */
static void add_description(struct text *line, const char *string)
{
	struct text harmless = {0};

	text_harmless(&harmless, string);
	for (const char *s = text_string(&harmless); *s; s++) {
		if (*s == '#' || *s == '\\')
			text_add(line, "\\");
		text_add_bytes(line, s, 1);
	}
	text_fini(&harmless);
}

static void put_case(FILE *out, bool good, size_t number, const char *file,
                     const char *name)
{
	struct text line = {0};

	text_printf(&line, "%s %zu - ", good ? "ok" : "not ok", number);
	add_description(&line, file);
	text_add(&line, ": ");
	add_description(&line, name);
	fprintf(out, "%s\n", text_string(&line));
	text_fini(&line);
}

static void put_comment(FILE *out, const char *words)
{
	struct text line = {0};

	text_harmless(&line, words);
	fprintf(out, "# %s\n", text_string(&line));
	text_fini(&line);
}

static size_t count_cases(const struct verdicts *v)
{
	size_t count = v->file_count;

	for (size_t file = 0; file < v->file_count; file++) {
		size_t at = ci_first(v, file);
		struct ci_case found;

		while (ci_next(v, file, &at, &found))
			count++;
	}
	return count;
}

/* Writes one file's cases, the first of which bears number + 1.  Returns the
 * number of the last. */
static size_t write_file(const struct verdicts *v, size_t file, size_t number,
                         FILE *out)
{
	const struct check_file *f = &v->files[file];
	size_t at = ci_first(v, file);
	struct ci_case found;

	put_case(out, !f->trouble, ++number, f->name, CI_READABLE);
	if (f->trouble)
		put_comment(out, f->trouble);
	while (ci_next(v, file, &at, &found)) {
		put_case(out, !found.failed, ++number, f->name,
		         found.results->name);
		for (size_t i = 0; i < found.count; i++) {
			if (!found.results[i].message)
				continue;
			fputs("# ", out);
			verdicts_line(out, f->name, &found.results[i]);
		}
	}
	return number;
}

void ci_write_tap(const struct verdicts *v, FILE *out)
{
	size_t number = 0;

	fprintf(out, "TAP version 13\n1..%zu\n", count_cases(v));
	for (size_t file = 0; file < v->file_count; file++)
		number = write_file(v, file, number, out);
}
