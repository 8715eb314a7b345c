/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One end of libslirp, whose TCP is 4.4BSD's, for stacks.py: what it relays to is a
 * socket of the loopback interface; its network and its time are the caller's.
 *
 * Needs libslirp-dev.
 */
#include <arpa/inet.h>
#include <poll.h>
#include <slirp/libslirp.h>
#include <stdio.h>
#include <stdlib.h>

#define POLLS_MAX 64

typedef void frame_function(const uint8_t *data, int length);

static frame_function *send_frame;
static Slirp *slirp;
static int64_t now; /* ns */
static struct pollfd polls[POLLS_MAX];
static int poll_count;

static ssize_t on_send(const void *data, size_t length, void *opaque)
{
	(void)opaque;
	send_frame(data, (int)length);
	return (ssize_t)length;
}

static void on_error(const char *message, void *opaque)
{
	(void)opaque;
	fprintf(stderr, "slirp: %s\n", message);
}

static int64_t on_clock(void *opaque)
{
	(void)opaque;
	return now;
}

/* Router advertisements, of which there are none. */
static void *on_timer_new(SlirpTimerCb call, void *with, void *opaque)
{
	(void)call, (void)with, (void)opaque;
	return malloc(1);
}

static void on_timer_free(void *timer, void *opaque)
{
	(void)opaque;
	free(timer);
}

static void on_timer_mod(void *timer, int64_t expires, void *opaque)
{
	(void)timer, (void)expires, (void)opaque;
}

static void on_socket(int fd, void *opaque)
{
	(void)fd, (void)opaque;
}

static void on_notify(void *opaque)
{
	(void)opaque;
}

static const SlirpCb CALLS = {
	.send_packet = on_send,
	.guest_error = on_error,
	.clock_get_ns = on_clock,
	.timer_new = on_timer_new,
	.timer_free = on_timer_free,
	.timer_mod = on_timer_mod,
	.register_poll_fd = on_socket,
	.unregister_poll_fd = on_socket,
	.notify = on_notify,
};

/* Its own address is 10.0.2.2, its guest's, the other end's, 10.0.2.15. */
void slirp_start(frame_function *frame, int mtu)
{
	SlirpConfig config = {
		.version = 1,
		.in_enabled = true,
		.if_mtu = (size_t)mtu,
		.if_mru = (size_t)mtu,
	};

	inet_aton("10.0.2.0", &config.vnetwork);
	inet_aton("255.255.255.0", &config.vnetmask);
	inet_aton("10.0.2.2", &config.vhost);
	inet_aton("10.0.2.3", &config.vnameserver);
	inet_aton("10.0.2.15", &config.vdhcp_start);
	send_frame = frame;
	slirp = slirp_new(&config, &CALLS, NULL);
}

void slirp_stop(void)
{
	slirp_cleanup(slirp);
	slirp = NULL;
}

void slirp_frame(const uint8_t *data, int length)
{
	slirp_input(slirp, data, length);
}

static int on_add(int fd, int events, void *opaque)
{
	struct pollfd *p = &polls[poll_count];

	(void)opaque;
	if (poll_count == POLLS_MAX)
		return -1;
	p->fd = fd;
	p->events = (short)((events & SLIRP_POLL_IN ? POLLIN : 0) |
	                    (events & SLIRP_POLL_OUT ? POLLOUT : 0) |
	                    (events & SLIRP_POLL_PRI ? POLLPRI : 0));
	return poll_count++;
}

static int on_revents(int i, void *opaque)
{
	short events = i < 0 ? 0 : polls[i].revents;

	(void)opaque;
	return (events & POLLIN ? SLIRP_POLL_IN : 0) |
	       (events & POLLOUT ? SLIRP_POLL_OUT : 0) |
	       (events & POLLPRI ? SLIRP_POLL_PRI : 0) |
	       (events & POLLERR ? SLIRP_POLL_ERR : 0) |
	       (events & POLLHUP ? SLIRP_POLL_HUP : 0);
}

/* What comes to this port of the host goes to that of the guest; not 0: it failed. */
int slirp_forward(int host_port, int guest_port)
{
	struct in_addr host, guest;

	inet_aton("127.0.0.1", &host);
	inet_aton("10.0.2.15", &guest);
	return slirp_add_hostfwd(slirp, 0, host, host_port, guest, guest_port);
}

/* Its clock says so many ns; it looks at its sockets and its timers. */
void slirp_turn(int64_t time)
{
	uint32_t timeout = 0;
	int ready;

	now = time;
	poll_count = 0;
	slirp_pollfds_fill(slirp, &timeout, on_add, NULL);
	ready = poll(polls, (nfds_t)poll_count, 0);
	slirp_pollfds_poll(slirp, ready < 0, on_revents, NULL);
}

/* What it says of its connections; valid until the next call. */
const char *slirp_connections(void)
{
	static char text[8192];
	char *said = slirp_connection_info(slirp);

	snprintf(text, sizeof(text), "%s", said);
	free(said);
	return text;
}
