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

/* How to run each file; made before the sandbox, since it asks the terminal. */
static struct run_options make_run(const struct options *o,
                                   const struct check_plan *plan)
{
	bool progress = !o->quiet && isatty(STDERR_FILENO);

	return (struct run_options){
		.format = &report_check,
		.style = {.check = plan},
		.most = o->max_connections,
		.linger = (int64_t)o->linger_sec * NS_PER_SEC,
		.idle = (int64_t)o->idle_sec * NS_PER_SEC,
		.max_segments = o->max_segments,
		.ignored = check_ignored(plan),
		.checksums = o->checksums,
		.wanted = o->stream_count ? options_want_stream : NULL,
		.wanted_context = o,
		.progress = progress ? tell_progress : NULL,
	};
}

static int read_capture(struct capture *capture, const struct run_options *run,
                        struct fault *fault)
{
	size_t count;
	const struct capture_file *files;
	int status;

	status = run_report(capture, run, fault);
	if (run->progress)
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
static int check_file(const char *name, struct reserved *file,
                      const struct run_options *run)
{
	const struct check_plan *plan = run->style.check;
	struct fault *fault = &file->fault;

	verdicts_file(plan->verdicts, name);
	if (file->capture && capture_begin(file->capture, fault) == 0) {
		read_capture(file->capture, run, fault);
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

/* Everything that a check has open, and what it finds. */
struct judging {
	struct output out;
	struct reports reports;
	struct reserved *files;
	struct verdicts verdicts;
	struct check_plan plan;
	struct run_options run;
};

static int open_all(struct judging *j, const struct options *o,
                    struct fault *fault)
{
	if (output_open(&j->out, o, fault) < 0)
		return -1;
	if (reports_open(&j->reports, &o->check, fault) < 0) {
		output_finish(&j->out, false, NULL);
		return -1;
	}
	j->files = xcalloc(o->file_count, sizeof(*j->files));
	for (size_t i = 0; i < o->file_count; i++)
		j->files[i].capture =
			read_reserve(o, &o->files[i], 1, &j->files[i].fault);
	return 0;
}

static void make_plan(struct judging *j, const struct options *o)
{
	j->verdicts.keep = o->check.report_count > 0;
	if (reports_want_lines(&o->check))
		j->verdicts.lines = j->out.stream;
	options_check_plan(&o->check, &j->plan);
	j->plan.verdicts = &j->verdicts;
	j->run = make_run(o, &j->plan);
}

/* Everything is open and enclosed. */
static int check_files(struct judging *j, const struct options *o)
{
	int status = EXIT_READ;

	for (size_t i = 0; i < o->file_count; i++)
		worsen(&status, check_file(o->files[i], &j->files[i], &j->run));
	if (j->verdicts.lines && !o->quiet)
		verdicts_totals(&j->verdicts);
	worsen(&status, reports_write(&j->reports, &j->verdicts, &j->out));
	if (j->verdicts.failed)
		worsen(&status, EXIT_FOUND);
	return status;
}

/* Nothing is read. */
static int drop_files(struct judging *j, const struct options *o)
{
	reports_drop(&j->reports);
	for (size_t i = 0; i < o->file_count; i++)
		capture_close(j->files[i].capture);
	return EXIT_TROUBLE;
}

int judge_captures(const struct options *o)
{
	struct fault fault = {""}, late = {""};
	struct judging j = {.files = NULL};
	bool enclosed;
	int status;

	if (open_all(&j, o, &fault) < 0)
		return tell_trouble(&fault);
	make_plan(&j, o);
	enclosed = enclose(o, &fault) == 0;
	if (!enclosed)
		tell_trouble(&fault);
	status = enclosed ? check_files(&j, o) : drop_files(&j, o);
	if (!output_finish(&j.out, enclosed, &late))
		worsen(&status, tell_trouble(&late));
	verdicts_fini(&j.verdicts);
	free(j.files);
	return status;
}
