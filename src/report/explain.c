/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/explain.h"

#include <string.h>

#include "base/array.h"
#include "base/intl.h"
#include "base/text.h"
#include "track/explain.h"

#define INDENT 4

struct page {
	FILE *out;
	size_t width;
	bool ascii;
};

/* A word, at most length bytes of it, as this page can show it. */
static void add_word(const struct page *page, struct text *line,
                     const char *word, size_t length)
{
	const char *sign = "§";
	size_t sign_len = strlen(sign);

	if (page->ascii && length > sign_len &&
	    memcmp(word, sign, sign_len) == 0) {
		text_add(line, "section ");
		word += sign_len;
		length -= sign_len;
	}
	text_add_bytes(line, word, length);
}

static void put_line(const struct page *page, struct text *line)
{
	fprintf(page->out, "%s\n", text_string(line));
	text_clear(line);
}

/* Writes the words behind what the line holds, further lines indented. */
static void put_words(const struct page *page, struct text *line,
                      const char *words, size_t indent)
{
	struct text word = {0};
	bool fresh = true; /* nothing of the words stands in this line */

	while (*words) {
		size_t length = strcspn(words, " ");

		add_word(page, &word, words, length);
		if (!fresh && text_width(text_string(line)) + 1 +
		                              text_width(text_string(&word)) >
		                      page->width) {
			put_line(page, line);
			text_fill(line, ' ', indent);
			fresh = true;
		}
		if (!fresh)
			text_add(line, " ");
		text_add(line, text_string(&word));
		text_clear(&word);
		fresh = false;
		words += length;
		words += strspn(words, " ");
	}
	put_line(page, line);
	text_fini(&word);
}

static void put_paragraph(const struct page *page, const char *heading,
                          const char *words, size_t indent)
{
	struct text line = {0};

	if (heading)
		fprintf(page->out, "\n%s\n", heading);
	text_fill(&line, ' ', indent);
	put_words(page, &line, words, indent);
	text_fini(&line);
}

static void put_rule(const struct page *page, enum rule rule)
{
	struct explanation e = explain_rule(rule);
	const struct {
		const char *heading, *words;
	} parts[] = {
		{_("What it is"), _(e.what)},
		{_("Why TCP is so"), _(e.why)},
		{_("Usual causes"), _(e.causes)},
		{_("What to do"), _(e.remedy)},
		{_("Where it is written"), rule_source(rule)},
	};

	fprintf(page->out, "%s (%s)\n", rule_slug(rule),
	        severity_name(rule_severity(rule)));
	put_paragraph(page, NULL, _(rule_title(rule)), INDENT);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		put_paragraph(page, parts[i].heading, parts[i].words, INDENT);
}

static void put_list(const struct page *page)
{
	struct text line = {0};
	size_t severity_width = 0, slug_width = 0, indent;

	for (int rule = 0; rule < RULE_COUNT; rule++) {
		size_t width = strlen(rule_slug((enum rule)rule));

		if (width > slug_width)
			slug_width = width;
	}
	for (int severity = 0; severity < SEVERITY_COUNT; severity++) {
		size_t width = strlen(severity_name((enum severity)severity));

		if (width > severity_width)
			severity_width = width;
	}
	indent = slug_width + 2 + severity_width + 2;
	for (int rule = 0; rule < RULE_COUNT; rule++) {
		text_printf(&line, "%-*s  %-*s  ", (int)slug_width,
		            rule_slug((enum rule)rule), (int)severity_width,
		            severity_name(rule_severity((enum rule)rule)));
		put_words(page, &line, _(rule_title((enum rule)rule)), indent);
	}
	text_fini(&line);
}

void explain_write(FILE *out, const char *const *slugs, size_t count,
                   size_t width, bool ascii)
{
	struct page page = {out, width, ascii};

	if (count == 0)
		put_list(&page);
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			fprintf(out, "\n\n");
		put_rule(&page, explain_find(slugs[i]));
	}
}

void explain_dump(FILE *out)
{
	for (int i = 0; i < RULE_COUNT; i++) {
		enum rule rule = (enum rule)i;
		struct explanation e = explain_rule(rule);

		fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
		        rule_slug(rule), severity_name(rule_severity(rule)),
		        rule_source(rule), rule_title(rule), e.what, e.why,
		        e.causes, e.remedy);
	}
}
