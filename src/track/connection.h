/* SPDX-License-Identifier: BSD-2-Clause
 *
 * connection: one TCP connection, from its first segment to its last.
 *
 * All that a report may want to know of it is here, as data; the words are
 * made in words.c when a report is written.
 */
#ifndef TCPLADDER_CONNECTION_H
#define TCPLADDER_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/segment.h"
#include "track/half.h"
#include "track/moment.h"
#include "track/record.h"
#include "track/renumbered.h"
#include "track/rival.h"
#include "track/rules.h"
#include "track/zeek.h"

/* How the connection stands, or how it ended; json.md's words. */
enum outcome {
	OUTCOME_CLOSED,
	OUTCOME_HALF_CLOSED,
	OUTCOME_CLOSING,
	OUTCOME_OPEN,
	OUTCOME_RESET,
	OUTCOME_REFUSED,
	OUTCOME_UNANSWERED,
	OUTCOME_HALF_OPEN,
	OUTCOME_ABORTED,
	OUTCOME_PARTIAL,
	OUTCOME_COUNT
};

enum handshake_kind {
	HANDSHAKE_THREE_WAY,
	HANDSHAKE_SIMULTANEOUS,
	HANDSHAKE_INCOMPLETE,
	HANDSHAKE_NOT_CAPTURED,
	HANDSHAKE_KIND_COUNT
};

enum close_kind {
	CLOSE_FOUR_WAY,
	CLOSE_THREE_SEGMENT,
	CLOSE_SIMULTANEOUS,
	CLOSE_HALF,
	CLOSE_RESET,
	CLOSE_NONE,
	CLOSE_KIND_COUNT
};

/* The four equations, always in this order. */
enum equation {
	EQUATION_J,
	EQUATION_K,
	EQUATION_M,
	EQUATION_N,
	EQUATION_COUNT
};

enum verdict { VERDICT_NOT_SEEN, VERDICT_PASS, VERDICT_FAIL, VERDICT_COUNT };

struct check {
	uint8_t verdict; /* enum verdict */
	bool expected_known;
	uint32_t expected; /* as on the wire */
	uint32_t actual;   /* unless VERDICT_NOT_SEEN */
	uint64_t packet;   /* that decided it; 0 while nothing has */
};

enum back_off {
	BACK_OFF_UNKNOWN,  /* fewer than three tries */
	BACK_OFF_DOUBLING, /* RFC 6298 §5.5 */
	BACK_OFF_EVEN,     /* Linux's first four since 6.5 */
	BACK_OFF_OTHER,
};

struct opening {
	struct moment syn;      /* the first SYN */
	struct moment last_syn; /* the latest before the answer */
	struct moment syn_ack;  /* the first SYN,ACK */
	struct moment last_syn_ack;
	struct moment refused;   /* the first reset in answer to the SYN */
	int64_t refused_after;   /* ns since the SYN it answers */
	struct moment ack;       /* that completes the handshake, … */
	bool third_unseen;       /* … or only shows that something had */
	uint16_t syns, syn_acks; /* how often each was sent */
	bool syn_again;      /* one has come since the latest SYN,ACK, … */
	bool answered_again; /* … and was answered by another */
	uint32_t syn_tsval;  /* of the first, where it came again */
	bool syn_had_come;   /* the SYN,ACK echoes one before the latest */
	bool simultaneous;
	bool ack_carries_data;
	bool sent_more;        /* before that ACK; the capture lacks it */
	uint32_t syn_bytes;    /* payload in the SYN (RFC 7413) */
	bool rejected;         /* a reset met the SYN,ACK that failed J+1 */
	bool k_changed;        /* a SYN,ACK came with another number: */
	uint32_t k_before;     /* … than this */
	uint8_t back_off;      /* enum back_off: how the SYNs were spaced */
	int64_t wait;          /* ns between the latest two */
	bool odd_ack_proved;   /* the client went on at J+1 */
	bool odd_ack_met;      /* … and what it sends ends at third_seq */
	struct moment odd_ack; /* a first ACK whose sequence is not J+1 */
	uint32_t odd_ack_end;
	uint32_t third_seq; /* of the ACK that completes it, … */
	bool third_newer; /* … whose timestamp is newer than the SYN's, … */
	bool unheeded; /* … and which the SYN,ACK that comes again echoes */
	struct moment older;  /* an older connection answered the SYN, */
	bool older_met;       /* or something of it came, at least, */
	uint32_t older_ack;   /* … with the number that was due there, */
	uint64_t older_reset; /* packet: … and the client reset that one */
	bool cut;       /* the capture ends before an answer was due, … */
	int64_t waited; /* … so many ns after the last segment */
};

struct closing {
	struct moment fin[2]; /* in the order they were sent */
	struct moment ack[2]; /* of each */
	struct moment reset;  /* the one that counted */
	uint8_t fins;         /* how many of the two are seen */
	uint8_t first;        /* enum dir: who sent fin[0] */
	uint8_t reset_by;     /* enum dir */
	uint8_t reset_state;  /* enum tcp_state of its receiver before */
	bool reset_beyond;    /* its numbers show what the capture lacks */
	uint16_t fin_retransmissions[2];
	bool fin_waited[2];  /* … one of them when an answer was due */
	uint64_t had_fin[2]; /* packet: its receiver says that it had come when
	                             it came again */
	bool ack_late[2];    /* by enum dir: its FIN's ACK had passed, and it
	                             went on without: that was under way */
	uint64_t reack;      /* packet: FIN(N), come again, acknowledged from
	                             TIME-WAIT; 0 where it has come since */
	bool crossed;        /* simultaneous close */
	bool fin_acks_fin;   /* fin[1] acknowledges fin[0] */
	uint64_t bytes_after_fin; /* sent by the other side after fin[0] */
	uint64_t first_after_fin; /* packet: the first of them */
	int64_t last_after_fin;   /* ns; when the last of them */
	bool reset_forged; /* somebody else made it, by the routers that … */
	uint8_t reset_hops, usual_hops; /* … it came by, and what else that side
	                                   sends */
	bool reset_bare; /* it has no ACK: an answer (RFC 9293 §3.10.7.1) */
	uint32_t reset_unacked;    /* bytes that it leaves unacknowledged */
	struct moment last_fin[2]; /* of each side's, the latest sight */
	struct moment last_ack[2]; /* of each FIN, the latest acknowledgment */
	bool fin_due[2];           /* it has come, or again, since that */
	bool met[2];               /* the peer had acknowledged all before it */
	bool fin_timed[2];         /* fin_tsval is on the wire */
	uint32_t fin_tsval[2];
	uint64_t short_ack[2]; /* packet that answered FIN(M) with ACK(M) */
	uint64_t
		reset_after_rtt; /* packet: its receiver went on all the same */
};

/* An acknowledgment beyond what its peer was seen to send, until it is known
 * whether the capture has not got what lies between. */
struct unsettled {
	uint64_t packet; /* 0: none */
	int64_t time;    /* ns */
	uint32_t found, limit;
	bool doubtful; /* something else shows that the capture lacks more */
	bool denied;   /* a bare ACK says that there is no more */
};

/* Segments that the capture has before what they acknowledge (early.h). */
struct ahead {
	uint32_t count;
	uint64_t first; /* packet */
	int64_t most;   /* ns, from one of them to what it acknowledges */
};

/* Data beyond the window that its peer was seen to offer. */
struct exceeded {
	uint64_t packet; /* 0: none */
	uint32_t found, limit;
};

/* A verdict on a segment or on the whole.  What the numbers mean is said
 * beside each rule in words.c. */
struct finding {
	uint8_t rule;     /* enum rule */
	uint8_t severity; /* enum severity */
	uint8_t from;     /* enum dir: whose doing it is */
	bool numbered;    /* expected and actual are set */
	uint32_t expected, actual;
	uint64_t packet;  /* where it shows */
	uint64_t other;   /* a second packet, or 0 */
	int64_t amount;   /* a count, or bytes */
	int64_t duration; /* ns */
};

/* The connection before this one on the same addresses and ports. */
struct earlier {
	uint32_t stream;
	bool known;       /* there was one */
	uint8_t state[2]; /* enum tcp_state, by this connection's dir */
	bool answered;    /* its SYN had an answer */
	bool rejected;    /* and the client reset what it acknowledged */
	bool renumbered;  /* it is this one's SYN, with another number */
	uint32_t place;   /* in the store, while it is there */
	uint64_t packet;  /* its first */
	uint32_t iss;     /* of this connection's first sender, then */
	bool iss_known;
	int64_t gap; /* ns from its last segment to our first */
};

/* What census.c counts it as. */
struct counted {
	uint32_t listener; /* 1 + index; 0: none */
	uint32_t crowd;    /* 1 + index; 0: none */
	uint16_t seen;     /* the facts it was last counted by */
	uint16_t as;       /* AS_ bits */
	bool left;         /* something else has its addresses and ports */
	int64_t slot;      /* its handshake's in the listener's rush */
	int64_t time_wait, client_time_wait; /* slots, of minutes */
};

/* Wireshark's tcp.completeness: what of a conversation was seen. */
enum {
	COMPLETE_SYN = 1,
	COMPLETE_SYN_ACK = 2,
	COMPLETE_ACK = 4,
	COMPLETE_DATA = 8,
	COMPLETE_FIN = 16,
	COMPLETE_RST = 32,
};

struct connection {
	struct endpoint end[DIR_COUNT]; /* end[d] sends what goes in d */
	uint32_t stream;                /* Wireshark's tcp.stream */
	uint8_t client;                 /* enum dir */
	bool client_guessed;
	uint32_t continued_in;      /* stream */
	bool continued;             /* in another stream, past a SYN */
	bool continues;             /* the earlier one, past a SYN that
	                                   opened nothing */
	uint8_t completeness;       /* Wireshark's tcp.completeness */
	bool announced;             /* an FTP control connection told of it */
	uint8_t first_completeness; /* the first packet's share of it */
	uint8_t waits;              /* 1 + the queue of its segments that wait,
	                               see wait.c; 0: none does */
	bool hidden;                /* nobody is going to show it */
	bool evicted;               /* let go of, to make room for others */
	bool ended;                 /* nothing more is expected of it */
	bool finished;              /* connection_finish() has been here */
	bool freed;                 /* its place is given back */
	bool retold;                /* the capture tells it once more */
	bool disordered; /* … holds it, or the one before, in another
	                               order than it passed (early.h) */
	uint32_t place;  /* in the store (store.h) */
	struct counted counted;
	struct half half[DIR_COUNT];
	struct moment first, last;
	struct opening opening;
	struct closing closing;
	struct check checks[EQUATION_COUNT];
	struct earlier earlier;
	struct renumbered renumbered;
	struct rival rival;
	int64_t last_syn_time;          /* for the initial round trip */
	int64_t round_trip;             /* SYN to first ACK, ns; 0 unknown */
	uint64_t stall_time[DIR_COUNT]; /* ns with the window shut, summed */
	struct moment stall[DIR_COUNT]; /* since when it is shut */
	uint32_t stalls[DIR_COUNT];
	uint64_t first_stall[DIR_COUNT];
	uint32_t probes[DIR_COUNT];     /* keep-alives unanswered in a row */
	struct moment probe[DIR_COUNT]; /* the first of them */
	uint32_t resets_ignored;
	uint32_t bare_again[DIR_COUNT]; /* retransmissions without payload, or
	                                   of the SYN */
	uint32_t copies;                /* packets captured twice */
	uint64_t first_copy;            /* packet */
	int64_t apart[DIR_COUNT];       /* ns, the least between the two points
	                                   of elsewhere.h; 0: not known */
	struct unsettled unsent[DIR_COUNT];
	struct ahead ahead[DIR_COUNT];
	struct exceeded exceeded[DIR_COUNT];
	uint32_t gaps[DIR_COUNT];      /* acknowledged, never seen */
	uint64_t first_gap[DIR_COUNT]; /* packet */
	struct inherited *inherited;   /* see inherit.h; NULL mostly */
	struct finding *findings;
	uint32_t finding_count;
	uint32_t findings_omitted; /* beyond what is kept, none ignored */
	uint64_t found;            /* bits by enum rule: found, kept or not */
	uint64_t ignored;          /* the options' */
	struct record *records;
	uint32_t record_count;
	uint32_t records_judged;  /* … of which none is a SYN(K) any more */
	uint64_t records_omitted; /* segments past the last record */
	struct zeek_view *zeek;   /* NULL where no report wants it */
};

struct connection_options {
	enum keep keep;    /* which segments to keep records of */
	uint32_t keep_max; /* … and how many records; 0: any number */
	bool zeek;         /* keep Zeek's view */
	uint64_t ignored;  /* bits by enum rule: nobody is told of what these
	                      find, so it takes no other's place */
};

/* Begins a connection with its first segment, which connection_feed() is then
 * to be given.  earlier may be NULL. */
void connection_init(struct connection *c, const struct segment *segment,
                     uint32_t stream, const struct connection *earlier,
                     const struct connection_options *options);

/* Meets the next segment of the connection in the capture.  It is to be taken
 * next, or later, if it stands before others that passed before it. */
void connection_meet(struct connection *c, const struct segment *segment,
                     const struct connection_options *options);

/* Takes a segment that it has met; further MARK_BIT()s are known of it.  False
 * where it was an ordinary one, by which neither a state nor an outcome has
 * changed. */
bool connection_take(struct connection *c, const struct segment *segment,
                     const struct connection_options *options, uint32_t marks);

/* Both at once. */
bool connection_feed(struct connection *c, const struct segment *segment,
                     const struct connection_options *options);

/* The same by all the rules, however ordinary it is: what connection_feed() is
 * held against. */
void connection_judge(struct connection *c, const struct segment *segment,
                      const struct connection_options *options);

/* The capture is over, or the connection is: what waited is decided.  Does
 * nothing the second time. */
void connection_finish(struct connection *c, int64_t capture_end);

/* Frees what it holds, not itself. */
void connection_fini(struct connection *c);

/* The direction of a segment within the connection. */
enum dir connection_dir(const struct connection *c,
                        const struct segment *segment);

/* Moves one endpoint's state: every change goes through here. */
void connection_event(struct connection *c, enum dir dir, int event);

/* Which of the two FINs is this end's: 0 or 1; only once one is seen. */
static inline unsigned connection_fin_index(const struct connection *c,
                                            enum dir dir)
{
	return c->closing.first == dir ? 0 : 1;
}

/* ns to the far end and back: what the handshake took, or the least that both ends
 * took to answer, if that is less (a SYN,ACK may have been lost before the capture
 * point); 0 where neither is known. */
int64_t connection_round_trip(const struct connection *c);

/* ns for which what has passed may not have met its answer: that, or LATENESS
 * (step.h), where it is not known. */
int64_t connection_under_way(const struct connection *c);

/* Adds a finding and returns it, for its numbers to be filled in; valid until
 * the next one is added.  Its severity is the rule's. */
struct finding *connection_find(struct connection *c, enum rule rule,
                                enum dir from, uint64_t packet);

/* The same with expected and found number. */
struct finding *connection_find_numbers(struct connection *c, enum rule rule,
                                        enum dir from, uint64_t packet,
                                        uint32_t expected, uint32_t actual);

/* True when there was a finding of this rule already, kept or not. */
bool connection_has(const struct connection *c, enum rule rule);

#endif
