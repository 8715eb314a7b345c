/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/ci.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"

#ifdef HAVE_LIBXML2
#define JUNIT_LACKS NULL
#else
#define JUNIT_LACKS "libxml2"
#endif

static const struct ci_format formats[] = {
	{"junit", ci_write_junit, JUNIT_LACKS},
	{"sarif", ci_write_sarif, NULL},
	{"github", ci_write_github, NULL},
	{"tap", ci_write_tap, NULL},
};

const struct ci_format *ci_find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++)
		if (strlen(formats[i].name) == length &&
		    memcmp(formats[i].name, name, length) == 0)
			return &formats[i];
	return NULL;
}

void ci_names(struct text *names)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (i > 0)
			text_add(names,
			         i + 1 < ARRAY_LEN(formats) ? ", " : " or ");
		text_add(names, formats[i].name);
	}
}

size_t ci_first(const struct verdicts *v, size_t file)
{
	size_t at = 0;

	while (at < v->result_count && v->results[at].file < file)
		at++;
	return at;
}

bool ci_next(const struct verdicts *v, size_t file, size_t *at,
             struct ci_case *found)
{
	*found = (struct ci_case){.count = 0};
	if (*at < v->result_count)
		found->results = &v->results[*at];
	while (*at < v->result_count && v->results[*at].file == file &&
	       strcmp(v->results[*at].name, found->results->name) == 0) {
		if (!v->results[*at].passed && !found->failed)
			found->failed = &v->results[*at];
		found->count++;
		++*at;
	}
	return found->count > 0;
}
