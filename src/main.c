/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcpladder: from the command line to an exit status.
 */
#include "config.h"

#include <stdio.h>

#include "base/fault.h"
#include "capture/capture.h"
#include "decode/decode.h"
#include "options.h"

enum { EXIT_READ = 0, EXIT_TROUBLE = 2 };

static int trouble(const struct fault *fault)
{
	fprintf(stderr, "tcpladder: %s\n", fault->text);
	return EXIT_TROUBLE;
}

/* One line for each file that was cut short. */
static int report_cuts(const struct capture *capture)
{
	size_t count;
	const struct capture_file *files = capture_files(capture, &count);
	int status = EXIT_READ;

	for (size_t i = 0; i < count; i++) {
		struct fault cut = {""};

		if (!files[i].cut_short)
			continue;
		capture_describe_cut(&files[i], &cut);
		status = trouble(&cut);
	}
	return status;
}

static int read_captures(const struct options *options)
{
	struct capture_options wanted = {
		.filter = options->filter,
		.link_known = decode_link_supported,
		.link_name = decode_link_name,
	};
	struct fault fault = {""};
	enum capture_status status;
	struct frame frame;
	struct capture *capture;
	int result;

	capture = capture_open(options->files, options->file_count, &wanted,
	                       &fault);
	if (capture == NULL)
		return trouble(&fault);
	while ((status = capture_next(capture, &frame, &fault)) ==
	       CAPTURE_FRAME)
		; /* decode, track */
	result = report_cuts(capture);
	if (status == CAPTURE_FAULT)
		result = trouble(&fault);
	capture_close(capture);
	return result;
}

/* True when all that was written reached its end. */
static bool finish_output(struct fault *fault)
{
	if (ferror(stdout) || fclose(stdout) != 0)
		fault_set(fault, "standard output: cannot be written");
	return !fault_is_set(fault);
}

int main(int argc, char **argv)
{
	struct options options;
	struct fault fault = {""};
	int status = EXIT_READ;

	if (options_parse(&options, argc, argv, &fault) < 0) {
		status = trouble(&fault);
		fputs("Try 'tcpladder --help'.\n", stderr);
	} else if (options.action == ACTION_READ) {
		status = read_captures(&options);
	} else {
		options_answer(&options, stdout);
	}
	options_fini(&options);
	if (!finish_output(&fault) && status == EXIT_READ)
		status = trouble(&fault);
	return status;
}
