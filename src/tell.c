/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "tell.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/intl.h"
#include "base/text.h"

int tell_trouble(const struct fault *fault)
{
	struct text line = {0};

	text_harmless(&line, fault->text);
	fprintf(stderr, "tcpladder: %s\n", text_string(&line));
	text_fini(&line);
	return EXIT_TROUBLE;
}

int tell_usage(const struct fault *fault)
{
	tell_trouble(fault);
	fputs(_("Try 'tcpladder --help'.\n"), stderr);
	return EXIT_TROUBLE;
}

int tell_cuts(const struct capture *capture)
{
	size_t count;
	const struct capture_file *files = capture_files(capture, &count);
	int status = EXIT_READ;

	for (size_t i = 0; i < count; i++) {
		struct fault cut = {""};

		if (!files[i].cut_short)
			continue;
		capture_describe_cut(&files[i], &cut);
		status = tell_trouble(&cut);
	}
	return status;
}

void tell_progress(const struct capture *capture, uint64_t packets)
{
	uint64_t done, total;

	capture_progress(capture, &done, &total);
	fputs("\r", stderr);
	if (total)
		fprintf(stderr,
		        P_("%" PRIu64 " packet, %" PRIu64 " %%",
		           "%" PRIu64 " packets, %" PRIu64 " %%", packets),
		        packets, done * 100 / total);
	else
		fprintf(stderr,
		        P_("%" PRIu64 " packet", "%" PRIu64 " packets",
		           packets),
		        packets);
	fputs("\033[K", stderr);
}

void tell_progress_done(void)
{
	fputs("\r\033[K", stderr);
}
