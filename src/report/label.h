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

/* Adds the label of a record that is no run. */
void label_segment(struct text *text, const struct connection *c,
                   const struct record *r, const struct report_style *style,
                   enum label_form form);

/* Adds the label of a run: "4 segments, 5 230 B", "4 seg, 5 230 B", "5 230 B". */
void label_run(struct text *text, const struct record *run,
               uint32_t duplicate_acks, enum label_form form);

/* The number that a check found, in its letter's terms: "J+2". */
struct phrase label_found(const struct check *check, enum equation equation);

#endif
