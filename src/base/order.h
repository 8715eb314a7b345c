/* SPDX-License-Identifier: BSD-2-Clause
 *
 * order: pairs of numbers sorted where they lie, for when they are so many that
 * qsort() should not take as much memory again.
 */
#ifndef TCPLADDER_ORDER_H
#define TCPLADDER_ORDER_H

#include <stddef.h>
#include <stdint.h>

struct pair {
	uint32_t key, value;
};

/* Sorts them by their keys, ascending; those of equal keys in any order. */
void order_pairs(struct pair *pairs, size_t count);

#endif
