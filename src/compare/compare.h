/* SPDX-License-Identifier: BSD-2-Clause
 *
 * compare: two captures of the same conversations, side by side.
 */
#ifndef TCPLADDER_COMPARE_H
#define TCPLADDER_COMPARE_H

#include "compare/trace.h"

/* Writes what one capture saw and the other did not, or saw otherwise, within
 * the style's width.  Returns how many differences there are. */
uint64_t compare_write(const struct trace *here, const struct trace *there,
                       const struct report_style *style);

#endif
