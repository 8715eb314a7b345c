/* SPDX-License-Identifier: BSD-2-Clause
 *
 * decode: from a frame's bytes to the TCP segments in it.
 *
 * The link type's row in a table says how to reach the network layer; IPv4,
 * IPv6 and their fragments, tunnels (a table again), then the TCP header and
 * its options.  The decoder keeps no state but the fragments it waits for.
 */
#ifndef TCPLADDER_DECODE_H
#define TCPLADDER_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/segment.h"

struct frame;
struct decoder;

/* What a packet was: every packet is counted as exactly one of these. */
enum packet_kind {
	PACKET_SEGMENT,   /* at least one TCP segment */
	PACKET_NOT_IP,    /* ARP, LLDP, … */
	PACKET_NOT_TCP,   /* IP, but UDP, ICMP (also ICMP quoting TCP), … */
	PACKET_FRAGMENT,  /* kept until its datagram is whole */
	PACKET_MALFORMED, /* cut, or lengths that cannot be */
	PACKET_KIND_COUNT
};

/* An A-MSDU can carry several segments in one frame. */
#define DECODED_SEGMENTS_MAX 16

struct decoded {
	unsigned count; /* segments below; 0 unless PACKET_SEGMENT */
	bool quotes;    /* where there are none, an ICMP error's header: */
	struct segment segments[DECODED_SEGMENTS_MAX];
	struct segment quoted; /* without its options */
};

struct decoder_options {
	bool checksums; /* verify IPv4 header and TCP checksums */
};

/* A new decoder; the caller frees it with decoder_free(). */
struct decoder *decoder_new(const struct decoder_options *options);

/* Takes one frame apart.  The segments' pointers are valid until the next
 * call.  Never fails: bad bytes are PACKET_MALFORMED. */
enum packet_kind decoder_feed(struct decoder *decoder,
                              const struct frame *frame,
                              struct decoded *decoded);

/* IPv6 jumbograms met (RFC 2675); they are read as any other packet. */
uint64_t decoder_jumbograms(const struct decoder *decoder);

void decoder_free(struct decoder *decoder);

/* True when frames of this link type (libpcap's DLT_) can be read. */
bool decode_link_supported(int link_type);

/* Row `index` of the link types known, its name as libpcap's without "DLT_"
 * ("EN10MB"), or NULL past the last. */
const char *decode_link_name(size_t index);

#endif
