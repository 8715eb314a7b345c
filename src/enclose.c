/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "enclose.h"

#include <errno.h>
#include <string.h>

#include "base/intl.h"
#include "base/text.h"
#include "options.h"
#include "report/report.h"
#include "sandbox/privileges.h"
#include "sandbox/sandbox.h"

#ifdef ENABLE_SANDBOX

int enclose(const struct options *options, struct fault *fault)
{
	/* What libraries load when it is first asked for: the catalogues of
	 * messages, the C library's too, and a number to start a hash from. */
	intl_load();
	(void)strerror(EIO);
	report_prepare();
	if (privileges_drop(options->user, fault) < 0)
		return -1;
	return options->no_sandbox ? 0 : sandbox_enter(fault);
}

#else

int enclose(const struct options *options, struct fault *fault)
{
	(void)options, (void)fault;
	return 0;
}

#endif

void enclose_describe(const struct options *options, FILE *out)
{
	struct text text = {0};

	if (options->no_sandbox)
		text_add(&text, "off (--no-sandbox)");
	else
		sandbox_describe(&text);
	fprintf(out, "sandbox: %s\n", text_string(&text));
	text_fini(&text);
}
