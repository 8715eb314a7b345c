/* SPDX-License-Identifier: BSD-2-Clause
 *
 * closing: the summary below ladders and lists.
 */
#ifndef TCPLADDER_CLOSING_H
#define TCPLADDER_CLOSING_H

#include "report/report.h"

/* Writes the section on listeners, then connections by outcome, packets by
 * kind, findings by severity. */
void closing_write(const struct report *report);

#endif
