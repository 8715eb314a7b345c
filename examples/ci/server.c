/* SPDX-License-Identifier: BSD-2-Clause
 *
 * server PORT: answers each line with the same line, one client at a time.
 *
 * It prints a line once it listens.  Built with -DBROKEN it forgets to close a
 * connection that its client has closed, as servers do: nothing is wrong that
 * a test of the answers could see, until it has no descriptors left.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_at(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
	                         .sin_port = htons((unsigned short)port)};
	int yes = 1;
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (listener < 0 ||
	    bind(listener, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    listen(listener, 16) < 0) {
		perror("server");
		exit(1);
	}
	return listener;
}

static void serve(int client)
{
	char bytes[512];
	ssize_t count;

	while ((count = read(client, bytes, sizeof(bytes))) > 0)
		if (write(client, bytes, (size_t)count) != count)
			break;
#ifndef BROKEN
	close(client);
#endif
}

int main(int argc, char **argv)
{
	int listener = listen_at(argc > 1 ? atoi(argv[1]) : 0);
	int client;

	puts("listening");
	fflush(stdout);
	while ((client = accept(listener, NULL, NULL)) >= 0)
		serve(client);
	return 1;
}
