/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "read.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/shelf.h"
#include "capture/capture.h"
#include "compare/trace.h"
#include "decode/decode.h"
#include "enclose.h"
#include "expect/expect.h"
#include "expect/record.h"
#include "options.h"
#include "output.h"
#include "tell.h"

#define NS_PER_SEC INT64_C(1000000000)

/* Of steady connections, before what is over is put away: seven thousand where
 * they come and go; where all stay to the end, thirty thousand, or every other one
 * of up to two million. */
static const struct room PASSING = {.least = 2 << 20};
static const struct room STAYING = {
	.least = 8 << 20, .each = 128, .most = 256 << 20};

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
	                  .fitted = o->width || out->terminal,
	                  .ascii = o->ascii || !output_utf8(),
	                  .color = o->color == COLOR_ALWAYS ||
	                           (o->color == COLOR_AUTO && color),
	                  .quiet = o->quiet,
	                  .all = o->all,
	                  .segments = (enum keep)o->segments,
	                  .seq = (enum report_seq)o->seq,
	                  .time = (enum report_time)o->time},
		.most = o->max_connections,
		.linger = (int64_t)o->linger_sec * NS_PER_SEC,
		.idle = (int64_t)o->idle_sec * NS_PER_SEC,
		.max_segments = o->max_segments,
		.checksums = o->checksums,
		.problems = o->problems,
		.wanted = o->stream_count ? options_want_stream : NULL,
		.wanted_context = o,
		.progress = isatty(STDERR_FILENO) ? tell_progress : NULL,
	};
}

struct capture *read_reserve(const struct options *o, const char *const *files,
                             size_t file_count, struct fault *fault)
{
	struct capture_options wanted = {
		.filter = o->filter,
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
		.twice = o->problems,
	};

	return capture_reserve(files, file_count, &wanted, fault);
}

bool read_begin(struct capture *capture)
{
	struct fault fault = {""};

	if (capture_begin(capture, &fault) == 0)
		return true;
	tell_trouble(&fault);
	return false;
}

int read_to_end(struct capture *capture, const struct run_options *run)
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

int read_enclosed(const struct options *o, struct capture *capture,
                  const struct run_options *run, bool *begun)
{
	struct fault fault = {""};

	*begun = false;
	if (enclose(o, &fault) < 0)
		return tell_trouble(&fault);
	*begun = read_begin(capture);
	return *begun ? read_to_end(capture, run) : EXIT_TROUBLE;
}

/* Everything is open. */
static int read_open(const struct options *o, struct capture *capture,
                     struct output *out)
{
	struct run_options run = read_plan(o, out);
	struct fault late = {""};
	bool begun;
	int status;

	run.shelf = shelf_new();
	run.room = run.format->streams ? PASSING : STAYING;
	status = read_enclosed(o, capture, &run, &begun);
	shelf_free(run.shelf);
	if (!output_finish(out, begun, &late))
		status = tell_trouble(&late);
	return status;
}

int read_captures(const struct options *o)
{
	struct fault fault = {""};
	struct capture *capture =
		read_reserve(o, o->files, o->file_count, &fault);
	struct output out;
	int status;

	if (capture && output_open(&out, o, &fault) == 0)
		status = read_open(o, capture, &out);
	else
		status = tell_trouble(&fault);
	capture_close(capture);
	return status;
}
