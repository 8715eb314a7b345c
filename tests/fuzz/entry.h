/* SPDX-License-Identifier: BSD-2-Clause
 *
 * entry: the way into each fuzzer, as libFuzzer and AFL++ know it.
 */
#ifndef TCPLADDER_ENTRY_H
#define TCPLADDER_ENTRY_H

#include <stddef.h>
#include <stdint.h>

/* Takes one input.  Returns 0; aborts where something is broken. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libFuzzer's hook for mutations of our own, and what it offers for them. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
                               unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

#endif
