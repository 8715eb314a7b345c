/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcpladder: options, open, read, report, exit status.
 */
#include "config.h"

#include <stdio.h>

#include "hold.h"
#include "judge.h"
#include "options.h"
#include "output.h"
#include "read.h"
#include "tell.h"

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
	} else if (options.format == FORMAT_EXPECT) {
		status = hold_expectations(&options);
	} else if (options.format == FORMAT_RECORD) {
		status = hold_record(&options);
	} else {
		status = read_captures(&options);
	}
	options_fini(&options);
	return status;
}
