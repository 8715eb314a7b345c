/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "story.h"

#include <check.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "seg.h"
#include "track/analysis.h"

#define START (INT64_C(1700000000) * 1000000000) /* ns since the epoch */
#define STEP (INT64_C(10) * 1000000)             /* ns between two lines */

/* Adds one word; "J+1" and "K-3" as the number that it is. */
static void add_word(struct text *line, const char *word, size_t length)
{
	uint32_t number = word[0] == 'J' ? STORY_J : STORY_K;
	bool letter = word[0] == 'J' || word[0] == 'K';

	if (letter && length > 1)
		number += (uint32_t)strtol(word + 1, NULL, 10);
	if (letter)
		text_printf(line, "%" PRIu32, number);
	else
		text_add_bytes(line, word, length);
}

struct segment story_segment(struct story *story, const char *line)
{
	struct text numbers = {0};
	bool timed = strstr(line, " at ") != NULL;
	struct segment s;

	for (const char *word = line; *word != '\0';) {
		size_t length = strcspn(word, " ");

		add_word(&numbers, word, length);
		word += length;
		if (*word == ' ')
			text_add_bytes(&numbers, word++, 1);
	}
	s = seg(text_string(&numbers));
	text_fini(&numbers);
	if (s.packet == 0)
		s.packet = story->packet + 1;
	s.time = timed ? START + s.time
	               : (story->packet ? story->time + STEP : START);
	story->packet = s.packet;
	story->time = s.time;
	return s;
}

void story_tell(struct story *story, const char *line)
{
	struct connection *c = &story->connection;
	struct segment s = story_segment(story, line);

	if (!story->begun) {
		c->end[0] = s.source;
		c->end[1] = s.destination;
		connection_init(c, &s, 0, NULL, &story->options);
		story->begun = true;
	}
	connection_feed(c, &s, &story->options);
}

unsigned story_tell_all(struct story *story, const char *const lines[LINES_MAX])
{
	unsigned count = 0;

	while (count < LINES_MAX && lines[count] != NULL)
		story_tell(story, lines[count++]);
	return count;
}

void story_check_row(const struct story_row *row)
{
	struct story story = {0};
	struct segment s;
	uint32_t marks;

	story_tell_all(&story, row->lines);
	s = story_segment(&story, row->judged);
	marks = analysis_marks(&story.connection, &s,
	                       connection_dir(&story.connection, &s));
	story_fini(&story);
	ck_assert_msg(marks == row->marks, "%s: %x", row->what, marks);
}

void story_finish(struct story *story, int64_t later)
{
	connection_finish(&story->connection, story->time + later);
}

char *story_findings(const struct story *story)
{
	return story_findings_of(&story->connection);
}

char *story_findings_of(const struct connection *c)
{
	struct text found = {0};

	text_add(&found, "");
	for (uint32_t i = 0; i < c->finding_count; i++)
		text_printf(&found, "%s%s@%" PRIu64, i ? " " : "",
		            rule_slug((enum rule)c->findings[i].rule),
		            c->findings[i].packet);
	return found.at;
}

void story_expect(const struct telling *telling)
{
	struct story story = {.options = {.keep = KEEP_ALL}};
	char *found;

	story_tell_all(&story, telling->lines);
	story_finish(&story, 0);
	found = story_findings(&story);
	ck_assert_msg(strcmp(found, telling->findings) == 0,
	              "%s: found \"%s\", want \"%s\"", telling->what, found,
	              telling->findings);
	free(found);
	story_fini(&story);
}

const struct finding *story_finding(const struct story *story, enum rule rule)
{
	const struct connection *c = &story->connection;

	for (uint32_t i = 0; i < c->finding_count; i++)
		if (c->findings[i].rule == rule)
			return &c->findings[i];
	ck_abort_msg("no finding %s", rule_slug(rule));
	return NULL;
}

void story_fini(struct story *story)
{
	connection_fini(&story->connection);
	*story = (struct story){0};
}
