/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "seg.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_LEN 256

struct reading {
	struct segment segment;
	char *rest;
};

static struct endpoint end_of(char letter)
{
	static const struct endpoint ENDS[] = {
		{.address = {192, 0, 2, 10}, .port = 51734, .family = 4},
		{.address = {198, 51, 100, 5}, .port = 80, .family = 4},
		{.address = {203, 0, 113, 9}, .port = 443, .family = 4},
	};

	ck_assert_msg(letter >= 'A' && letter <= 'C', "no end %c", letter);
	return ENDS[letter - 'A'];
}

static uint16_t flags_of(const char *letters)
{
	static const char LETTERS[] = "FSRP.UEWe";
	unsigned flags = 0;

	if (strcmp(letters, "-") == 0)
		return 0;
	for (; *letters != '\0'; letters++) {
		const char *at = strchr(LETTERS, *letters);

		ck_assert_msg(at != NULL, "no flag %c", *letters);
		flags |= 1U << (at - LETTERS);
	}
	return (uint16_t)flags;
}

static char *next_word(struct reading *reading)
{
	char *word;

	do
		word = strsep(&reading->rest, " ");
	while (word != NULL && *word == '\0');
	return word;
}

static uint32_t next_number(struct reading *reading)
{
	const char *word = next_word(reading);
	char *end;
	unsigned long value;

	ck_assert_msg(word != NULL, "a number is missing");
	value = strtoul(word, &end, 0);
	ck_assert_msg(*end == '\0' && value <= UINT32_MAX, "no number: %s",
	              word);
	return (uint32_t)value;
}

static int64_t next_time(struct reading *reading)
{
	const char *word = next_word(reading);

	ck_assert_msg(word != NULL, "a time is missing");
	return (int64_t)(strtod(word, NULL) * 1e6 + 0.5) * 1000;
}

static void take_sack(struct reading *reading)
{
	struct tcp_options *options = &reading->segment.options;
	const char *word = next_word(reading);
	unsigned long left, right;

	ck_assert_msg(word != NULL &&
	                      sscanf(word, "%lu-%lu", &left, &right) == 2,
	              "sack wants LEFT-RIGHT");
	ck_assert_uint_lt(options->sack_count, SACK_BLOCKS_MAX);
	options->seen |= OPT_SACK;
	options->sack[options->sack_count].left = (uint32_t)left;
	options->sack[options->sack_count].right = (uint32_t)right;
	options->sack_count++;
}

/* A word of an option, or false. */
static bool take_option(struct reading *reading, const char *word)
{
	struct tcp_options *options = &reading->segment.options;

	if (strcmp(word, "mss") == 0) {
		options->seen |= OPT_MSS;
		options->mss = (uint16_t)next_number(reading);
	} else if (strcmp(word, "wscale") == 0) {
		options->seen |= OPT_WINDOW_SCALE;
		options->window_scale = (uint8_t)next_number(reading);
	} else if (strcmp(word, "sackok") == 0) {
		options->seen |= OPT_SACK_PERMITTED;
	} else if (strcmp(word, "sack") == 0) {
		take_sack(reading);
	} else if (strcmp(word, "ts") == 0) {
		options->seen |= OPT_TIMESTAMPS;
		options->tsval = next_number(reading);
		options->tsecr = next_number(reading);
	} else {
		return false;
	}
	return true;
}

static void take_word(struct reading *reading, const char *word)
{
	struct segment *s = &reading->segment;

	if (*word == '#')
		s->packet = strtoul(word + 1, NULL, 10);
	else if (strcmp(word, "seq") == 0)
		s->seq = next_number(reading);
	else if (strcmp(word, "ack") == 0)
		s->ack = next_number(reading);
	else if (strcmp(word, "len") == 0)
		s->len = next_number(reading);
	else if (strcmp(word, "win") == 0)
		s->window = (uint16_t)next_number(reading);
	else if (strcmp(word, "at") == 0)
		s->time = next_time(reading);
	else if (strcmp(word, "ttl") == 0)
		s->ttl = (uint8_t)next_number(reading);
	else if (strcmp(word, "from") == 0)
		s->source.port = (uint16_t)next_number(reading);
	else if (strcmp(word, "to") == 0)
		s->destination.port = (uint16_t)next_number(reading);
	else if (strcmp(word, "captured") == 0)
		s->tcp_captured = s->header_len + next_number(reading);
	else if (strcmp(word, "badsum") == 0)
		s->checksum = CHECKSUM_BAD;
	else if (strcmp(word, "bogus") == 0)
		s->header_bogus = true;
	else if (strcmp(word, "unknown") == 0)
		s->len_known = false;
	else if (strcmp(word, "id") == 0) {
		s->has_ip_id = true;
		s->ip_id = (uint16_t)next_number(reading);
	} else if (!take_option(reading, word))
		ck_abort_msg("%s means nothing in a segment", word);
}

struct segment seg(const char *line)
{
	char text[LINE_MAX_LEN];
	struct reading reading = {.rest = text};
	struct segment *s = &reading.segment;
	const char *ends, *flags;
	char *word;

	ck_assert_uint_lt(strlen(line), sizeof(text));
	snprintf(text, sizeof(text), "%s", line);
	ends = next_word(&reading);
	flags = next_word(&reading);
	ck_assert_msg(ends != NULL && flags != NULL && strlen(ends) == 3,
	              "not \"A>B FLAGS\": %s", line);
	s->source = end_of(ends[0]);
	s->destination = end_of(ends[2]);
	s->flags = flags_of(flags);
	s->window = UINT16_MAX;
	s->ttl = 64;
	s->len_known = true;
	s->header_len = 20;
	while ((word = next_word(&reading)) != NULL)
		take_word(&reading, word);
	if (s->tcp_captured == 0)
		s->tcp_captured = s->header_len + s->len;
	return *s;
}
