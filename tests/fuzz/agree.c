/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "agree.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/xalloc.h"
#include "broken.h"
#include "figure.h"

json_int_t agree_number(json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *word(json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static void same(const char *what, json_int_t found, json_int_t wanted)
{
	if (found != wanted)
		broken("%s: %lld, not %lld", what, (long long)found,
		       (long long)wanted);
}

static bool is_marked(json_t *segment, const char *mark)
{
	json_t *marks = json_object_get(segment, "marks"), *one;
	size_t i;

	json_array_foreach (marks, i, one)
		if (strcmp(json_string_value(one), mark) == 0)
			return true;
	return false;
}

/* What an end's own numbers say, its segments say too. */
static void check_end(json_t *connection, const char *end)
{
	json_t *segments = json_object_get(connection, "segments"), *segment;
	json_t *says = json_object_get(connection, end);
	json_int_t count = 0, bytes = 0;
	size_t i;

	json_array_foreach (segments, i, segment) {
		if (strcmp(word(segment, "from"), end) != 0 ||
		    is_marked(segment, "duplicate-capture") ||
		    is_marked(segment, "network-duplicate"))
			continue;
		count++;
		bytes += agree_number(segment, "len");
	}
	same("segments of an end", agree_number(says, "segments"), count);
	same("bytes of an end", agree_number(says, "payload_bytes"), bytes);
}

static json_t *find_finding(json_t *connection, const char *rule)
{
	json_t *all = json_object_get(connection, "findings"), *one;
	size_t i;

	json_array_foreach (all, i, one)
		if (strcmp(word(one, "rule"), rule) == 0)
			return one;
	return NULL;
}

/* An equation that fails is a finding, with the same numbers, and no other
 * is. */
static void check_equations(json_t *connection)
{
	static const char *const rules[] = {"j-plus-1", "k-plus-1", "m-plus-1",
	                                    "n-plus-1"};
	json_t *checks = json_object_get(connection, "checks"), *check;
	size_t i;

	json_array_foreach (checks, i, check) {
		json_t *finding = find_finding(connection, rules[i]);
		bool fails = strcmp(word(check, "verdict"), "fail") == 0;

		if (fails != (finding != NULL))
			broken("%s: the check says %s, a finding %s", rules[i],
			       word(check, "verdict"),
			       finding ? word(finding, "message") : "nothing");
		if (!fails)
			continue;
		same("the number expected", agree_number(finding, "expected"),
		     agree_number(check, "expected"));
		same("the number found", agree_number(finding, "actual"),
		     agree_number(check, "actual"));
		same("the packet", agree_number(finding, "packet"),
		     agree_number(check, "packet"));
	}
}

static void need(json_t *connection, const char *part, const char *key,
                 const char *why)
{
	json_t *value = json_object_get(json_object_get(connection, part), key);

	if (json_is_null(value))
		broken("%s, and no %s in its %s", why, key, part);
}

/* What a word of the whole asks of the parts. */
static void check_words(json_t *connection)
{
	static const struct {
		const char *part, *key, *says; /* part NULL: of the whole */
		const char *of, *needs;
	} rows[] = {
		{"handshake", "kind", "three-way", "handshake", "ack"},
		{NULL, "outcome", "closed", "close", "fin_1"},
		{NULL, "outcome", "closed", "close", "fin_2"},
		{NULL, "outcome", "closed", "close", "ack_1"},
		{NULL, "outcome", "closed", "close", "ack_2"},
		{NULL, "outcome", "half-closed", "close", "fin_1"},
		{NULL, "outcome", "closing", "close", "fin_1"},
		{NULL, "outcome", "reset", "close", "reset"},
		{NULL, "outcome", "unanswered", "handshake", "syn"},
		{NULL, "outcome", "half-open", "handshake", "syn_ack"},
		{NULL, "outcome", "aborted", "close", "reset"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		json_t *part =
			rows[i].part ? json_object_get(connection, rows[i].part)
				     : connection;

		if (strcmp(word(part, rows[i].key), rows[i].says) == 0)
			need(connection, rows[i].of, rows[i].needs,
			     rows[i].says);
	}
}

/* Each packet in one connection, once, and in order; findings are of packets
 * of their connection. */
static void check_packets(json_t *connection, bool *met, size_t packets)
{
	json_t *segments = json_object_get(connection, "segments"), *one;
	json_t *findings = json_object_get(connection, "findings");
	bool *own = xcalloc(packets + 1, sizeof(*own));
	json_int_t before = 0;
	size_t i;

	json_array_foreach (segments, i, one) {
		json_int_t packet = agree_number(one, "packet");

		if (packet <= before || packet > (json_int_t)packets)
			broken("packet %lld after %lld", (long long)packet,
			       (long long)before);
		if (met[packet])
			broken("packet %lld is in two connections",
			       (long long)packet);
		met[packet] = own[packet] = true;
		before = packet;
	}
	json_array_foreach (findings, i, one) {
		json_int_t packet = agree_number(one, "packet");

		if (packet > (json_int_t)packets || (packet && !own[packet]))
			broken("%s at packet %lld, of another connection",
			       word(one, "rule"), (long long)packet);
	}
	free(own);
}

struct tally {
	size_t segments;
	json_t *findings, *outcomes;
};

static void count_word(json_t *counts, const char *key)
{
	json_object_set_new(counts, key,
	                    json_integer(agree_number(counts, key) + 1));
}

static void count_findings(struct tally *tally, json_t *of)
{
	json_t *findings = json_object_get(of, "findings"), *finding;
	size_t i;

	json_array_foreach (findings, i, finding)
		count_word(tally->findings, word(finding, "severity"));
}

static void check_tally(const struct tally *tally, json_t *capture)
{
	json_t *says = json_object_get(capture, "findings");
	static const char *const severities[] = {"error", "warning", "note"};

	same("TCP packets in connections", (json_int_t)tally->segments,
	     agree_number(capture, "tcp_segments"));
	for (size_t i = 0; i < ARRAY_LEN(severities); i++)
		same(severities[i], agree_number(says, severities[i]),
		     agree_number(tally->findings, severities[i]));
	if (!json_equal(tally->outcomes, json_object_get(capture, "outcomes")))
		broken("outcomes do not add up");
}

static void check_contents(json_t *capture, const struct contents *contents)
{
	json_t *skipped = json_object_get(capture, "skipped");

	same("packets", agree_number(capture, "packets"),
	     (json_int_t)contents->packets);
	same("segments", agree_number(capture, "tcp_segments"),
	     (json_int_t)contents->segments);
	same("not IP", agree_number(skipped, "not_ip"),
	     (json_int_t)contents->not_ip);
	same("not TCP", agree_number(skipped, "not_tcp"),
	     (json_int_t)contents->not_tcp);
	same("malformed", agree_number(skipped, "malformed"),
	     (json_int_t)contents->malformed);
	same("fragments", agree_number(skipped, "fragment"), 0);
}

void agree_check(json_t *document, const struct contents *contents)
{
	json_t *capture = json_object_get(document, "capture");
	json_t *connections = json_object_get(document, "connections"), *one;
	json_t *listeners = json_object_get(document, "listeners");
	struct tally tally = {0, json_object(), json_object()};
	bool *met = xcalloc(contents->packets + 1, sizeof(*met));
	size_t i;

	check_contents(capture, contents);
	json_array_foreach (connections, i, one) {
		same("stream", agree_number(one, "stream"), (json_int_t)i);
		check_packets(one, met, contents->packets);
		check_end(one, "client");
		check_end(one, "server");
		check_equations(one);
		check_words(one);
		figure_check(one);
		count_findings(&tally, one);
		count_word(tally.outcomes, word(one, "outcome"));
	}
	json_array_foreach (listeners, i, one)
		count_findings(&tally, one);
	for (i = 1; i <= contents->packets; i++)
		tally.segments += met[i];
	check_tally(&tally, capture);
	json_decref(tally.findings);
	json_decref(tally.outcomes);
	free(met);
}

void agree_lines(json_t *document, const char *lines)
{
	json_t *connections = json_object_get(document, "connections");
	json_int_t count = 0;

	for (; *lines; lines = strchr(lines, '\n') + 1) {
		json_error_t error;
		json_t *line = json_loads(
			lines, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK,
			&error);
		json_t *stream = json_object_get(line, "stream");
		json_t *one = stream ? line : json_object_get(line, "capture");
		json_t *other = json_object_get(document, "capture");

		if (!line)
			broken("no JSON: %s in %.200s", error.text, lines);
		count += stream != NULL;
		if (stream)
			other = json_array_get(
				connections,
				(size_t)json_integer_value(stream));
		if (!json_equal(one, other))
			broken("--ndjson differs from --json: %.300s", lines);
		json_decref(line);
	}
	same("connections of --ndjson", count,
	     (json_int_t)json_array_size(connections));
}
