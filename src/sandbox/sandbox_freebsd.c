/* SPDX-License-Identifier: BSD-2-Clause
 *
 * FreeBSD: capability mode, in which no name of anything means anything.  It
 * allows fork(), which is of no use to a process that can open nothing, and is
 * taken away by a limit.
 */
#include "config.h"

#include "sandbox/sandbox.h"

#include <errno.h>
#include <string.h>
#include <sys/capsicum.h>
#include <sys/resource.h>

#include "base/fault.h"
#include "base/text.h"

int sandbox_enter(struct fault *fault)
{
	const struct rlimit none = {0, 0};

	if (setrlimit(RLIMIT_NPROC, &none) == 0 &&
	    (cap_enter() == 0 || errno == ENOSYS))
		return 0;
	return fault_set(fault,
	                 "cannot enter the sandbox: %s; --no-sandbox does "
	                 "without",
	                 strerror(errno));
}

void sandbox_describe(struct text *text)
{
	unsigned mode;

	if (cap_getmode(&mode) < 0 && errno == ENOSYS)
		text_add(text, "none: this kernel has no Capsicum");
	else
		text_add(text, "Capsicum");
}
