/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The steps of a ladder: "> SYN seq J mss 1460", "< data 1..2000 bytes", "...".
 */
#include "config.h"

#include <string.h>

#include "base/array.h"
#include "expect/parse.h"

#define CONTROL (SEG_FIN | SEG_SYN | SEG_RST | SEG_ACK)

#define A_FLAG "flags such as SYN,ACK, or 'data'"
#define A_NUMBER "a number, a name, or '*'"

static const struct {
	const char *name;
	uint16_t bit;
} FLAGS[] = {
	{"FIN", SEG_FIN}, {"SYN", SEG_SYN}, {"RST", SEG_RST},
	{"PSH", SEG_PSH}, {"ACK", SEG_ACK}, {"URG", SEG_URG},
	{"ECE", SEG_ECE}, {"CWR", SEG_CWR}, {"AE", SEG_AE},
};

static int parse_flag(struct scan *s, struct step *step)
{
	char word[SCAN_WORD_SIZE];
	size_t before;

	scan_end(s);
	before = s->at;
	if (scan_word(s, word))
		for (size_t i = 0; i < ARRAY_LEN(FLAGS); i++)
			if (strcmp(word, FLAGS[i].name) == 0) {
				step->flags |= FLAGS[i].bit;
				return 0;
			}
	s->at = before;
	return scan_expected(s, A_FLAG);
}

/* FIN, SYN, RST and ACK are as said; the others matter where they are said. */
static int parse_flags(struct scan *s, struct step *step)
{
	step->mask = CONTROL;
	if (scan_keyword(s, "none")) {
		step->mask = 0x1FF;
		return 0;
	}
	do {
		if (parse_flag(s, step) < 0)
			return -1;
	} while (scan_sign(s, ","));
	step->mask |= step->flags;
	return 0;
}

/* "J", "J+1", "X-1", "*". */
static int parse_sequence(struct parser *p, struct term *term)
{
	struct scan *s = &p->scan;
	char name[SCAN_WORD_SIZE];
	size_t at;
	int sign;

	if (scan_sign(s, "*")) {
		term->kind = TERM_ANY;
		return 0;
	}
	scan_end(s);
	at = s->at;
	if (!scan_name(s, name))
		return scan_expected(s, "J, K, M, N, another name, or '*'");
	term->kind = TERM_NAME;
	if (parse_name(p, name, at, NAME_NUMBER, &term->name) < 0)
		return -1;
	sign = scan_sign(s, "+") ? 1 : scan_sign(s, "-") ? -1 : 0;
	if (!sign)
		return 0;
	if (scan_number(s, "a number", UINT32_MAX, &term->plus) < 0)
		return -1;
	term->plus *= sign;
	return 0;
}

/* A range, a name or "*". */
static int parse_term(struct parser *p, int64_t max, struct term *term)
{
	struct scan *s = &p->scan;
	char name[SCAN_WORD_SIZE];
	size_t at;

	if (scan_sign(s, "*")) {
		term->kind = TERM_ANY;
		return 0;
	}
	scan_end(s);
	at = s->at;
	if (scan_name(s, name)) {
		term->kind = TERM_NAME;
		return parse_name(p, name, at, NAME_NUMBER, &term->name);
	}
	term->kind = TERM_RANGE;
	return scan_range(s, A_NUMBER, max, &term->range);
}

/* "mss 1460": words of a SYN. */
static int parse_syn_word(struct parser *p, const char *word, size_t at,
                          struct step *step)
{
	if (step->kind != STEP_SEGMENT || !(step->flags & SEG_SYN))
		return scan_refuse(&p->scan, at, "expected %s in a SYN only",
		                   word);
	if (strcmp(word, "mss") == 0)
		return parse_term(p, UINT16_MAX, &step->mss);
	if (strcmp(word, "wscale") == 0)
		return parse_term(p, UINT8_MAX, &step->scale);
	if (strcmp(word, "sackOK") == 0)
		step->sack = true;
	else
		step->timestamps = true;
	return 0;
}

static bool is_syn_word(const char *word)
{
	return strcmp(word, "mss") == 0 || strcmp(word, "wscale") == 0 ||
	       strcmp(word, "sackOK") == 0 || strcmp(word, "timestamps") == 0;
}

/* "within 200 ms", "in 10..20 ms". */
static int parse_step_time(struct scan *s, const char *word, struct line *line)
{
	line->timed = true;
	if (strcmp(word, "in") == 0)
		return scan_times(s, &line->time);
	return scan_time(s, &line->time.max);
}

static int parse_word(struct parser *p, const char *word, size_t at,
                      struct line *line)
{
	struct step *step = &line->step;
	struct scan *s = &p->scan;

	if (strcmp(word, "within") == 0 || strcmp(word, "in") == 0)
		return parse_step_time(s, word, line);
	if (is_syn_word(word))
		return parse_syn_word(p, word, at, step);
	if (step->kind == STEP_DATA) {
		s->at = at;
		return scan_expected(s, "a number of bytes, 'in', 'within', or "
		                        "the end of the line");
	}
	if (strcmp(word, "seq") == 0)
		return parse_sequence(p, &step->seq);
	if (strcmp(word, "ack") == 0 && step->flags & SEG_ACK)
		return parse_sequence(p, &step->ack);
	if (strcmp(word, "ack") == 0)
		return scan_refuse(s, at,
		                   "expected ack in a segment with ACK only");
	if (strcmp(word, "window") == 0)
		return parse_term(p, UINT16_MAX, &step->window);
	s->at = at;
	return scan_expected(s, "seq, ack, window, mss, wscale, sackOK, "
	                        "timestamps, in, within, or the end of the "
	                        "line");
}

/* "1..2000 bytes", "X bytes", "* bytes". */
static int parse_bytes(struct parser *p, struct step *step)
{
	struct scan *s = &p->scan;
	char word[SCAN_WORD_SIZE];
	size_t before;

	if (scan_end(s))
		return 0;
	before = s->at;
	if (scan_word(s, word) &&
	    (strcmp(word, "in") == 0 || strcmp(word, "within") == 0)) {
		s->at = before;
		return 0;
	}
	s->at = before;
	if (parse_term(p, INT64_MAX / 2, &step->bytes) < 0)
		return -1;
	if (!scan_keyword(s, "bytes") && !scan_keyword(s, "byte"))
		return scan_expected(s, "'bytes'");
	return 0;
}

static int parse_fold(struct parser *p, struct line *line)
{
	if (!scan_sign(&p->scan, "..."))
		return scan_expected(&p->scan, "'...'");
	line->step.kind = STEP_FOLD;
	return parse_end(p);
}

int parse_step(struct parser *p, struct line *line)
{
	struct scan *s = &p->scan;
	struct step *step = &line->step;
	char word[SCAN_WORD_SIZE];
	int result;

	line->kind = LINE_STEP;
	if (s->line[s->at] == '.')
		return parse_fold(p, line);
	step->from_server = s->line[s->at++] == '<';
	if (scan_keyword(s, "data")) {
		step->kind = STEP_DATA;
		result = parse_bytes(p, step);
	} else {
		result = parse_flags(s, step);
	}
	while (result == 0 && !scan_end(s)) {
		size_t at = s->at;

		if (!scan_word(s, word))
			*word = '\0';
		result = parse_word(p, word, at, line);
	}
	return result;
}
