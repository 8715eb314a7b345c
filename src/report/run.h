/* SPDX-License-Identifier: BSD-2-Clause
 *
 * run: a capture through decoder and tracker into a report.
 */
#ifndef TCPLADDER_RUN_H
#define TCPLADDER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "report/report.h"

struct run_options {
	const struct report_format *format;
	struct report_style style;
	uint64_t most;         /* connections; see tracker_options */
	int64_t linger, idle;  /* ns; see tracker_options */
	struct shelf *shelf;   /* or NULL; see tracker_options, … */
	struct room room;      /* … */
	uint32_t max_segments; /* kept of a connection; 0: any number */
	uint64_t ignored;      /* rules; see connection_options */
	bool checksums;        /* verify them */
	bool problems;         /* only connections with a warning or an error */
	bool (*wanted)(const void *context, uint64_t stream); /* or NULL: all */
	const void *wanted_context;
	/* Called with every segment, or NULL. */
	void (*segment)(void *context, const struct segment *segment);
	void *segment_context;
	/* Called now and then while reading, or NULL. */
	void (*progress)(const struct capture *capture, uint64_t packets);
};

/* Reads the capture to its end and writes the report to style.out.  Returns 0,
 * or -1 and the fault ("FILE: reason") where reading stopped before the end, or
 * segments that the format needs are not kept: the report then holds all that
 * was.  Write errors are left in the
 * stream for the caller to find. */
int run_report(struct capture *capture, const struct run_options *options,
               struct fault *fault);

#endif
