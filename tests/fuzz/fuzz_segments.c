/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Segments of real connections, changed: see moves.h for the input.  The
 * script is captured in two ways, read several times, and told in several
 * forms; what is told must hold together.
 */
#include "config.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "base/text.h"
#include "broken.h"
#include "entry.h"
#include "memory.h"
#include "moves.h"
#include "schema.h"
#include "tell.h"

#define BEGIN INT64_C(1600000000000000000)
/* Forever: a document keeps all to its end, a stream forgets what has ended. */
#define LINGER (INT64_MAX / 2)
#define WIDTH 100

/* A script, and the captures of it. */
struct story {
	const uint8_t *moves;
	size_t count;
	struct memory whole, halves[2];
	const char *one[1], *two[2];
};

static void capture_part(struct memory *memory, enum container container,
                         const struct story *s, size_t from, size_t to)
{
	struct text bytes = {0};

	moves_write(&bytes, container, s->moves, from, to, BEGIN);
	memory_init(memory, bytes.at, bytes.len);
	text_fini(&bytes);
}

static void story_init(struct story *s, const uint8_t *data, size_t size)
{
	size_t middle;

	s->moves = data;
	s->count = size / MOVE_LEN < MOVES_MAX ? size / MOVE_LEN : MOVES_MAX;
	middle = s->count / 2;
	capture_part(&s->whole, PCAP_ETHERNET, s, 0, s->count);
	capture_part(&s->halves[0], PCAPNG_COOKED, s, 0, middle);
	capture_part(&s->halves[1], PCAPNG_COOKED, s, middle, s->count);
	s->one[0] = s->whole.name;
	s->two[0] = s->halves[0].name;
	s->two[1] = s->halves[1].name;
}

static void story_fini(struct story *s)
{
	memory_fini(&s->whole);
	memory_fini(&s->halves[0]);
	memory_fini(&s->halves[1]);
}

static struct contents contents_of(const struct story *s)
{
	struct contents contents = {.packets = s->count};

	for (size_t i = 0; i < s->count; i++) {
		unsigned who = s->moves[i * MOVE_LEN + MOVE_WHO];

		if (who & WHO_ARP)
			contents.not_ip++;
		else if (who & WHO_UDP)
			contents.not_tcp++;
		else if (who & WHO_CUT)
			contents.malformed++;
		else
			contents.segments++;
	}
	return contents;
}

static struct wish wish_for(const struct story *s, enum form form)
{
	return (struct wish){
		.form = form,
		.style = {.width = WIDTH, .segments = KEEP_ALL},
		.linger = LINGER,
		.checksums = true,
		.files = s->one,
		.file_count = 1,
		.label = "segments",
	};
}

static void tell(struct told *told, const struct wish *wish)
{
	if (!told_init(told, wish) || fault_is_set(&told->fault))
		broken("a sound capture is refused: %s", told->fault.text);
}

static json_t *parse(const struct told *told)
{
	json_error_t error;
	json_t *value = json_loadb(told->text, told->len,
	                           JSON_REJECT_DUPLICATES, &error);

	if (!value)
		broken("no JSON: %s in %s", error.text, told->text);
	return value;
}

/* Read once more it gives the same bytes; captured otherwise, the same but for
 * the files. */
static void check_forms(const struct story *s, json_t *document,
                        const struct told *told)
{
	struct wish wish = wish_for(s, FORM_JSON);
	struct told again, other;
	json_t *read;

	tell(&again, &wish);
	if (strcmp(told->text, again.text) != 0)
		broken("read twice, and told differently");
	wish.files = s->two;
	wish.file_count = 2;
	tell(&other, &wish);
	read = parse(&other);
	json_object_set(read, "files", json_object_get(document, "files"));
	if (!json_equal(document, read))
		broken("captured otherwise, told differently:\n%s\n%s",
		       told->text, other.text);
	json_decref(read);
	told_fini(&again);
	told_fini(&other);
}

/* Where no segment is kept, ordinary connections are followed by other means;
 * all else that is said of them is the same. */
static void check_lean(const struct story *s, json_t *document,
                       const struct told *whole)
{
	json_t *connections = json_object_get(document, "connections"), *one;
	struct wish wish = wish_for(s, FORM_JSON);
	struct told told;
	json_t *lean;
	size_t i;

	wish.style.segments = KEEP_NONE;
	tell(&told, &wish);
	lean = parse(&told);
	json_array_foreach (json_object_get(lean, "connections"), i, one)
		json_object_set(one, "segments",
		                json_object_get(json_array_get(connections, i),
		                                "segments"));
	if (!json_equal(document, lean))
		broken("without segments, told differently:\n%s\n%s",
		       whole->text, told.text);
	json_decref(lean);
	told_fini(&told);
}

/* What a check counts is what the document counts. */
static void check_judgment(const struct story *s, json_t *document)
{
	json_t *findings = json_object_get(json_object_get(document, "capture"),
	                                   "findings");
	struct wish wish = wish_for(s, FORM_CHECK);
	struct told told;

	tell(&told, &wish);
	for (int i = 0; i < SEVERITY_COUNT; i++) {
		const char *name = severity_name((enum severity)i);

		if ((json_int_t)told.found[i] != agree_number(findings, name))
			broken("--check counts %llu of %s, --json %lld",
			       (unsigned long long)told.found[i], name,
			       (long long)agree_number(findings, name));
	}
	told_fini(&told);
}

static void check_lines(const struct story *s, json_t *document)
{
	struct wish wish = wish_for(s, FORM_NDJSON);
	struct told told;

	tell(&told, &wish);
	agree_lines(document, told.text);
	told_fini(&told);
}

/* What is recorded is met by what it was recorded from. */
static void check_record(const struct story *s)
{
	struct wish wish = wish_for(s, FORM_EXPECT);
	struct told told;

	tell(&told, &wish);
	if (told.not_met)
		broken("what was recorded is not met:\n%s", told.text);
	told_fini(&told);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct contents contents;
	struct story story;
	struct wish wish;
	struct told told;
	json_t *document;

	story_init(&story, data, size);
	contents = contents_of(&story);
	wish = wish_for(&story, FORM_JSON);
	tell(&told, &wish);
	document = parse(&told);
	schema_check(document);
	agree_check(document, &contents);
	check_forms(&story, document, &told);
	check_lean(&story, document, &told);
	check_judgment(&story, document);
	check_lines(&story, document);
	check_record(&story);
	json_decref(document);
	told_fini(&told);
	story_fini(&story);
	return 0;
}
