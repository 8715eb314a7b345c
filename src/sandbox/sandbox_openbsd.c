/* SPDX-License-Identifier: BSD-2-Clause
 *
 * OpenBSD: pledge() to use what is open, and a veil over all of the file
 * system.  The kernel ends a process that breaks its pledge.
 */
#include "config.h"

#include "sandbox/sandbox.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/text.h"

int sandbox_enter(struct fault *fault)
{
	if (unveil("/", "") == 0 && unveil(NULL, NULL) == 0 &&
	    pledge("stdio", NULL) == 0)
		return 0;
	return fault_set(fault,
	                 "cannot enter the sandbox: %s; --no-sandbox does "
	                 "without",
	                 strerror(errno));
}

void sandbox_describe(struct text *text)
{
	text_add(text, "pledge, unveil");
}
