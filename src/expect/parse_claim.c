/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is claimed of a connection as a whole: "closes four-way by server".
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "expect/parse.h"
#include "track/marks.h"
#include "track/outcome.h"

#define COUNT_MAX INT32_MAX

static const char *outcome_at(unsigned index)
{
	return outcome_name((enum outcome)index);
}

static const char *handshake_at(unsigned index)
{
	return handshake_name((enum handshake_kind)index);
}

static const char *close_at(unsigned index)
{
	return close_name((enum close_kind)index);
}

static const char *severity_at(unsigned index)
{
	return severity_name((enum severity)index);
}

static const char *verdict_at(unsigned index)
{
	return verdict_name((enum verdict)index);
}

/* The index of the next word among names, or -1; takes it where it is one. */
static int find_word(struct scan *s, const char *(*name)(unsigned index),
                     unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (scan_keyword(s, name(i)))
			return (int)i;
	return -1;
}

static int parse_time(struct parser *p, struct line *line)
{
	struct scan *s = &p->scan;

	if (scan_end(s))
		return 0;
	line->timed = true;
	if (scan_keyword(s, "in"))
		return scan_times(s, &line->time) < 0 ? -1 : parse_end(p);
	if (scan_keyword(s, "within"))
		return scan_time(s, &line->time.max) < 0 ? -1 : parse_end(p);
	return scan_expected(s, "'in', 'within', or the end of the line");
}

static int parse_opens(struct parser *p, struct line *line)
{
	int how = find_word(&p->scan, handshake_at, HANDSHAKE_KIND_COUNT);
	struct scan *s = &p->scan;
	char word[SCAN_WORD_SIZE];
	size_t before;

	line->how = how < 0 ? HANDSHAKE_THREE_WAY : (unsigned)how;
	if (how < 0 && !scan_end(s)) {
		before = s->at;
		if (!scan_word(s, word))
			*word = '\0';
		s->at = before;
		if (strcmp(word, "in") != 0 && strcmp(word, "within") != 0)
			return scan_expected(
				s, "three-way, simultaneous, incomplete, "
				   "not-captured, 'in', 'within', or the end "
				   "of the line");
	}
	return parse_time(p, line);
}

static int parse_closes(struct parser *p, struct line *line)
{
	int how = find_word(&p->scan, close_at, CLOSE_KIND_COUNT);
	struct scan *s = &p->scan;

	if (how < 0)
		return scan_expected(s, "four-way, three-segment, "
		                        "simultaneous, half, reset, or none");
	line->how = (unsigned)how;
	if (!scan_keyword(s, "by"))
		return parse_time(p, line);
	if (scan_keyword(s, "client"))
		line->by = SIDE_CLIENT;
	else if (scan_keyword(s, "server"))
		line->by = SIDE_SERVER;
	else
		return scan_expected(s, "'client' or 'server'");
	return parse_time(p, line);
}

static int parse_outcome(struct parser *p, struct line *line)
{
	do {
		int outcome = find_word(&p->scan, outcome_at, OUTCOME_COUNT);

		if (outcome < 0)
			return scan_expected(
				&p->scan,
				"closed, half-closed, closing, open, reset, "
				"refused, unanswered, half-open, aborted, or "
				"partial");
		line->outcomes |= 1U << outcome;
	} while (scan_sign(&p->scan, ","));
	return parse_end(p);
}

static int parse_rules(struct parser *p, struct line *line)
{
	do {
		struct scan *s = &p->scan;
		char word[SCAN_WORD_SIZE];
		size_t before = s->at;
		unsigned rule = RULE_COUNT;

		if (scan_word(s, word))
			for (rule = 0; rule < RULE_COUNT; rule++)
				if (strcmp(word, rule_slug(rule)) == 0)
					break;
		if (rule == RULE_COUNT) {
			s->at = before;
			return scan_expected(s, "the name of a rule (see "
			                        "--explain)");
		}
		rule_set_add(&line->rules, rule);
	} while (scan_sign(&p->scan, ","));
	return parse_end(p);
}

/* "none", "none above note", "none above warning but reset". */
static int parse_findings(struct parser *p, struct line *line)
{
	struct scan *s = &p->scan;

	line->severity = -1;
	if (!scan_keyword(s, "none"))
		return scan_expected(s, "'none'");
	if (scan_keyword(s, "above")) {
		line->severity = find_word(s, severity_at, SEVERITY_COUNT);
		if (line->severity < 0)
			return scan_expected(s, "note, warning, or error");
	}
	if (scan_keyword(s, "but"))
		return parse_rules(p, line);
	if (scan_end(s))
		return 0;
	return scan_expected(s, line->severity < 0
	                                ? "'above', 'but', or the end of the "
	                                  "line"
	                                : "'but', or the end of the line");
}

/* A mark or a rule by its name; those of both are the same thing. */
static bool take_subject(const char *word, struct line *line)
{
	bool known = false;

	for (unsigned i = 0; i < MARK_COUNT; i++)
		if (strcmp(word, mark_name((enum mark)i)) == 0) {
			line->marks |= UINT32_C(1) << i;
			known = true;
		}
	for (unsigned i = 0; i < RULE_COUNT; i++)
		if (strcmp(word, rule_slug((enum rule)i)) == 0) {
			rule_set_add(&line->rules, i);
			known = true;
		}
	/* A fast one is one too. */
	if (strcmp(word, "retransmission") == 0)
		line->marks |= MARKS_RETRANSMITTED;
	return known;
}

static int parse_subjects(struct parser *p, struct line *line)
{
	struct scan *s = &p->scan;

	do {
		char word[SCAN_WORD_SIZE];
		size_t before = (scan_end(s), s->at);

		if (!scan_word(s, word) || !take_subject(word, line)) {
			s->at = before;
			return scan_expected(s,
			                     "a mark such as retransmission, "
			                     "or the name of a rule");
		}
	} while (scan_sign(s, ","));
	return parse_end(p);
}

static int parse_equation(struct parser *p, struct line *line)
{
	int verdict = find_word(&p->scan, verdict_at, VERDICT_COUNT);

	if (verdict < 0)
		return scan_expected(&p->scan, "pass, fail, or not-seen");
	line->verdict = (enum verdict)verdict;
	return parse_end(p);
}

static int parse_count(struct parser *p, struct line *line)
{
	if (scan_range(&p->scan, "a number", COUNT_MAX, &line->count) < 0)
		return -1;
	return parse_end(p);
}

int parse_claim(struct parser *p, const char *word, struct line *line)
{
	static const struct {
		const char *word;
		enum line_kind kind;
		int (*parse)(struct parser *p, struct line *line);
	} rows[] = {
		{"opens", LINE_OPENS, parse_opens},
		{"closes", LINE_CLOSES, parse_closes},
		{"outcome", LINE_OUTCOME, parse_outcome},
		{"findings", LINE_FINDINGS, parse_findings},
		{"no", LINE_NO, parse_subjects},
		{"some", LINE_SOME, parse_subjects},
		{"count", LINE_COUNT, parse_count},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(word, rows[i].word) == 0) {
			line->kind = rows[i].kind;
			return rows[i].parse(p, line);
		}
	for (unsigned i = 0; i < EQUATION_COUNT; i++)
		if (word[0] == equation_name((enum equation)i)[0] &&
		    word[1] == '\0' && scan_sign(&p->scan, "+1")) {
			line->kind = LINE_EQUATION;
			line->equation = (enum equation)i;
			return parse_equation(p, line);
		}
	return 1;
}
