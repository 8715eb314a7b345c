/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>

int fault_set(struct fault *fault, const char *format, ...)
{
	va_list arguments;

	if (fault == NULL || fault_is_set(fault))
		return -1;
	va_start(arguments, format);
	vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	return -1;
}

bool fault_is_set(const struct fault *fault)
{
	return fault != NULL && fault->text[0] != '\0';
}
