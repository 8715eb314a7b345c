/* SPDX-License-Identifier: BSD-2-Clause
 *
 * JUnit's XML, as Jenkins, GitLab and most others read it: a suite for each
 * file, a case for each rule and expectation, and one that the file could be
 * read.  What is too little to fail a case is its output.
 */
#include "config.h"

#include "report/ci.h"

#ifdef HAVE_LIBXML2

#include <inttypes.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/xalloc.h"

struct tally {
	uint64_t tests, failures, errors;
};

struct junit {
	xmlTextWriterPtr xml;
	const struct verdicts *verdicts;
	struct text text; /* for a value at a time */
};

static const xmlChar *bytes(const char *string)
{
	return (const xmlChar *)string;
}

/* XML has no way to say a control character, so everything that may come from
 * outside is made harmless. */
static void attribute(struct junit *j, const char *name, const char *value)
{
	text_clear(&j->text);
	text_harmless(&j->text, value);
	xmlTextWriterWriteAttribute(j->xml, bytes(name),
	                            bytes(text_string(&j->text)));
}

static void number(struct junit *j, const char *name, uint64_t value)
{
	text_clear(&j->text);
	text_printf(&j->text, "%" PRIu64, value);
	xmlTextWriterWriteAttribute(j->xml, bytes(name),
	                            bytes(text_string(&j->text)));
}

static void start(struct junit *j, const char *name)
{
	xmlTextWriterStartElement(j->xml, bytes(name));
}

static void end(struct junit *j)
{
	xmlTextWriterEndElement(j->xml);
}

static void tally_file(const struct verdicts *v, size_t file, struct tally *t)
{
	size_t at = ci_first(v, file);
	struct ci_case found;

	t->tests++;
	t->errors += v->files[file].trouble != NULL;
	while (ci_next(v, file, &at, &found)) {
		t->tests++;
		t->failures += found.failed != NULL;
	}
}

static void put_tally(struct junit *j, const struct tally *t)
{
	number(j, "tests", t->tests);
	number(j, "failures", t->failures);
	number(j, "errors", t->errors);
}

static void start_case(struct junit *j, const char *file, const char *name)
{
	start(j, "testcase");
	attribute(j, "name", name);
	attribute(j, "classname", file);
	attribute(j, "time", "0");
}

/* The lines of the results that passed, or of those that failed. */
static void put_lines(struct junit *j, const char *file,
                      const struct ci_case *c, bool passed)
{
	char *lines = NULL;
	size_t size;
	FILE *out = open_memstream(&lines, &size);

	if (!out)
		abort();
	for (size_t i = 0; i < c->count; i++)
		if (c->results[i].message && c->results[i].passed == passed)
			verdicts_line(out, file, &c->results[i]);
	fclose(out);
	xmlTextWriterWriteString(j->xml, bytes(lines));
	free(lines);
}

static bool has_lines(const struct ci_case *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->results[i].message && c->results[i].passed)
			return true;
	return false;
}

static void write_case(struct junit *j, const char *file,
                       const struct ci_case *c)
{
	start_case(j, file, c->results->name);
	if (c->failed) {
		start(j, "failure");
		attribute(j, "message", c->failed->message);
		attribute(j, "type", severity_name(c->failed->severity));
		put_lines(j, file, c, false);
		end(j);
	}
	if (has_lines(c)) {
		start(j, "system-out");
		put_lines(j, file, c, true);
		end(j);
	}
	end(j);
}

static void write_suite(struct junit *j, size_t file)
{
	const struct check_file *f = &j->verdicts->files[file];
	size_t at = ci_first(j->verdicts, file);
	struct tally tally = {0};
	struct ci_case found;

	tally_file(j->verdicts, file, &tally);
	start(j, "testsuite");
	attribute(j, "name", f->name);
	put_tally(j, &tally);
	start_case(j, f->name, CI_READABLE);
	if (f->trouble) {
		start(j, "error");
		attribute(j, "message", f->trouble);
		attribute(j, "type", "trouble");
		end(j);
	}
	end(j);
	while (ci_next(j->verdicts, file, &at, &found))
		write_case(j, f->name, &found);
	end(j);
}

void ci_write_junit(const struct verdicts *v, FILE *out)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	struct junit j = {.xml = xmlNewTextWriterMemory(buffer, 0),
	                  .verdicts = v};
	struct tally tally = {0};

	if (!j.xml) {
		fputs("tcpladder: out of memory\n", stderr);
		exit(2);
	}
	for (size_t file = 0; file < v->file_count; file++)
		tally_file(v, file, &tally);
	xmlTextWriterSetIndent(j.xml, 1);
	xmlTextWriterStartDocument(j.xml, NULL, "UTF-8", NULL);
	start(&j, "testsuites");
	attribute(&j, "name", "tcpladder");
	put_tally(&j, &tally);
	for (size_t file = 0; file < v->file_count; file++)
		write_suite(&j, file);
	xmlTextWriterEndDocument(j.xml);
	xmlFreeTextWriter(j.xml);
	fputs((const char *)xmlBufferContent(buffer), out);
	xmlBufferFree(buffer);
	text_fini(&j.text);
}

#else

void ci_write_junit(const struct verdicts *v, FILE *out)
{
	(void)v, (void)out;
}

#endif
