/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "judge.h"

#include <unistd.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "options.h"
#include "output.h"
#include "report/run.h"
#include "tell.h"

#define NS_PER_SEC INT64_C(1000000000)

static int read_capture(const struct options *o, struct capture *capture,
                        const struct check_plan *plan, struct fault *fault)
{
	struct run_options run = {
		.format = &report_check,
		.style = {.check = plan},
		.linger = (int64_t)o->linger_sec * NS_PER_SEC,
		.checksums = o->checksums,
		.wanted = options_want_stream,
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

/* Returns EXIT_TROUBLE where the file is not read to its end; what was read of
 * it counts all the same. */
static int check_file(const struct options *o, const char *name,
                      const struct check_plan *plan)
{
	struct capture_options wanted = {
		.filter = o->filter,
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	struct fault fault = {""};
	struct capture *capture = capture_open(&name, 1, &wanted, &fault);

	verdicts_file(plan->verdicts, name);
	if (capture) {
		read_capture(o, capture, plan, &fault);
		check_settle(plan);
	}
	capture_close(capture);
	if (!fault_is_set(&fault))
		return EXIT_READ;
	verdicts_trouble(plan->verdicts, fault.text);
	return tell_trouble(&fault);
}

/* The file's report, or, where it has no name, the one on standard output. */
static int write_report(const struct report_wish *wish,
                        const struct verdicts *verdicts,
                        const struct output *out)
{
	struct fault fault = {""};
	struct output file;

	if (!wish->file) {
		wish->format->write(verdicts, out->stream);
		return EXIT_READ;
	}
	if (output_open_file(&file, wish->file, &fault) < 0)
		return tell_trouble(&fault);
	wish->format->write(verdicts, file.stream);
	return output_finish(&file, true, &fault) ? EXIT_READ
	                                          : tell_trouble(&fault);
}

bool judge_wants_lines(const struct options_check *check)
{
	for (size_t i = 0; i < check->report_count; i++)
		if (!check->reports[i].file)
			return false;
	return true;
}

/* The worse of two exit statuses. */
static void worsen(int *status, int other)
{
	if (other > *status)
		*status = other;
}

int judge_write_reports(const struct options_check *check,
                        const struct verdicts *verdicts,
                        const struct output *out)
{
	int status = EXIT_READ;

	for (size_t i = 0; i < check->report_count; i++)
		worsen(&status,
		       write_report(&check->reports[i], verdicts, out));
	return status;
}

int judge_captures(const struct options *o)
{
	struct verdicts verdicts = {.keep = o->check.report_count > 0};
	struct check_plan plan;
	struct fault fault = {""};
	struct output out;
	int status = EXIT_READ;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	if (judge_wants_lines(&o->check))
		verdicts.lines = out.stream;
	options_check_plan(&o->check, &plan);
	plan.verdicts = &verdicts;
	for (size_t i = 0; i < o->file_count; i++)
		worsen(&status, check_file(o, o->files[i], &plan));
	if (verdicts.lines && !o->quiet)
		verdicts_totals(&verdicts);
	worsen(&status, judge_write_reports(&o->check, &verdicts, &out));
	if (!output_finish(&out, true, &fault))
		worsen(&status, tell_trouble(&fault));
	if (verdicts.failed)
		worsen(&status, EXIT_FOUND);
	verdicts_fini(&verdicts);
	return status;
}
