/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: linear [-v] [WORD]
 *        linear -w NAME SIZE >CAPTURE
 *
 * Time is linear in the input: of each of the worst inputs there are (of those
 * whose name has the WORD in it), one of twice the size takes less than three
 * times the processor time.  What is quadratic takes four times.  On a busy
 * machine either measurement may come out too long, never too short: each is
 * repeated until the least of both agree, or for some time.  Of some, twice as
 * much takes no more memory.  -w writes the input of that name in any size.
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

#ifdef __SANITIZE_ADDRESS__
#define KEEPS_FREED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KEEPS_FREED
#endif
#endif

#define RATIO_MAX 3
#define MEMORY_RATIO_MAX 1.1
#define ROUNDS 8   /* at most */
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
		[USE_BOUNDED] = {"--ndjson", "--segments=all",
	                         "--max-segments=1000"},
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

/* What a run takes: seconds of processor time, KiB of memory. */
struct cost {
	double time, memory;
};

static struct cost measure(const struct input *input, const struct names *names)
{
	struct rusage usage;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		run(input, names);
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid)
		trouble("fork");
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return (struct cost){CPU_MAX, (double)usage.ru_maxrss};
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) {
		fprintf(stderr, "%s: status %#x\n", input->what, status);
		exit(EXIT_FAILURE);
	}
	return (struct cost){
		(double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
			(double)(usage.ru_utime.tv_usec +
	                         usage.ru_stime.tv_usec) /
				1e6,
		(double)usage.ru_maxrss,
	};
}

/* Who looks for errors in memory keeps what was freed. */
static bool is_flat(const struct input *input, const struct cost cost[2])
{
#ifdef KEEPS_FREED
	(void)input, (void)cost;
	return true;
#else
	return !input->flat ||
	       cost[1].memory < MEMORY_RATIO_MAX * cost[0].memory;
#endif
}

static void write_input(const struct input *input, unsigned size, FILE *out)
{
	struct wire wire;

	wire_begin(&wire, out);
	input->write(&wire, size);
	if (fclose(out) != 0)
		trouble("writing");
}

/* The least of both sizes, of as many runs as it takes. */
static bool is_linear(const struct input *input, const struct names names[2],
                      struct cost least[2])
{
	bool linear = false;

	least[0] = least[1] = (struct cost){CPU_MAX, 0};
	for (unsigned round = 0; round < ROUNDS && !linear; round++) {
		for (unsigned i = 0; i < 2; i++) {
			struct cost cost = measure(input, &names[i]);

			if (cost.time < least[i].time)
				least[i] = cost;
		}
		linear = least[1].time < RATIO_MAX * least[0].time;
	}
	return linear;
}

static bool try(const struct input *input, const char *expectations,
                bool verbose)
{
	struct names names[2];
	struct cost least[2];
	bool linear, flat;

	for (unsigned i = 0; i < 2; i++) {
		strcpy(names[i].expectations, expectations);
		write_input(input, input->size << i, make(names[i].capture));
	}
	linear = is_linear(input, names, least);
	flat = is_flat(input, least);
	for (unsigned i = 0; i < 2; i++)
		unlink(names[i].capture);
	if (!linear || !flat || verbose)
		printf("%-36s %6.3f s %4.0f MiB, of twice as much %6.3f s "
		       "%4.0f MiB%s%s\n",
		       input->what, least[0].time, least[0].memory / 1024,
		       least[1].time, least[1].memory / 1024,
		       linear ? "" : ": not linear",
		       flat ? "" : ": not bounded");
	return linear && flat;
}

static int write_one(const char *what, const char *size)
{
	const struct input *input;

	for (size_t i = 0; (input = input_at(i)); i++)
		if (strcmp(input->what, what) == 0) {
			write_input(input, (unsigned)strtoul(size, NULL, 10),
			            stdout);
			return EXIT_SUCCESS;
		}
	fprintf(stderr, "linear: no input of that name\n");
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	const char *word = argc > 1 + verbose ? argv[1 + verbose] : "";
	const struct input *input;
	char expectations[64];
	int status = EXIT_SUCCESS;
	FILE *out;

	if (argc == 4 && strcmp(argv[1], "-w") == 0)
		return write_one(argv[2], argv[3]);
	out = make(expectations);
	fputs(EXPECTATIONS, out);
	fclose(out);
	for (size_t i = 0; (input = input_at(i)); i++)
		if (strstr(input->what, word) &&
		    !try(input, expectations, verbose))
			status = EXIT_FAILURE;
	unlink(expectations);
	return status;
}
