/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "base/fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/xalloc.h"

#define GAP " ... "

/* True in the middle of a character of UTF-8. */
static bool continues(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* The beginning of a text too long, a gap, and its end. */
static void shorten(struct fault *fault, const char *text, size_t len)
{
	size_t head = (FAULT_TEXT_SIZE - sizeof(GAP)) / 2;
	size_t tail = len - (FAULT_TEXT_SIZE - sizeof(GAP) - head);

	while (head > 0 && continues(text[head]))
		head--;
	while (tail < len && continues(text[tail]))
		tail++;
	snprintf(fault->text, sizeof(fault->text), "%.*s" GAP "%s", (int)head,
	         text, text + tail);
}

int fault_set(struct fault *fault, const char *format, ...)
{
	va_list arguments;
	char *text;
	int len;

	if (fault == NULL || fault_is_set(fault))
		return -1;
	va_start(arguments, format);
	len = vsnprintf(fault->text, sizeof(fault->text), format, arguments);
	va_end(arguments);
	if (len < FAULT_TEXT_SIZE)
		return -1;
	text = xzalloc((size_t)len + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)len + 1, format, arguments);
	va_end(arguments);
	shorten(fault, text, (size_t)len);
	free(text);
	return -1;
}

bool fault_is_set(const struct fault *fault)
{
	return fault != NULL && fault->text[0] != '\0';
}
