/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: loop CAPTURE
 *
 * What reading a capture costs: libpcap's own loop with its defaults, and
 * nothing done with the packets.
 */
#include "config.h"

#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

static void count(u_char *packets, const struct pcap_pkthdr *header,
                  const u_char *bytes)
{
	(void)header;
	(void)bytes;
	++*(uint64_t *)(void *)packets;
}

int main(int argc, char **argv)
{
	char error[PCAP_ERRBUF_SIZE];
	uint64_t packets = 0;
	pcap_t *pcap;

	if (argc != 2) {
		fputs("usage: loop CAPTURE\n", stderr);
		return EXIT_FAILURE;
	}
	pcap = pcap_open_offline(argv[1], error);
	if (!pcap) {
		fprintf(stderr, "loop: %s\n", error);
		return EXIT_FAILURE;
	}
	if (pcap_loop(pcap, -1, count, (u_char *)&packets) != 0) {
		pcap_perror(pcap, "loop");
		return EXIT_FAILURE;
	}
	pcap_close(pcap);
	printf("%" PRIu64 "\n", packets);
	return EXIT_SUCCESS;
}
