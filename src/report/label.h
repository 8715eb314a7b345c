/* SPDX-License-Identifier: BSD-2-Clause
 *
 * label: what stands on an arrow: flags, numbers and their letters.
 */
#ifndef TCPLADDER_LABEL_H
#define TCPLADDER_LABEL_H

#include "base/phrase.h"
#include "report/report.h"

struct text;

/* From the longest to the shortest. */
enum label_form {
	LABEL_FULL,    /* "SYN,ACK  K=0  ack=J+1=1" */
	LABEL_BRIEF,   /* without what the letters say already */
	LABEL_LETTERS, /* "FIN,ACK  N  ack=M+1" */
	LABEL_FORM_COUNT
};

/* One number of a segment. */
struct label_number {
	char letter; /* 0: none */
	int32_t by;  /* its distance from the letter's */
	uint32_t raw, relative;
};

/* What is the same in every form of a segment's label. */
struct label_numbers {
	const struct record *record;
	struct label_number own, acked;
	bool odd; /* its own number is what is the matter with it */
};

/* Reads a record, which is no run, and which must stay. */
void label_read(struct label_numbers *numbers, const struct connection *c,
                const struct record *r);

/* Adds the label of what was read. */
void label_segment(struct text *text, const struct label_numbers *numbers,
                   const struct report_style *style, enum label_form form);

/* Adds the label of a run: "4 segments, 5 230 B", "4 seg, 5 230 B", "5 230 B". */
void label_run(struct text *text, const struct record *run,
               uint32_t duplicate_acks, enum label_form form);

/* The number that a check found, in its letter's terms: "J+2". */
struct phrase label_found(const struct check *check, enum equation equation);

#endif
