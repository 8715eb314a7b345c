/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "read.h"

#include <stdlib.h>
#include <unistd.h>

#include "capture/capture.h"
#include "compare/trace.h"
#include "decode/decode.h"
#include "expect/expect.h"
#include "expect/record.h"
#include "options.h"
#include "output.h"
#include "tell.h"

#define NS_PER_SEC INT64_C(1000000000)

struct run_options read_plan(const struct options *o, const struct output *out)
{
	static const struct report_format *const formats[] = {
		[FORMAT_LADDER] = &report_ladder,
		[FORMAT_LIST] = &report_list,
		[FORMAT_JSON] = &report_json,
		[FORMAT_NDJSON] = &report_ndjson,
		[FORMAT_CHECK] = &report_check,
		[FORMAT_EXPECT] = &report_expect,
		[FORMAT_RECORD] = &report_record,
		[FORMAT_COMPARE] = &report_trace,
	};
	bool color = out->terminal && !getenv("NO_COLOR");

	return (struct run_options){
		.format = formats[o->format],
		.style = {.out = out->stream,
	                  .width = o->width ? o->width : output_width(out),
	                  .ascii = o->ascii || !output_utf8(),
	                  .color = o->color == COLOR_ALWAYS ||
	                           (o->color == COLOR_AUTO && color),
	                  .quiet = o->quiet,
	                  .all = o->all,
	                  .segments = (enum keep)o->segments,
	                  .seq = (enum report_seq)o->seq,
	                  .time = (enum report_time)o->time},
		.linger = (int64_t)o->linger_sec * NS_PER_SEC,
		.checksums = o->checksums,
		.problems = o->problems,
		.wanted = options_want_stream,
		.wanted_context = o,
		.progress = isatty(STDERR_FILENO) ? tell_progress : NULL,
	};
}

static struct capture *open_files(const struct options *o,
                                  const char *const *files, size_t count,
                                  struct fault *fault)
{
	struct capture_options wanted = {
		.filter = o->filter,
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};

	return capture_open(files, count, &wanted, fault);
}

/* Reads it to its end; returns the exit status. */
static int read_open(struct capture *capture, const struct run_options *run)
{
	struct fault fault = {""};
	int result = run_report(capture, run, &fault);
	int cuts;

	if (run->progress)
		tell_progress_done();
	if (result < 0)
		tell_trouble(&fault);
	cuts = tell_cuts(capture);
	return result < 0 ? EXIT_TROUBLE : cuts;
}

int read_files(const struct options *o, const char *const *files,
               size_t file_count, const struct run_options *run)
{
	struct fault fault = {""};
	struct capture *capture = open_files(o, files, file_count, &fault);
	int status;

	if (!capture)
		return tell_trouble(&fault);
	status = read_open(capture, run);
	capture_close(capture);
	return status;
}

int read_captures(const struct options *o)
{
	struct fault fault = {""};
	struct capture *capture =
		open_files(o, o->files, o->file_count, &fault);
	struct run_options run;
	struct output out;
	int status;

	if (!capture || output_open(&out, o, &fault) < 0) {
		capture_close(capture);
		return tell_trouble(&fault);
	}
	run = read_plan(o, &out);
	status = read_open(capture, &run);
	if (!output_finish(&out, true, &fault))
		status = tell_trouble(&fault);
	capture_close(capture);
	return status;
}
