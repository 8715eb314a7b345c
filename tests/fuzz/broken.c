/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "broken.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void broken(const char *format, ...)
{
	va_list arguments;

	fputs("broken: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	abort();
}
