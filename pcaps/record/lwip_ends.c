/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Two ends of lwIP in one process, for stacks.py: the network between them, and
 * their time, are the caller's.  An end takes the other for a neighbour, so that
 * what is sent goes out by its own interface.
 *
 * Needs liblwip-dev.
 */
#include <lwip/init.h>
#include <lwip/ip.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/tcp.h>
#include <string.h>

enum { CLIENT, SERVER, SIDES };
enum happening { CONNECTED, RECEIVED, SENT, FAILED }; /* as in stacks.py */

typedef void packet_function(int side, const uint8_t *data, int length);
typedef void event_function(int side, int happening, int amount);

static packet_function *send_packet;
static event_function *tell;
static struct netif netifs[SIDES];
static struct tcp_pcb *pcbs[SIDES], *listener;
static uint16_t client_port;
static const int sides[SIDES] = {CLIENT, SERVER};

static err_t output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
	static uint8_t whole[UINT16_MAX];

	(void)to;
	send_packet(netif == &netifs[SERVER], whole,
	            pbuf_copy_partial(p, whole, UINT16_MAX, 0));
	return ERR_OK;
}

static err_t set_up(struct netif *netif)
{
	netif->output = output;
	return ERR_OK;
}

static err_t no_input(struct pbuf *p, struct netif *netif)
{
	(void)netif;
	pbuf_free(p);
	return ERR_OK;
}

/* Once, before all else: what to call with each packet sent, and each event. */
void lwip_start(packet_function *packet, event_function *event)
{
	ip4_addr_t address[SIDES], mask, none = {0};

	send_packet = packet;
	tell = event;
	lwip_init();
	IP4_ADDR(&address[CLIENT], 192, 0, 2, 10);
	IP4_ADDR(&address[SERVER], 198, 51, 100, 20);
	IP4_ADDR(&mask, 255, 255, 255, 0);
	for (int i = 0; i < SIDES; i++) {
		netif_add(&netifs[i], &address[i], &mask, &none, NULL, set_up,
		          no_input);
		netif_set_up(&netifs[i]);
		netif_set_link_up(&netifs[i]);
	}
}

void lwip_mtu(int mtu)
{
	netifs[CLIENT].mtu = netifs[SERVER].mtu = (uint16_t)mtu;
}

/* Every 250 ms. */
void lwip_tick(void)
{
	tcp_tmr();
}

void lwip_input(int side, const uint8_t *data, int length)
{
	struct pbuf *p = pbuf_alloc(PBUF_RAW, (uint16_t)length, PBUF_RAM);

	pbuf_take(p, data, (uint16_t)length);
	if (ip_input(p, &netifs[side]))
		pbuf_free(p);
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *p,
                         err_t error)
{
	int length = p ? p->tot_len : 0;

	(void)pcb, (void)error;
	if (p)
		pbuf_free(p);
	tell(*(const int *)argument, RECEIVED, length);
	return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length)
{
	(void)pcb;
	tell(*(const int *)argument, SENT, length);
	return ERR_OK;
}

static void on_failed(void *argument, err_t error)
{
	int side = *(const int *)argument;

	pcbs[side] = NULL;
	tell(side, FAILED, error);
}

static void watch(int side, struct tcp_pcb *pcb)
{
	pcbs[side] = pcb;
	tcp_arg(pcb, (void *)&sides[side]);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_failed);
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t error)
{
	(void)pcb, (void)error;
	tell(*(const int *)argument, CONNECTED, 0);
	return ERR_OK;
}

static err_t on_accepted(void *argument, struct tcp_pcb *pcb, err_t error)
{
	(void)argument, (void)error;
	watch(SERVER, pcb);
	tell(SERVER, CONNECTED, 0);
	return ERR_OK;
}

/* Not 0: it failed.  The client's port is that of the call to come. */
int lwip_listen(int port, int client)
{
	struct tcp_pcb *pcb = tcp_new();

	client_port = (uint16_t)client;
	if (tcp_bind(pcb, &netifs[SERVER].ip_addr, (uint16_t)port))
		return -1;
	listener = tcp_listen(pcb);
	tcp_accept(listener, on_accepted);
	return 0;
}

int lwip_connect(int from, int to)
{
	ip_addr_t peer = IPADDR4_INIT_BYTES(192, 0, 2, 20);
	struct tcp_pcb *pcb = tcp_new();

	client_port = (uint16_t)from;
	if (tcp_bind(pcb, &netifs[CLIENT].ip_addr, client_port))
		return -1;
	watch(CLIENT, pcb);
	return tcp_connect(pcb, &peer, (uint16_t)to, on_connected);
}

/* How many bytes were taken. */
int lwip_write(int side, int length)
{
	static char text[UINT16_MAX];
	struct tcp_pcb *pcb = pcbs[side];

	if (!pcb)
		return 0;
	if (length > tcp_sndbuf(pcb))
		length = tcp_sndbuf(pcb);
	memset(text, 'a' + side, sizeof(text));
	if (!length ||
	    tcp_write(pcb, text, (uint16_t)length, TCP_WRITE_FLAG_COPY))
		return 0;
	tcp_output(pcb);
	return length;
}

/* Its program has read so much of what it received: the window opens. */
void lwip_read(int side, int length)
{
	if (pcbs[side])
		tcp_recved(pcbs[side], (uint16_t)length);
}

void lwip_options(int side, int nodelay, int keepalive_ms)
{
	struct tcp_pcb *pcb = pcbs[side];

	if (!pcb)
		return;
	if (nodelay)
		tcp_nagle_disable(pcb);
	if (keepalive_ms) {
		ip_set_option(pcb, SOF_KEEPALIVE);
		pcb->keep_idle = pcb->keep_intvl = (uint32_t)keepalive_ms;
	}
}

void lwip_shutdown(int side)
{
	if (pcbs[side])
		tcp_shutdown(pcbs[side], 0, 1);
}

/* The end is not told of what follows. */
static struct tcp_pcb *leave(int side)
{
	struct tcp_pcb *pcb = pcbs[side];

	pcbs[side] = NULL;
	if (!pcb)
		return NULL;
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
	return pcb;
}

void lwip_close(int side)
{
	struct tcp_pcb *pcb = leave(side);

	if (pcb)
		tcp_close(pcb);
}

void lwip_abort(int side)
{
	struct tcp_pcb *pcb = leave(side);

	if (pcb)
		tcp_abort(pcb);
}

static struct tcp_pcb *find(int side)
{
	struct tcp_pcb *lists[] = {tcp_active_pcbs, tcp_tw_pcbs};

	for (int i = 0; i < 2; i++)
		for (struct tcp_pcb *p = lists[i]; p; p = p->next)
			if (client_port ==
			    (side == CLIENT ? p->local_port : p->remote_port))
				return p;
	return NULL;
}

/* enum tcp_state; CLOSED where there is none. */
int lwip_state(int side)
{
	struct tcp_pcb *pcb = find(side);

	return pcb ? (int)pcb->state : CLOSED;
}

/* All of this run. */
void lwip_forget(void)
{
	for (int side = 0; side < SIDES; side++) {
		struct tcp_pcb *pcb;

		pcbs[side] = NULL;
		while ((pcb = find(side)) != NULL) {
			tcp_err(pcb, NULL);
			tcp_abort(pcb);
		}
	}
	if (listener)
		tcp_close(listener);
	listener = NULL;
}
