/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcpladder: options, open, read, report, exit status.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/capture.h"
#include "decode/decode.h"
#include "judge.h"
#include "options.h"
#include "output.h"
#include "report/run.h"
#include "tell.h"

static struct run_options plan(const struct options *o,
                               const struct output *out)
{
	static const struct report_format *const formats[] = {
		[FORMAT_LADDER] = &report_ladder,
		[FORMAT_LIST] = &report_list,
		[FORMAT_JSON] = &report_json,
		[FORMAT_NDJSON] = &report_ndjson,
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
		.linger = (int64_t)o->linger_sec * 1000000000,
		.checksums = o->checksums,
		.problems = o->problems,
		.wanted = options_want_stream,
		.wanted_context = o,
		.progress = isatty(STDERR_FILENO) ? tell_progress : NULL,
	};
}

static int read_captures(const struct options *o)
{
	struct capture_options wanted = {
		.filter = o->filter,
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	struct fault fault = {""};
	struct output out;
	struct capture *capture =
		capture_open(o->files, o->file_count, &wanted, &fault);
	struct run_options run;
	int status = EXIT_READ;

	if (!capture || output_open(&out, o, &fault) < 0) {
		capture_close(capture);
		return tell_trouble(&fault);
	}
	run = plan(o, &out);
	if (run_report(capture, &run, &fault) < 0)
		status = EXIT_TROUBLE;
	if (run.progress)
		tell_progress_done();
	if (!output_finish(&out, true, &fault))
		status = EXIT_TROUBLE;
	if (status != EXIT_READ)
		tell_trouble(&fault);
	if (tell_cuts(capture) != EXIT_READ)
		status = EXIT_TROUBLE;
	capture_close(capture);
	return status;
}

/* What can be said without a capture. */
static int answer(struct options *o)
{
	struct fault fault = {""};
	struct output out;

	if (output_open(&out, o, &fault) < 0)
		return tell_trouble(&fault);
	o->width = o->width ? o->width : output_width(&out);
	o->ascii = o->ascii || !output_utf8();
	options_answer(o, out.stream);
	return output_finish(&out, true, &fault) ? EXIT_READ
	                                         : tell_trouble(&fault);
}

int main(int argc, char **argv)
{
	struct options options;
	struct fault fault = {""};
	int status;

	if (options_parse(&options, argc, argv, &fault) < 0) {
		status = tell_trouble(&fault);
		fputs("Try 'tcpladder --help'.\n", stderr);
	} else if (options.action != ACTION_READ) {
		status = answer(&options);
	} else if (options.format == FORMAT_CHECK) {
		status = judge_captures(&options);
	} else {
		status = read_captures(&options);
	}
	options_fini(&options);
	return status;
}
