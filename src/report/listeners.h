/* SPDX-License-Identifier: BSD-2-Clause
 *
 * listeners: the section on what came to each listener, below ladders and
 * lists.
 */
#ifndef TCPLADDER_LISTENERS_H
#define TCPLADDER_LISTENERS_H

#include "report/report.h"

/* Writes a block for each listener that is worth a word, that is, one with
 * several connections or a finding, and a blank line below each.  Nothing
 * where there is none. */
void listeners_write(const struct report *report);

#endif
