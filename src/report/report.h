/* SPDX-License-Identifier: BSD-2-Clause
 *
 * report: the formats, and what every one of them is given.
 */
#ifndef TCPLADDER_REPORT_H
#define TCPLADDER_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "track/tracker.h"

enum report_seq { REPORT_SEQ_RELATIVE, REPORT_SEQ_RAW, REPORT_SEQ_BOTH };

enum report_time {
	REPORT_TIME_RELATIVE, /* since the capture's first packet */
	REPORT_TIME_DELTA,    /* since the row before */
	REPORT_TIME_DATE,     /* UTC */
	REPORT_TIME_EPOCH,
};

/* How it is to look. */
struct report_style {
	FILE *out;
	unsigned width; /* columns, never exceeded … */
	bool fitted;    /* … by tables, either */
	bool ascii;
	bool color;
	bool quiet;         /* no closing summary */
	bool all;           /* every segment a row */
	enum keep segments; /* in the JSON */
	enum report_seq seq;
	enum report_time time;
	void *wishes;                   /* what the format alone understands */
	const struct check_plan *check; /* of report_check */
};

/* Facts of the whole capture.  `start` is known once there was a packet; the
 * rest is complete at the end. */
struct report_facts {
	uint64_t packets;
	uint64_t kinds[PACKET_KIND_COUNT]; /* by enum packet_kind */
	uint64_t segments;
	uint64_t jumbograms;
	uint64_t backwards;       /* packets earlier than the one before them */
	uint64_t first_backwards; /* the first of these; 0: none */
	int64_t start, end; /* ns since the epoch: of the first, of the last */
	int64_t earliest, latest; /* of all, where the clock ran back */
	const struct capture_file *files;
	size_t file_count;
	const struct tracker_totals *totals;
	const struct listener *listeners;
	size_t listener_count;
};

struct report {
	const struct report_format *format;
	struct report_style style;
	const struct report_facts *facts;
	uint64_t written; /* connections so far */
	bool live;        /* the next packet may be long in coming */
	void *own;        /* the format's, from begin to end */
};

/* One format: a row in the table of report.c. */
struct report_format {
	const char *name;
	bool streams;  /* connections are wanted as they end */
	bool zeek;     /* Zeek's view is wanted */
	bool whole;    /* without each segment, it is not to be relied upon */
	bool headless; /* begin() asks for no sum over all connections */
	void (*begin)(struct report *report);
	void (*connection)(struct report *report, const struct connection *c);
	/* Instead of it, where a connection is told in brief; or NULL. */
	void (*brief)(struct report *report, const struct brief *brief);
	void (*end)(struct report *report);
};

extern const struct report_format report_ladder, report_list, report_json,
	report_ndjson, report_check;

/* Asks the system for what formats will need of it. */
void report_prepare(void);

/* Which segments a format needs kept, in this style. */
enum keep report_keep(const struct report_format *format,
                      const struct report_style *style);

#endif
