/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mkpcap: from lines a person can read to a capture file.
 *
 * tests/cases/README.md describes the notation.  mkpcap.c reads the file and
 * keeps the connections, mkpcap_parse.c reads a packet's words,
 * mkpcap_options.c its TCP options, mkpcap_build.c makes its bytes.
 */
#ifndef TCPLADDER_MKPCAP_H
#define TCPLADDER_MKPCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MK_WORDS_MAX 256     /* words of one line */
#define MK_PAYLOAD_MAX 65000 /* bytes of one segment */
#define MK_DATA_MAX 1024     /* bytes of payload text */
#define MK_OPTIONS_MAX 40    /* bytes of options in a TCP or IPv4 header */
#define MK_FRAME_MAX 65535   /* bytes of one frame */
#define MK_VLANS_MAX 4       /* tags of one frame */
#define MK_HEADERS_MAX 512   /* bytes that may stand around a payload */

/* How the packets are wrapped. */
struct mk_link {
	int type;                     /* LINKTYPE_ number of the file */
	uint16_t vlans[MK_VLANS_MAX]; /* tags, outermost first */
	unsigned vlan_count;
	bool pppoe; /* in a PPPoE session */
};

/* One side of a connection. */
struct mk_end {
	uint8_t family;      /* 4 or 6 */
	uint8_t address[16]; /* IPv4 in the first four */
	uint16_t port;
	uint32_t isn;    /* its SYN's number */
	uint32_t next;   /* the number after all it has sent */
	uint16_t window; /* unless a line says otherwise */
	uint8_t ttl;
	uint16_t ip_id; /* of its next packet; counts up */
};

/* A number on a line: relative to an ISN, or "=N" as on the wire. */
struct mk_number {
	bool given, raw;
	uint32_t value;
};

/* What a packet's line says.  0 or false is "not said". */
struct mk_packet {
	unsigned side;  /* 0 client, 1 server */
	unsigned flags; /* as on the wire, 12 bits */
	struct mk_number seq, ack;
	uint32_t len;  /* payload bytes */
	bool has_data; /* payload is data, else made up */
	char data[MK_DATA_MAX];
	struct mk_number window, urgent, ttl, ip_id;
	struct mk_number offset;   /* data offset in words, though wrong */
	struct mk_number ip_len;   /* length in the IP header, though wrong */
	struct mk_number captured; /* bytes of the frame that are kept */
	uint32_t fragment;         /* payload bytes of an IP fragment */
	uint32_t pad;              /* bytes after the IP packet */
	uint32_t repeat;           /* packets in a row */
	bool bad_checksum;
	uint8_t options[MK_OPTIONS_MAX]; /* TCP's */
	size_t options_len;
	uint8_t ip_options[MK_OPTIONS_MAX];
	size_t ip_options_len;
};

/* Where a fault is reported: mk_fail() prints "FILE:LINE: reason" and ends
 * the program with status 1. */
struct mk_place {
	const char *file;
	unsigned line;
};

_Noreturn void mk_fail(const struct mk_place *place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Reads a whole word as a number up to max, or fails. */
uint32_t mk_parse_number(const struct mk_place *place, const char *word,
                         uint32_t max);

/* Reads "ADDRESS:PORT", IPv6 in brackets, or fails. */
void mk_parse_end(const struct mk_place *place, const char *word,
                  struct mk_end *end);

/* Reads pairs of hexadecimal digits into bytes.  Returns how many there
 * were. */
size_t mk_parse_hex(const struct mk_place *place, const char *text,
                    uint8_t *bytes, size_t size);

/* Reads the words of a packet after its direction: flags first, then what
 * mkpcap_parse.c's table knows.  ends are those of the connection, for SACK
 * blocks.  The strings must outlive the packet. */
void mk_parse_packet(const struct mk_place *place, char **words, size_t count,
                     const struct mk_end ends[2], struct mk_packet *packet);

/* The same without the flags: what is said again replaces what was said. */
void mk_parse_words(const struct mk_place *place, char **words, size_t count,
                    const struct mk_end ends[2], struct mk_packet *packet);

/* Reads "mss 1460,sackOK,…" into the packet's options.  peer_isn is what
 * SACK blocks count from. */
void mk_parse_options(const struct mk_place *place, char *text,
                      uint32_t peer_isn, struct mk_packet *packet);

/* Makes the IP packet of one segment, counts the ends' numbers on, and
 * returns its length in bytes. */
size_t mk_build_packet(const struct mk_packet *packet, struct mk_end ends[2],
                       uint8_t *bytes);

/* Cuts an IP packet in fragments of `size` payload bytes.  Calls emit for
 * each. */
void mk_build_fragments(const uint8_t *ip, size_t len, size_t size,
                        void (*emit)(void *context, const uint8_t *bytes,
                                     size_t len),
                        void *context);

/* Writes the link header for an IP packet that side sent into bytes.  Returns
 * its length. */
size_t mk_build_link(const struct mk_link *link, unsigned side, bool ipv6,
                     size_t ip_len, uint8_t *bytes);

#endif
