/* SPDX-License-Identifier: BSD-2-Clause
 *
 * broken: what must hold of any input, and did not.
 */
#ifndef TCPLADDER_BROKEN_H
#define TCPLADDER_BROKEN_H

/* Says what was broken, and aborts: the fuzzer keeps the input. */
_Noreturn void broken(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

#endif
