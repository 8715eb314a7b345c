/* SPDX-License-Identifier: BSD-2-Clause
 *
 * records: the packets of a common pcap file, read where they lie.
 *
 * libpcap opens every file, judges its header, and reads what is uncommon: the
 * other byte order, old versions, Kuznetzov's format, pcapng.  In the rest it
 * would copy each packet out of a stream; here they are looked at in the
 * buffer they were read into.  Only records beyond doubt are taken: at the
 * first that is not, libpcap reads on from there, and what it says of it is
 * said.
 */
#ifndef TCPLADDER_RECORDS_H
#define TCPLADDER_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

struct frame;
struct pcap;
struct records;
struct source;

/* Takes the reading over from libpcap, which has just opened the source's
 * stream.  Returns NULL where libpcap shall read; the caller frees it with
 * records_free(), after the pcap and before the source. */
struct records *records_new(struct source *source, struct pcap *pcap);

/* The next packet: sets what the file says of the frame, its bytes, which are
 * valid until the next call, its lengths and time.  False, from then on, where
 * libpcap must read on: the end of the file is one such place. */
bool records_next(struct records *records, struct frame *frame);

/* NULL is fine. */
void records_free(struct records *records);

#endif
