/* SPDX-License-Identifier: BSD-2-Clause
 *
 * No entropy, in place of the C library's: a fuzzer told the same seed must go
 * the same way, and it sees where the keys of hash tables lead.
 */
#include "config.h"

#include <stddef.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

int getentropy(void *at, size_t len)
{
	memset(at, 1, len);
	return 0;
}
