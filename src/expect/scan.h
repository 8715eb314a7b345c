/* SPDX-License-Identifier: BSD-2-Clause
 *
 * scan: the words of one line of a .ladder file.
 *
 * The parser asks for what may stand next; blanks between words are passed
 * over.  What is not there is said once, with file, line and column.
 */
#ifndef TCPLADDER_SCAN_H
#define TCPLADDER_SCAN_H

#include "expect/model.h"

#define SCAN_WORD_SIZE 64 /* no word of the language is longer */

struct scan {
	const char *file;
	const char *line; /* without its comment, NUL-terminated */
	size_t at;        /* where the next word may begin */
	unsigned number;  /* of the line */
	struct fault *fault;
};

/* "FILE:LINE:COLUMN: expected WHAT, found …" into the fault; returns -1. */
int scan_expected(struct scan *scan, const char *what);

/* The same with a reason of one's own, at a column from 0. */
int scan_refuse(const struct scan *scan, size_t at, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* True when nothing follows. */
bool scan_end(struct scan *scan);

/* Takes this sign, or this whole word; true when it stood there. */
bool scan_sign(struct scan *scan, const char *sign);
bool scan_keyword(struct scan *scan, const char *word);

/* Takes a word: a letter, then letters, digits and "-".  False where there is
 * none, or a longer one than any that is known. */
bool scan_word(struct scan *scan, char word[SCAN_WORD_SIZE]);

/* Takes a name: a letter, then letters, digits and "_". */
bool scan_name(struct scan *scan, char name[SCAN_WORD_SIZE]);

/* Takes all up to a blank or one of these characters. */
bool scan_until(struct scan *scan, const char *stop, char word[SCAN_WORD_SIZE]);

/* Takes a whole number up to max; -1 and the fault where there is none. */
int scan_number(struct scan *scan, const char *what, int64_t max,
                int64_t *number);

/* Takes "3", "= 3", "< 3", "<= 3", "> 3", ">= 3", "1..3" or "1..". */
int scan_range(struct scan *scan, const char *what, int64_t max,
               struct range *range);

/* Takes a range of times, in ns: "< 50 ms", "10..20 ms", "20 ms +- 5 ms". */
int scan_times(struct scan *scan, struct range *range);

/* Takes one time, "200 ms". */
int scan_time(struct scan *scan, int64_t *time);

#endif
