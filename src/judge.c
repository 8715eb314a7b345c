/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "judge.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "capture/capture.h"
#include "enclose.h"
#include "options.h"
#include "output.h"
#include "read.h"
#include "report/run.h"
#include "reports.h"
#include "tell.h"

#define NS_PER_SEC INT64_C(1000000000)

/* A file before it is read. */
struct reserved {
	struct capture *capture; /* NULL: refused */
	struct fault fault;
};

static int read_capture(const struct options *o, struct capture *capture,
                        const struct check_plan *plan, struct fault *fault)
{
	struct run_options run = {
		.format = &report_check,
		.style = {.check = plan},
		.linger = (int64_t)o->linger_sec * NS_PER_SEC,
		.checksums = o->checksums,
		.wanted = o->stream_count ? options_want_stream : NULL,
		.wanted_context = o,
	};
	size_t count;
	const struct capture_file *files;
	int status;

	if (!o->quiet && isatty(STDERR_FILENO))
		run.progress = tell_progress;
	status = run_report(capture, &run, fault);
	if (run.progress)
		tell_progress_done();
	files = capture_files(capture, &count);
	if (status == 0 && files->cut_short) {
		capture_describe_cut(files, fault);
		status = -1;
	}
	return status;
}

/* Reads one file, which is open or was refused.  Returns EXIT_TROUBLE where it
 * is not read to its end; what was read of it counts all the same. */
static int check_file(const struct options *o, const char *name,
                      struct reserved *file, const struct check_plan *plan)
{
	struct fault *fault = &file->fault;

	verdicts_file(plan->verdicts, name);
	if (file->capture && capture_begin(file->capture, fault) == 0) {
		read_capture(o, file->capture, plan, fault);
		check_settle(plan);
	}
	capture_close(file->capture);
	if (!fault_is_set(fault))
		return EXIT_READ;
	verdicts_trouble(plan->verdicts, fault->text);
	return tell_trouble(fault);
}

/* The worse of two exit statuses. */
static void worsen(int *status, int other)
{
	if (other > *status)
		*status = other;
}

static struct reserved *reserve_files(const struct options *o)
{
	struct reserved *files = xcalloc(o->file_count, sizeof(*files));

	for (size_t i = 0; i < o->file_count; i++)
		files[i].capture =
			read_reserve(o, &o->files[i], 1, &files[i].fault);
	return files;
}

/* Everything is open. */
static int check_files(const struct options *o, struct reserved *files,
                       struct reports *reports, struct output *out)
{
	struct verdicts verdicts = {.keep = o->check.report_count > 0};
	struct check_plan plan;
	int status = EXIT_READ;

	if (reports_want_lines(&o->check))
		verdicts.lines = out->stream;
	options_check_plan(&o->check, &plan);
	plan.verdicts = &verdicts;
	for (size_t i = 0; i < o->file_count; i++)
		worsen(&status, check_file(o, o->files[i], &files[i], &plan));
	if (verdicts.lines && !o->quiet)
		verdicts_totals(&verdicts);
	worsen(&status, reports_write(reports, &verdicts, out));
	if (verdicts.failed)
		worsen(&status, EXIT_FOUND);
	verdicts_fini(&verdicts);
	return status;
}

int judge_captures(const struct options *o)
{
	struct reserved *files = NULL;
	struct fault fault = {""}, late = {""};
	struct reports reports;
	struct output out;
	int status = EXIT_TROUBLE;
	bool enclosed;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	if (reports_open(&reports, &o->check, &fault) < 0) {
		output_finish(&out, false, NULL);
		return tell_trouble(&fault);
	}
	files = reserve_files(o);
	enclosed = enclose(o, &fault) == 0;
	if (enclosed) {
		status = check_files(o, files, &reports, &out);
	} else {
		reports_drop(&reports);
		tell_trouble(&fault);
	}
	if (!output_finish(&out, enclosed, &late))
		worsen(&status, tell_trouble(&late));
	free(files);
	return status;
}
