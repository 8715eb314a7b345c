/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "track/marks.h"

#include <assert.h>

static const char *const names[] = {
#define MARK(name, text) [MARK_##name] = text,
#include "track/marks.def"
#undef MARK
};
_Static_assert(MARK_COUNT <= 32, "a set of marks is 32 bits");

const char *mark_name(enum mark mark)
{
	assert(mark < MARK_COUNT);
	return names[mark];
}
