/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: linear [-v] [WORD]
 *
 * Time is linear in the input: of each of the worst inputs there are (of those
 * whose name has the WORD in it), one of twice the size takes less than three
 * times the processor time.  What is quadratic takes four times.  On a busy
 * machine either measurement may come out too long, never too short: each is
 * repeated until the least of both agree, or for some time.
 */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inputs.h"

#define RATIO_MAX 3
#define ROUNDS 8 /* at most */
#define ROUNDS_LEAST 1
#define CPU_MAX 20 /* seconds: it hangs, as good as */

static const char EXPECTATIONS[] = "connection * -> *\n"
				   "  > SYN\n"
				   "  < SYN,ACK\n"
				   "  > ACK\n"
				   "  ...\n"
				   "  > data\n";

struct names {
	char capture[64], expectations[64];
};

_Noreturn static void trouble(const char *what)
{
	perror(what);
	exit(99);
}

/* A file of its own, open for writing. */
static FILE *make(char name[64])
{
	FILE *out;
	int fd;

	strcpy(name, "/tmp/tcpladder-linear-XXXXXX");
	fd = mkstemp(name);
	out = fd < 0 ? NULL : fdopen(fd, "wb");
	if (!out)
		trouble(name);
	return out;
}

static void run(const struct input *input, const struct names *names)
{
	const char *const program = getenv("TCPLADDER");
	const char *const words[USE_COUNT][4] = {
		[USE_NDJSON] = {"--ndjson", "--segments=all"},
		[USE_LADDER] = {"--all"},
		[USE_LIST] = {"--list"},
		[USE_COMPARE] = {"--compare", names->capture},
		[USE_EXPECT] = {"--expect", names->expectations},
		[USE_RECORD] = {"--record"},
	};
	const char *arguments[7] = {"tcpladder", names->capture};
	struct rlimit limit = {CPU_MAX, CPU_MAX};
	int nothing = open("/dev/null", O_RDWR);

	memcpy(&arguments[2], words[input->use], sizeof(words[0]));
	setrlimit(RLIMIT_CPU, &limit);
	dup2(nothing, STDOUT_FILENO);
	dup2(nothing, STDIN_FILENO);
	execv(program ? program : "./tcpladder",
	      (char *const *)(uintptr_t)arguments);
	trouble("tcpladder");
}

/* Seconds of processor time. */
static double measure(const struct input *input, const struct names *names)
{
	struct rusage usage;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		run(input, names);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		trouble("fork");
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return CPU_MAX;
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "%s: status %#x\n", input->what, status);
		exit(EXIT_FAILURE);
	}
	return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
	       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static bool is_linear(const struct input *input, const char *expectations,
                      bool verbose)
{
	struct names names[2];
	double least[2] = {CPU_MAX, CPU_MAX};
	bool linear = false;

	for (unsigned i = 0; i < 2; i++) {
		FILE *out = make(names[i].capture);
		struct wire wire;

		strcpy(names[i].expectations, expectations);
		wire_begin(&wire, out);
		input->write(&wire, input->size << i);
		if (fclose(out) != 0)
			trouble(names[i].capture);
	}
	for (unsigned round = 0;
	     round < ROUNDS && !(linear && round >= ROUNDS_LEAST); round++) {
		for (unsigned i = 0; i < 2; i++) {
			double time = measure(input, &names[i]);

			if (time < least[i])
				least[i] = time;
		}
		linear = least[1] < RATIO_MAX * least[0];
	}
	for (unsigned i = 0; i < 2; i++)
		unlink(names[i].capture);
	if (!linear || verbose)
		printf("%-36s %7.3f s, of twice as much %7.3f s%s\n",
		       input->what, least[0], least[1],
		       linear ? "" : ": not linear");
	return linear;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	const char *word = argc > 1 + verbose ? argv[1 + verbose] : "";
	const struct input *input;
	char expectations[64];
	FILE *out = make(expectations);
	int status = EXIT_SUCCESS;

	fputs(EXPECTATIONS, out);
	fclose(out);
	for (size_t i = 0; (input = input_at(i)); i++)
		if (strstr(input->what, word) &&
		    !is_linear(input, expectations, verbose))
			status = EXIT_FAILURE;
	unlink(expectations);
	return status;
}
