/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "report/report.h"

enum keep report_keep(const struct report_format *format,
                      const struct report_style *style)
{
	if (format == &report_list || format == &report_check)
		return KEEP_NONE;
	if (format == &report_ladder)
		return style->all ? KEEP_ALL : KEEP_KEY;
	return style->segments;
}
