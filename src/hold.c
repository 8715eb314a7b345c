/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "hold.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "capture/capture.h"
#include "compare/compare.h"
#include "enclose.h"
#include "expect/expect.h"
#include "expect/record.h"
#include "options.h"
#include "output.h"
#include "read.h"
#include "report/verdicts.h"
#include "reports.h"
#include "tell.h"

/* ---- --expect ---- */

/* Everything that --expect opens. */
struct trial_files {
	FILE *expectations;
	struct capture *capture;
	struct output out;
	struct reports reports;
	struct run_options run;
};

static int open_expected(struct trial_files *f, const struct options *o,
                         struct fault *fault)
{
	f->expectations = fopen(o->expect, "re");
	if (!f->expectations)
		return fault_set(fault, "%s: %s", o->expect, strerror(errno));
	f->capture = read_reserve(o, o->files, o->file_count, fault);
	if (!f->capture || output_open(&f->out, o, fault) < 0)
		return -1;
	if (reports_open(&f->reports, &o->check, fault) < 0) {
		output_finish(&f->out, false, NULL);
		return -1;
	}
	f->run = read_plan(o, &f->out);
	f->run.style.segments = KEEP_ALL;
	return 0;
}

static void close_expected(struct trial_files *f)
{
	capture_close(f->capture);
	if (f->expectations)
		fclose(f->expectations);
}

/* Reads the captures into the expectation, which the model and the verdicts
 * are set of. */
static int read_expected(const struct options *o, struct expectation *e,
                         struct trial_files *f)
{
	int status = EXIT_TROUBLE;

	f->run.style.wishes = e;
	verdicts_file(e->verdicts, o->files[0]);
	if (read_begin(f->capture))
		status = read_to_end(f->capture, &f->run);
	if (status != EXIT_READ)
		verdicts_trouble(e->verdicts, "not read to its end");
	return status;
}

static int report_expected(const struct options *o, const struct model *model,
                           struct trial_files *f)
{
	struct verdicts verdicts = {.keep = o->check.report_count > 0};
	struct expectation e = {.model = model, .verdicts = &verdicts};
	struct fault fault = {""};
	int status, reported;

	e.silent = !reports_want_lines(&o->check);
	status = read_expected(o, &e, f);
	reported = reports_write(&f->reports, &verdicts, &f->out);
	if (!output_finish(&f->out, true, &fault))
		status = tell_trouble(&fault);
	if (reported != EXIT_READ)
		status = reported;
	verdicts_fini(&verdicts);
	return status == EXIT_READ && e.not_met ? EXIT_FOUND : status;
}

/* Everything is open. */
static int try_expected(const struct options *o, struct trial_files *f)
{
	struct fault fault = {""};
	struct model model = {0};
	int status;

	if (enclose(o, &fault) == 0 &&
	    model_read(&model, o->expect, f->expectations, &fault) == 0) {
		status = report_expected(o, &model, f);
	} else {
		reports_drop(&f->reports);
		output_finish(&f->out, false, NULL);
		status = tell_trouble(&fault);
	}
	model_fini(&model);
	return status;
}

int hold_expectations(const struct options *o)
{
	struct trial_files files = {0};
	struct fault fault = {""};
	int status = open_expected(&files, o, &fault) < 0
	                     ? tell_trouble(&fault)
	                     : try_expected(o, &files);

	close_expected(&files);
	return status;
}

/* ---- --record ---- */

/* No file is better than one that --expect refuses. */
static int refuse_empty(const struct options *o)
{
	struct fault fault = {""};
	const char *by = "--stream leaves";

	if (o->problems)
		by = o->stream_count ? "--stream and --problems leave"
		                     : "--problems leaves";
	fault_set(&fault, "nothing to record: %s no connection", by);
	return tell_trouble(&fault);
}

/* Everything is open. */
static int record(const struct options *o, struct capture *capture,
                  struct output *out)
{
	struct recording recording = {.with_ends = o->record_ends};
	struct run_options run = read_plan(o, out);
	struct fault late = {""};
	bool begun;
	int status;

	run.style.segments = KEEP_ALL;
	run.style.wishes = &recording;
	status = read_enclosed(o, capture, &run, &begun);
	if (status == EXIT_READ && !recording.written)
		status = refuse_empty(o);
	if (!output_finish(out, recording.written, &late))
		status = tell_trouble(&late);
	return status;
}

int hold_record(const struct options *o)
{
	struct fault fault = {""};
	struct capture *capture =
		read_reserve(o, o->files, o->file_count, &fault);
	struct output out;
	int status = capture && output_open(&out, o, &fault) == 0
	                     ? record(o, capture, &out)
	                     : tell_trouble(&fault);

	capture_close(capture);
	return status;
}

/* ---- --compare ---- */

/* One of the two. */
struct side_read {
	struct capture *capture;
	struct trace trace;
	int status;
};

static void read_side(struct side_read *side, struct run_options *run)
{
	run->style.wishes = &side->trace;
	run->segment_context = &side->trace;
	side->status = read_begin(side->capture)
	                       ? read_to_end(side->capture, run)
	                       : EXIT_TROUBLE;
}

/* What was read of a file that is cut short is compared; of one that cannot be
 * read, there is nothing. */
static bool has_something(const struct side_read *side)
{
	return side->status == EXIT_READ || side->trace.count;
}

/* Everything is open and enclosed.  Returns the exit status; *whole is whether
 * there was something to compare. */
static int compare(struct side_read *here, struct side_read *there,
                   struct run_options *run, bool *whole)
{
	uint64_t different = 0;

	read_side(here, run);
	read_side(there, run);
	*whole = has_something(here) && has_something(there);
	if (*whole)
		different =
			compare_write(&here->trace, &there->trace, &run->style);
	trace_fini(&here->trace);
	trace_fini(&there->trace);
	if (here->status != EXIT_READ)
		return here->status;
	if (there->status != EXIT_READ)
		return there->status;
	return different ? EXIT_FOUND : EXIT_READ;
}

static int compare_sides(const struct options *o, struct side_read *here,
                         struct side_read *there)
{
	struct fault fault = {""}, late = {""};
	struct run_options run;
	struct output out;
	bool whole = false;
	int status;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	run = read_plan(o, &out);
	run.style.segments = KEEP_ALL;
	run.segment = trace_segment;
	status = enclose(o, &fault) < 0 ? tell_trouble(&fault)
	                                : compare(here, there, &run, &whole);
	if (!output_finish(&out, whole, &late))
		status = tell_trouble(&late);
	return status;
}

int hold_compare(const struct options *o)
{
	struct fault fault = {""};
	struct side_read here = {
		.capture = read_reserve(o, o->files, o->file_count, &fault)};
	struct side_read there = {
		.capture = here.capture
	                           ? read_reserve(o, &o->compare, 1, &fault)
	                           : NULL};
	int status = there.capture ? compare_sides(o, &here, &there)
	                           : tell_trouble(&fault);

	capture_close(here.capture);
	capture_close(there.capture);
	return status;
}
