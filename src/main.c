/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <stdio.h>

int main(void)
{
	fputs("tcpladder: nothing here yet\n", stderr);
	return 2;
}
