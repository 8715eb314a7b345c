/* SPDX-License-Identifier: BSD-2-Clause
 *
 * paint: UTF-8 as it is, or in plain words for those who have no others.
 */
#ifndef TCPLADDER_PAINT_H
#define TCPLADDER_PAINT_H

#include <stdbool.h>

struct text;

/* Adds the string, its signs replaced by ASCII where that is asked for. */
void paint_plain(struct text *text, const char *utf8, bool to_ascii);

#endif
