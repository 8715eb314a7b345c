/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tcpladder: options, open, enclose, read, report, exit status.
 */
#include "config.h"

#include "base/intl.h"
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

static int act(struct options *o)
{
	if (o->ascii)
		intl_end();
	if (o->action != ACTION_READ)
		return answer(o);
	if (o->format == FORMAT_CHECK)
		return judge_captures(o);
	if (o->format == FORMAT_EXPECT)
		return hold_expectations(o);
	if (o->format == FORMAT_RECORD)
		return hold_record(o);
	return o->format == FORMAT_COMPARE ? hold_compare(o) : read_captures(o);
}

int main(int argc, char **argv)
{
	struct options options;
	struct fault fault = {""};
	int status;

	intl_start(LOCALEDIR);
	status = options_parse(&options, argc, argv, &fault) < 0
	                 ? tell_usage(&fault)
	                 : act(&options);
	options_fini(&options);
	return status;
}
