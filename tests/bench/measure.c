/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: measure RUNS PROGRAM [ARGUMENT]...
 *
 * Runs a program so many times, its output thrown away, and prints the median
 * of the CPU time it took (user and system, microseconds), the most memory any
 * run held (KiB), and the last exit status.
 */
#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUNS_MAX 99

struct cost {
	long long cpu; /* microseconds */
	long memory;   /* KiB */
	int status;
};

static long long microseconds(struct timeval time)
{
	return time.tv_sec * 1000000LL + time.tv_usec;
}

static _Noreturn void become(char **argv)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(null, 2) < 0)
		_exit(126);
	execvp(argv[0], argv);
	_exit(127);
}

static struct cost run(char **argv)
{
	struct rusage usage;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		become(argv);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("measure");
		exit(EXIT_FAILURE);
	}
	return (struct cost){
		microseconds(usage.ru_utime) + microseconds(usage.ru_stime),
		usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : 128,
	};
}

static int compare(const void *a, const void *b)
{
	long long x = ((const struct cost *)a)->cpu;
	long long y = ((const struct cost *)b)->cpu;

	return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
	struct cost costs[RUNS_MAX];
	int runs = argc > 2 ? atoi(argv[1]) : 0, status = 0;
	long memory = 0;

	if (runs < 1 || runs > RUNS_MAX) {
		fputs("usage: measure RUNS PROGRAM [ARGUMENT]...\n", stderr);
		return EXIT_FAILURE;
	}
	for (int i = 0; i < runs; i++) {
		costs[i] = run(argv + 2);
		if (memory < costs[i].memory)
			memory = costs[i].memory;
		status = costs[i].status;
	}
	qsort(costs, (size_t)runs, sizeof(*costs), compare);
	printf("%lld %ld %d\n", costs[runs / 2].cpu, memory, status);
	return EXIT_SUCCESS;
}
