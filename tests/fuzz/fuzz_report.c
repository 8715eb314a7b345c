/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A file's bytes through the whole program into every report.  The input is
 * the file, and behind it how it is to be told:
 *
 *   form        1 byte, modulo FORM_COUNT
 *   flags       1 byte: ascii, color, quiet, all, checksums, problems, ends,
 *               two files (the same twice)
 *   style       1 byte: seq, time, segments, a list as wide as asked for
 *   width       1 byte, beyond 60
 *   linger      1 byte, seconds
 *   name        24 bytes, what a check calls the file; cut at a NUL
 *   other       3 bytes, for comparing: at which byte the other capture
 *               differs, and by which bits
 */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_LIBXML2
#include <libxml/parser.h>
#endif

#include "base/bytes.h"
#include "base/text.h"
#include "base/xalloc.h"
#include "broken.h"
#include "entry.h"
#include "memory.h"
#include "schema.h"
#include "tell.h"

#define TAIL_LEN 32
#define NAME_AT 5
#define NAME_LEN 24
#define OTHER_AT (NAME_AT + NAME_LEN)
#define WIDTH_MIN 60
#define NS_PER_SEC INT64_C(1000000000)

/* The flags' bits. */
enum {
	ASCII = 1,
	COLOR = 2,
	QUIET = 4,
	ALL = 8,
	CHECKSUMS = 16,
	PROBLEMS = 32,
	ENDS = 64,
	TWICE = 128
};

static struct wish make_wish(const uint8_t tail[TAIL_LEN])
{
	uint8_t flags = tail[1];

	return (struct wish){
		.form = (enum form)(tail[0] % FORM_COUNT),
		.style = {.width = WIDTH_MIN + tail[3] % 140u,
	                  .fitted = tail[2] & 64,
	                  .ascii = flags & ASCII,
	                  .color = flags & COLOR,
	                  .quiet = flags & QUIET,
	                  .all = flags & ALL,
	                  .seq = (enum report_seq)((tail[2] & 3) % 3),
	                  .time = (enum report_time)(tail[2] >> 2 & 3),
	                  .segments = (enum keep)((tail[2] >> 4 & 3) % 3)},
		.linger = tail[4] * NS_PER_SEC,
		.checksums = flags & CHECKSUMS,
		.problems = flags & PROBLEMS,
		.ends = flags & ENDS,
	};
}

/* The other capture: the same but for a byte. */
static void make_other(struct memory *other, struct bytes file,
                       const uint8_t tail[TAIL_LEN])
{
	uint8_t *copy = xreallocarray(NULL, file.len + 1, 1);

	if (file.len) {
		memcpy(copy, file.at, file.len);
		copy[load_le16(tail + OTHER_AT) % file.len] ^=
			tail[OTHER_AT + 2];
	}
	memory_init(other, copy, file.len);
	free(copy);
}

/* JSON, each line of it or the whole: no member twice, valid UTF-8, and what
 * the schema says. */
static void check_json(const struct told *told, enum form form)
{
	const char *at = told->text, *end = told->text + told->len;

	while (at < end) {
		const char *stop =
			form == FORM_NDJSON
				? memchr(at, '\n', (size_t)(end - at))
				: end;
		json_error_t error;
		json_t *value;

		if (!stop)
			broken("a line without an end: %s", at);
		value = json_loadb(at, (size_t)(stop - at),
		                   JSON_REJECT_DUPLICATES, &error);
		if (!value)
			broken("no JSON: %s at %d in %.200s", error.text,
			       error.position, at);
		if (form != FORM_SARIF)
			schema_check(value);
		json_decref(value);
		at = stop + (form == FORM_NDJSON);
	}
}

static void check_xml(const struct told *told)
{
#ifdef HAVE_LIBXML2
	xmlDoc *document = xmlReadMemory(told->text, (int)told->len,
	                                 "junit.xml", NULL,
	                                 XML_PARSE_NOERROR | XML_PARSE_NONET);

	if (!document)
		broken("no XML: %s", told->text);
	xmlFreeDoc(document);
#else
	(void)told;
#endif
}

/* Nothing of a capture moves a terminal's cursor, and no line of a ladder or of
 * a list that is to keep to its width is wider than asked for. */
static void check_lines(const struct told *told, const struct wish *wish)
{
	bool narrow = !wish->style.color &&
	              (wish->form == FORM_LADDER ||
	               (wish->form == FORM_LIST && wish->style.fitted));
	const char *at = told->text, *end = told->text + told->len;

	while (at < end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));
		struct text line = {0};

		if (!stop)
			stop = end;
		text_add_bytes(&line, at, (size_t)(stop - at));
		for (size_t i = 0; i < line.len; i++) {
			unsigned char c = (unsigned char)line.at[i];

			if ((c < ' ' && !(c == 033 && wish->style.color)) ||
			    c == 0177 ||
			    (c >= 0200 && wish->style.ascii &&
			     wish->form <= FORM_LIST))
				broken("byte %02x in: %s", c, line.at);
		}
		if (narrow &&
		    text_width(text_string(&line)) > wish->style.width)
			broken("wider than %u: %s", wish->style.width, line.at);
		text_fini(&line);
		at = stop + 1;
	}
}

static void check(const struct told *told, const struct wish *wish)
{
	switch (wish->form) {
	case FORM_JSON:
	case FORM_NDJSON:
	case FORM_SARIF:
		check_json(told, wish->form);
		break;
	case FORM_JUNIT:
		check_xml(told);
		break;
	default:
		check_lines(told, wish);
	}
}

/* The same again gives the same. */
static void compare(const struct told *told, const struct wish *wish)
{
	struct told again;

	told_init(&again, wish);
	if (again.len != told->len ||
	    memcmp(again.text, told->text, told->len) != 0)
		broken("%s differs when told again:\n%s\n%s",
		       form_name(wish->form), told->text, again.text);
	if (strcmp(again.fault.text, told->fault.text) != 0)
		broken("another fault: %s, %s", told->fault.text,
		       again.fault.text);
	told_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct memory file, other;
	const char *names[2], *others[1];
	char label[NAME_LEN + 1] = "";
	struct wish wish;
	struct told told;
	bool opened;

	if (size < TAIL_LEN)
		return 0;
	size -= TAIL_LEN;
	wish = make_wish(data + size);
	memory_init(&file, data, size);
	make_other(&other, (struct bytes){data, size}, data + size);
	memcpy(label, data + size + NAME_AT, NAME_LEN);
	wish.label = label;
	names[0] = names[1] = file.name;
	others[0] = other.name;
	wish.files = names;
	wish.file_count = data[size + 1] & TWICE ? 2 : 1;
	wish.others = others;
	wish.other_count = 1;
#ifndef HAVE_LIBXML2
	if (wish.form == FORM_JUNIT)
		wish.form = FORM_CHECK;
#endif
	opened = told_init(&told, &wish);
	if (opened) {
		check(&told, &wish);
		compare(&told, &wish);
	}
	told_fini(&told);
	memory_fini(&file);
	memory_fini(&other);
	return 0;
}
