/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Reads a .ladder file line by line: the blocks, and who they are about.
 */
#include "config.h"

#include "expect/parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "base/xalloc.h"

#define FILE_MAX (1 << 22) /* bytes; --record writes no more */
#define LINES_MAX 5000     /* of a block; see align.c on what they cost */
#define PORT_MAX 65535

#define A_HEAD "'connection' or 'every connection'"
#define A_LINE                                                               \
	"'>', '<', '...', opens, closes, outcome, findings, no, some, J+1, " \
	"K+1, M+1, N+1, count, or another block"

static char *copy(const char *from, size_t count)
{
	char *string = xzalloc(count + 1);

	memcpy(string, from, count);
	return string;
}

static unsigned add_name(struct model *m, const char *text, enum name_kind kind,
                         unsigned line)
{
	m->names =
		xreallocarray(m->names, m->name_count + 1, sizeof(*m->names));
	m->names[m->name_count] = (struct name){xstrdup(text), kind, line};
	return (unsigned)m->name_count++;
}

int parse_name(struct parser *p, const char *text, size_t at,
               enum name_kind kind, unsigned *name)
{
	static const char *const kinds[] = {
		[NAME_NUMBER] = "a number",
		[NAME_ADDRESS] = "an address",
		[NAME_PORT] = "a port",
	};
	struct model *m = p->model;

	for (*name = 0; *name < m->name_count; ++*name)
		if (strcmp(m->names[*name].text, text) == 0)
			break;
	if (*name == m->name_count)
		add_name(m, text, kind, p->scan.number);
	if (m->names[*name].kind == kind)
		return 0;
	if (*name < NAME_LETTERS)
		return scan_refuse(&p->scan, at,
		                   "expected %s, found '%s', a sequence number",
		                   kinds[kind], text);
	return scan_refuse(&p->scan, at,
	                   "expected %s, found '%s', %s since line %u",
	                   kinds[kind], text, kinds[m->names[*name].kind],
	                   m->names[*name].line);
}

int parse_end(struct parser *p)
{
	if (scan_end(&p->scan))
		return 0;
	return scan_expected(&p->scan, "the end of the line");
}

static int parse_address(struct parser *p, struct place *place)
{
	struct scan *s = &p->scan;
	char word[SCAN_WORD_SIZE];
	size_t at;
	bool v6, known;

	if (scan_sign(s, "*")) {
		place->address_kind = TERM_ANY;
		return 0;
	}
	v6 = scan_sign(s, "[");
	at = s->at;
	if (!v6 && scan_name(s, word)) {
		place->address_kind = TERM_NAME;
		return parse_name(p, word, at, NAME_ADDRESS,
		                  &place->address_name);
	}
	if (!scan_until(s, v6 ? "]" : ":", word))
		return scan_expected(s, "an address, a name, or '*'");
	place->address_kind = TERM_RANGE;
	place->address.family = v6 ? 6 : 4;
	known = inet_pton(v6 ? AF_INET6 : AF_INET, word,
	                  place->address.address) == 1;
	if (!known) {
		s->at = at;
		return scan_expected(s, v6 ? "an IPv6 address in brackets"
		                           : "an address, a name, or '*'");
	}
	if (v6 && !scan_sign(s, "]"))
		return scan_expected(s, "']'");
	return 0;
}

/* "*:8080", "192.0.2.1:*", "[2001:db8::1]:443", "host:port". */
static int parse_place(struct parser *p, struct place *place)
{
	struct scan *s = &p->scan;
	char word[SCAN_WORD_SIZE];
	size_t at;

	*place = (struct place){.address_kind = TERM_ANY};
	place->port.kind = TERM_ANY;
	if (parse_address(p, place) < 0)
		return -1;
	if (!scan_sign(s, ":")) {
		/* "*" alone is any port too. */
		if (place->address_kind == TERM_ANY)
			return 0;
		return scan_expected(s, "':' and a port");
	}
	if (scan_sign(s, "*"))
		return 0;
	scan_end(s);
	at = s->at;
	if (scan_name(s, word)) {
		place->port.kind = TERM_NAME;
		return parse_name(p, word, at, NAME_PORT, &place->port.name);
	}
	place->port.kind = TERM_RANGE;
	if (scan_number(s, "a port", PORT_MAX, &place->port.range.min) < 0)
		return -1;
	place->port.range.max = place->port.range.min;
	return 0;
}

static int parse_head(struct parser *p, struct block *b)
{
	struct scan *s = &p->scan;

	b->client = b->server = (struct place){.address_kind = TERM_ANY};
	b->client.port.kind = b->server.port.kind = TERM_ANY;
	if (b->every && !scan_keyword(s, "connection"))
		return scan_expected(s, "'connection'");
	if (b->every && scan_end(s))
		return 0;
	if (parse_place(p, &b->client) < 0)
		return -1;
	if (!scan_sign(s, "->") && !scan_sign(s, "→"))
		return scan_expected(s, "'->'");
	if (parse_place(p, &b->server) < 0)
		return -1;
	return parse_end(p);
}

static struct block *add_block(struct model *m)
{
	m->blocks = xreallocarray(m->blocks, m->block_count + 1,
	                          sizeof(*m->blocks));
	m->blocks[m->block_count] = (struct block){0};
	return &m->blocks[m->block_count++];
}

static struct line *add_line(struct block *b)
{
	b->lines =
		xreallocarray(b->lines, b->line_count + 1, sizeof(*b->lines));
	b->lines[b->line_count] = (struct line){.time = RANGE_ALL};
	return &b->lines[b->line_count++];
}

/* A line that may stand once in a block. */
static int refuse_twice(struct parser *p, const struct block *b, size_t at)
{
	const struct line *last = &b->lines[b->line_count - 1];

	for (size_t i = 0; i + 1 < b->line_count; i++)
		if (b->lines[i].kind == last->kind && last->kind == LINE_COUNT)
			return scan_refuse(&p->scan, at,
			                   "expected one count in a block, "
			                   "found another than in line %u",
			                   b->lines[i].number);
	return 0;
}

static int parse_body(struct parser *p, size_t at)
{
	struct scan *s = &p->scan;
	struct block *b;
	struct line *line;
	char word[SCAN_WORD_SIZE];
	int result;

	if (p->model->block_count == 0)
		return scan_expected(s, A_HEAD);
	b = &p->model->blocks[p->model->block_count - 1];
	if (b->line_count == LINES_MAX)
		return scan_refuse(s, at,
		                   "expected at most %d lines in a block",
		                   LINES_MAX);
	line = add_line(b);
	line->number = s->number;
	line->column = (unsigned)at + 1;
	line->text = xstrdup(s->line + at);
	if (s->line[at] == '>' || s->line[at] == '<' || s->line[at] == '.')
		return parse_step(p, line);
	if (!scan_word(s, word) && !scan_until(s, "", word))
		return scan_expected(s, A_LINE);
	result = parse_claim(p, word, line);
	if (result > 0) {
		s->at = at;
		return scan_expected(s, A_LINE);
	}
	return result < 0 ? -1 : refuse_twice(p, b, at);
}

static int parse_line(struct parser *p)
{
	struct scan *s = &p->scan;
	struct block *b;
	size_t at;
	bool every;

	if (scan_end(s))
		return 0;
	at = s->at;
	every = scan_keyword(s, "every");
	if (!every && !scan_keyword(s, "connection"))
		return parse_body(p, at);
	b = add_block(p->model);
	b->number = s->number;
	b->column = (unsigned)at + 1;
	b->text = xstrdup(s->line + at);
	b->every = every;
	return parse_head(p, b);
}

/* Cuts the comment and the blanks before it. */
static char *bare_line(const char *from, size_t count)
{
	const char *comment = memchr(from, '#', count);

	if (comment)
		count = (size_t)(comment - from);
	while (count && strchr(" \t\r", from[count - 1]))
		count--;
	return copy(from, count);
}

static int parse_all(struct parser *p, const char *bytes, size_t count)
{
	const char *end = bytes + count;

	while (bytes < end) {
		size_t rest = (size_t)(end - bytes);
		const char *newline = memchr(bytes, '\n', rest);
		size_t length = newline ? (size_t)(newline - bytes) : rest;
		const char *nul = memchr(bytes, '\0', length);
		char *line;
		int result;

		p->scan.number++;
		p->scan.at = 0;
		if (nul)
			return scan_refuse(&p->scan, (size_t)(nul - bytes),
			                   "expected text, found a NUL byte");
		line = bare_line(bytes, length);
		p->scan.line = line;
		result = parse_line(p);
		free(line);
		if (result < 0)
			return -1;
		bytes += length + (newline != NULL);
	}
	if (p->model->block_count)
		return 0;
	return fault_set(p->scan.fault,
	                 "%s:%u:1: expected " A_HEAD
	                 ", found the end of the file",
	                 p->scan.file, p->scan.number + 1);
}

int model_parse(struct model *m, const char *file, const char *bytes,
                size_t count, struct fault *fault)
{
	static const char *const letters[] = {"J", "K", "M", "N"};
	struct parser p = {.model = m};

	*m = (struct model){.file = xstrdup(file)};
	for (unsigned i = 0; i < NAME_LETTERS; i++)
		add_name(m, letters[i], NAME_NUMBER, 0);
	p.scan = (struct scan){.file = m->file, .fault = fault};
	if (count >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3; /* a mark that some editors write */
		count -= 3;
	}
	return parse_all(&p, bytes, count);
}

int model_read(struct model *m, const char *file, FILE *in, struct fault *fault)
{
	char *bytes = xzalloc(FILE_MAX + 1);
	size_t count;
	int result;

	*m = (struct model){0};
	errno = 0;
	count = fread(bytes, 1, FILE_MAX + 1, in);
	if (ferror(in))
		result = fault_set(fault, "%s: %s", file, strerror(errno));
	else if (count > FILE_MAX)
		result = fault_set(fault,
		                   "%s: longer than the %d bytes that are read "
		                   "of expectations",
		                   file, FILE_MAX);
	else
		result = model_parse(m, file, bytes, count, fault);
	free(bytes);
	return result;
}
