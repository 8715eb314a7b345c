/* SPDX-License-Identifier: BSD-2-Clause
 *
 * parse: what the parts of the parser of .ladder files share.
 */
#ifndef TCPLADDER_PARSE_H
#define TCPLADDER_PARSE_H

#include "expect/scan.h"

struct parser {
	struct model *model;
	struct scan scan;
};

/* The number of a name, which is new or known as the same kind; -1 and the
 * fault where it is known as another. */
int parse_name(struct parser *parser, const char *text, size_t at,
               enum name_kind kind, unsigned *name);

/* The rest of a line that begins with ">" or "<". */
int parse_step(struct parser *parser, struct line *line);

/* The rest of a line of any other kind, after its first word: 1 where the word
 * begins none. */
int parse_claim(struct parser *parser, const char *word, struct line *line);

/* Fails unless the line ends here. */
int parse_end(struct parser *parser);

#endif
