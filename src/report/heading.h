/* SPDX-License-Identifier: BSD-2-Clause
 *
 * heading: the words above and below a ladder.
 */
#ifndef TCPLADDER_HEADING_H
#define TCPLADDER_HEADING_H

#include "report/ladder.h"

/* Adds who, how it opened and closed, the four checks and the findings. */
void heading_build(struct ladder *ladder, const struct connection *c);

/* Adds what J, K, M and N are as numbers. */
void legend_build(struct ladder *ladder, const struct connection *c);

/* Adds a row; valid until the next one is added. */
struct ladder_row *ladder_add(struct ladder *ladder, enum row_kind kind);

/* Ends the string that was added to the ladder's store since it was so long. */
struct ladder_string ladder_since(struct ladder *ladder, size_t from);

/* Keeps the text's string, and empties the text. */
struct ladder_string ladder_keep(struct ladder *ladder, struct text *text);

#endif
