/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Systems that have nothing we use, and builds that are told to have none.
 */
#include "config.h"

#include "sandbox/sandbox.h"

#include "base/text.h"

int sandbox_enter(struct fault *fault)
{
	(void)fault;
	return 0;
}

void sandbox_describe(struct text *text)
{
	text_add(text, "none in this build");
}
