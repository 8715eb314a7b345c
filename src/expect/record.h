/* SPDX-License-Identifier: BSD-2-Clause
 *
 * record: a capture told as a file of expectations.
 */
#ifndef TCPLADDER_EXPECT_RECORD_H
#define TCPLADDER_EXPECT_RECORD_H

#include "report/report.h"

/* What report_record is given as style.wishes. */
struct recording {
	bool with_ends; /* addresses and ports as they are */
	bool written;   /* for the caller: there was something to write */
};

/* Writes a block for each connection, or for several that are alike, and one
 * about all; nothing where there are connections and none is wanted.  Needs
 * every segment's record (style.segments: KEEP_ALL). */
extern const struct report_format report_record;

#endif
