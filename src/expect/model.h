/* SPDX-License-Identifier: BSD-2-Clause
 *
 * model: what a .ladder file says a capture must show.
 *
 * tcpladder-expect(5) describes the language.  A file is a row of blocks; a
 * block is about connections, and each of its lines is a claim about the
 * whole connection or a step of its ladder.
 */
#ifndef TCPLADDER_MODEL_H
#define TCPLADDER_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "decode/segment.h"
#include "track/connection.h"

struct fault;
struct text;

/* Both ends are meant. */
struct range {
	int64_t min, max;
};

#define RANGE_ALL ((struct range){INT64_MIN, INT64_MAX})

/* Names are numbered; the first four are always there. */
enum { NAME_J, NAME_K, NAME_M, NAME_N, NAME_LETTERS };

/* What a name stands for, from where it first stood. */
enum name_kind { NAME_NUMBER, NAME_ADDRESS, NAME_PORT };

struct name {
	char *text;
	enum name_kind kind;
	unsigned line; /* where it first stood; 0 for J, K, M, N */
};

enum term_kind {
	TERM_UNSAID, /* the word is not there */
	TERM_ANY,    /* "*" */
	TERM_NAME,   /* a name, and so much more */
	TERM_RANGE,
};

/* What a number must be. */
struct term {
	enum term_kind kind;
	unsigned name;
	int64_t plus;
	struct range range;
};

/* One end of the connections a block is about. */
struct place {
	enum term_kind address_kind; /* TERM_ANY, TERM_NAME, TERM_RANGE: this */
	unsigned address_name;
	struct endpoint address;
	struct term port;
};

enum step_kind { STEP_SEGMENT, STEP_DATA, STEP_FOLD };

/* A step of the ladder: "> SYN seq J". */
struct step {
	enum step_kind kind;
	bool from_server;
	uint16_t flags, mask; /* SEG_ bits, and which of them matter */
	struct term seq, ack, bytes, mss, scale, window;
	bool sack, timestamps;
};

enum line_kind {
	LINE_STEP,
	LINE_OPENS,
	LINE_CLOSES,
	LINE_OUTCOME,
	LINE_FINDINGS,
	LINE_NO,
	LINE_SOME,
	LINE_EQUATION,
	LINE_COUNT,
};

enum side { SIDE_ANY, SIDE_CLIENT, SIDE_SERVER };

#define RULE_WORDS ((RULE_COUNT + 63) / 64)

struct rule_set {
	uint64_t bits[RULE_WORDS];
};

struct line {
	enum line_kind kind;
	unsigned number, column; /* in the file, from 1 */
	char *text;              /* as written, without its comment */
	bool timed;
	struct range time;     /* ns; of opens, closes and steps */
	struct step step;      /* LINE_STEP */
	unsigned how;          /* enum handshake_kind or close_kind */
	enum side by;          /* LINE_CLOSES */
	unsigned outcomes;     /* LINE_OUTCOME: a bit for each */
	int severity;          /* LINE_FINDINGS: none above it; -1: none */
	uint32_t marks;        /* LINE_NO, LINE_SOME: MARK_BIT()s */
	struct rule_set rules; /* the same; LINE_FINDINGS: but these */
	enum equation equation;
	enum verdict verdict;
	struct range count; /* LINE_COUNT */
};

struct block {
	unsigned number, column;
	char *text;
	bool every;
	struct place client, server;
	struct line *lines;
	size_t line_count;
};

struct model {
	char *file; /* its name, for messages */
	struct block *blocks;
	size_t block_count;
	struct name *names;
	size_t name_count;
};

/* Reads a .ladder file, which is open and stays the caller's.  Returns 0, or -1
 * with the fault "FILE:LINE:COLUMN: expected …, found …" or "FILE: reason".  In
 * both cases the caller empties the model with model_fini(). */
int model_read(struct model *model, const char *file, FILE *in,
               struct fault *fault);

/* The same from bytes; file is but its name. */
int model_parse(struct model *model, const char *file, const char *bytes,
                size_t count, struct fault *fault);

/* Adds what a range asks for: "3", "1 to 2000", "at most 5". */
void range_describe(struct text *text, struct range range);

bool rule_set_has(const struct rule_set *set, unsigned rule);
void rule_set_add(struct rule_set *set, unsigned rule);

static inline bool range_has(struct range range, int64_t value)
{
	return range.min <= value && value <= range.max;
}

void model_fini(struct model *model);

#endif
