/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "hold.h"

#include "compare/compare.h"
#include "expect/expect.h"
#include "expect/record.h"
#include "judge.h"
#include "options.h"
#include "output.h"
#include "read.h"
#include "report/verdicts.h"
#include "tell.h"

/* Reads the captures into the expectation, which the model and the verdicts
 * are set of. */
static int read_expected(const struct options *o, struct expectation *e,
                         const struct output *out)
{
	struct run_options run = read_plan(o, out);
	int status;

	run.style.segments = KEEP_ALL;
	run.style.wishes = e;
	verdicts_file(e->verdicts, o->files[0]);
	status = read_files(o, o->files, o->file_count, &run);
	if (status != EXIT_READ)
		verdicts_trouble(e->verdicts, "not read to its end");
	return status;
}

static int report_expected(const struct options *o, const struct model *model)
{
	struct verdicts verdicts = {.keep = o->check.report_count > 0};
	struct expectation e = {.model = model, .verdicts = &verdicts};
	struct fault fault = {""};
	struct output out;
	int status, reported;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	e.silent = !judge_wants_lines(&o->check);
	status = read_expected(o, &e, &out);
	reported = judge_write_reports(&o->check, &verdicts, &out);
	if (!output_finish(&out, true, &fault))
		status = tell_trouble(&fault);
	if (reported != EXIT_READ)
		status = reported;
	verdicts_fini(&verdicts);
	return status == EXIT_READ && e.not_met ? EXIT_FOUND : status;
}

int hold_expectations(const struct options *o)
{
	struct fault fault = {""};
	struct model model;
	int status;

	if (model_read(&model, o->expect, &fault) < 0)
		status = tell_trouble(&fault);
	else
		status = report_expected(o, &model);
	model_fini(&model);
	return status;
}

int hold_record(const struct options *o)
{
	struct recording recording = {.with_ends = o->record_ends};
	struct fault fault = {""};
	struct run_options run;
	struct output out;
	int status;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	run = read_plan(o, &out);
	run.style.segments = KEEP_ALL;
	run.style.wishes = &recording;
	status = read_files(o, o->files, o->file_count, &run);
	if (!output_finish(&out, true, &fault))
		status = tell_trouble(&fault);
	return status;
}

static int read_trace(const struct options *o, const char *const *files,
                      size_t count, struct run_options *run,
                      struct trace *trace)
{
	run->style.wishes = trace;
	run->segment_context = trace;
	return read_files(o, files, count, run);
}

int hold_compare(const struct options *o)
{
	struct trace here = {0}, there = {0};
	struct fault fault = {""};
	struct run_options run;
	struct output out;
	int status, other;
	uint64_t different = 0;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	run = read_plan(o, &out);
	run.style.segments = KEEP_ALL;
	run.segment = trace_segment;
	status = read_trace(o, o->files, o->file_count, &run, &here);
	other = read_trace(o, &o->compare, 1, &run, &there);
	/* What was read of a file that is cut short is compared; of one that
	 * cannot be read, there is nothing. */
	if ((status == EXIT_READ || here.count) &&
	    (other == EXIT_READ || there.count))
		different = compare_write(&here, &there, &run.style);
	trace_fini(&here);
	trace_fini(&there);
	if (!output_finish(&out, true, &fault))
		status = tell_trouble(&fault);
	if (status == EXIT_READ)
		status = other;
	return status == EXIT_READ && different ? EXIT_FOUND : status;
}
