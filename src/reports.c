/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "reports.h"

#include <stdlib.h>

#include "base/xalloc.h"
#include "options_check.h"
#include "output.h"
#include "tell.h"

/* Ends the first count of them as they are. */
static void drop(struct reports *r, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (r->check->reports[i].file)
			output_finish(&r->files[i], false, NULL);
	free(r->files);
	r->files = NULL;
}

int reports_open(struct reports *r, const struct options_check *check,
                 struct fault *fault)
{
	*r = (struct reports){.check = check};
	r->files = xcalloc(check->report_count, sizeof(*r->files));
	for (size_t i = 0; i < check->report_count; i++) {
		const char *name = check->reports[i].file;

		if (!name || output_open_file(&r->files[i], name, fault) == 0)
			continue;
		drop(r, i);
		return -1;
	}
	return 0;
}

bool reports_want_lines(const struct options_check *check)
{
	for (size_t i = 0; i < check->report_count; i++)
		if (!check->reports[i].file)
			return false;
	return true;
}

static int write_report(const struct report_wish *wish, struct output *file,
                        const struct verdicts *verdicts,
                        const struct output *out)
{
	struct fault fault = {""};

	if (!wish->file) {
		wish->format->write(verdicts, out->stream);
		return EXIT_READ;
	}
	wish->format->write(verdicts, file->stream);
	return output_finish(file, true, &fault) ? EXIT_READ
	                                         : tell_trouble(&fault);
}

int reports_write(struct reports *r, const struct verdicts *verdicts,
                  const struct output *out)
{
	int status = EXIT_READ;

	for (size_t i = 0; i < r->check->report_count; i++)
		if (write_report(&r->check->reports[i], &r->files[i], verdicts,
		                 out) != EXIT_READ)
			status = EXIT_TROUBLE;
	free(r->files);
	r->files = NULL;
	return status;
}

void reports_drop(struct reports *r)
{
	drop(r, r->check->report_count);
}
