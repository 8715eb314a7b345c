/* SPDX-License-Identifier: BSD-2-Clause
 *
 * tag: what may stand between the Ethernet addresses and the real EtherType.
 */
#ifndef TCPLADDER_TAG_H
#define TCPLADDER_TAG_H

#include <stddef.h>
#include <stdint.h>

struct tag {
	uint16_t type;  /* the EtherType that announces it */
	uint8_t length; /* bytes from there to the next EtherType */
	const char *name;
};

/* Row `index`, or NULL past the last: for the tests. */
const struct tag *ethertype_tag(size_t index);

#endif
