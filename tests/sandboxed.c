/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: sandboxed
 *
 * Enters the sandbox the program enters, once for each thing that must not be
 * possible in it and for each that must, and tries.  What can be asked of one
 * wall alone is asked where the other is not built or not there.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/fault.h"
#include "base/text.h"
#include "sandbox/privileges.h"
#include "sandbox/sandbox.h"

#define SKIPPED 77

enum wall { CALLS = 1, FILES = 2 }; /* seccomp; Landlock */

/* What was open before. */
struct open {
	char name[32]; /* of a file */
	int file;
	int pipe[2];
};

/* True when the thing could be done; else errno says why not. */
typedef bool attempt(const struct open *open);

/* ---- what must fail ---- */

static bool opens(const char *name, int flags)
{
	return open(name, flags, 0600) >= 0;
}

static bool open_to_read(const struct open *o)
{
	(void)o;
	return opens("/etc/passwd", O_RDONLY);
}

static bool open_to_write(const struct open *o)
{
	return opens(o->name, O_WRONLY);
}

static bool create(const struct open *o)
{
	(void)o;
	return opens("sandboxed.escaped", O_WRONLY | O_CREAT);
}

static bool list_folder(const struct open *o)
{
	(void)o;
	return opens("/", O_RDONLY | O_DIRECTORY);
}

static bool open_own_memory(const struct open *o)
{
	(void)o;
	return opens("/proc/self/mem", O_RDWR);
}

static bool remove_file(const struct open *o)
{
	return unlink(o->name) == 0;
}

static bool rename_file(const struct open *o)
{
	return rename(o->name, "sandboxed.escaped") == 0;
}

static bool look_at_file(const struct open *o)
{
	struct stat st;

	return stat(o->name, &st) == 0;
}

static bool execute(const struct open *o)
{
	(void)o;
	execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
	return false; /* and exit status 0 where it came to that */
}

static bool make_process(const struct open *o)
{
	pid_t pid = fork();

	(void)o;
	if (pid == 0)
		_exit(0);
	return pid > 0;
}

static bool make_socket(const struct open *o)
{
	(void)o;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool make_local_socket(const struct open *o)
{
	int ends[2];

	(void)o;
	return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static bool signal_parent(const struct open *o)
{
	(void)o;
	return kill(getppid(), 0) == 0;
}

static bool trace(const struct open *o)
{
	(void)o;
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool map_code(const struct open *o)
{
	(void)o;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool turn_into_code(const struct open *o)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)o;
	return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

/* ---- what must not ---- */

static bool use_pipe(const struct open *o)
{
	char byte = 'x';

	return write(o->pipe[1], &byte, 1) == 1 &&
	       read(o->pipe[0], &byte, 1) == 1 && close(o->pipe[0]) == 0;
}

static bool use_file(const struct open *o)
{
	char buffer[64];
	FILE *stream = fdopen(o->file, "r+");

	return stream && fputs("written\n", stream) >= 0 &&
	       fflush(stream) == 0 && fsync(o->file) == 0 &&
	       fseek(stream, 0, SEEK_SET) == 0 &&
	       fgets(buffer, sizeof(buffer), stream) && fclose(stream) == 0;
}

static bool use_memory(const struct open *o)
{
	char *block = malloc(100);

	(void)o;
	for (size_t size = 1000; block && size < 50000000; size *= 7) {
		block = realloc(block, size);
		if (block)
			memset(block, 1, size);
	}
	free(block);
	return block != NULL;
}

static void *in_thread(void *context)
{
	return malloc(1000) ? context : NULL;
}

static bool use_thread(const struct open *o)
{
	pthread_t thread;
	void *result = NULL;
	int local = 0;

	(void)o;
	errno = pthread_create(&thread, NULL, in_thread, &local);
	return errno == 0 && pthread_join(thread, &result) == 0 &&
	       result == &local;
}

static bool use_clock(const struct open *o)
{
	struct timespec now;

	(void)o;
	return clock_gettime(CLOCK_MONOTONIC, &now) == 0;
}

static bool ask_terminal(const struct open *o)
{
	(void)o;
	isatty(STDERR_FILENO);
	return errno != EPERM;
}

/* ---- trying ---- */

static const struct trial {
	const char *name;
	attempt *attempt;
	unsigned refused_by; /* each of these alone; 0: it must succeed */
} TRIALS[] = {
	{"a file is opened to be read", open_to_read, CALLS | FILES},
	{"a file is opened to be written", open_to_write, CALLS | FILES},
	{"a file is made", create, CALLS | FILES},
	{"a folder is opened", list_folder, CALLS | FILES},
	{"the process's own memory is opened", open_own_memory, CALLS | FILES},
	{"a file is removed", remove_file, CALLS | FILES},
	{"a file is renamed", rename_file, CALLS | FILES},
	{"a file is looked at", look_at_file, CALLS},
	{"a program is executed", execute, CALLS | FILES},
	{"a process is made", make_process, CALLS},
	{"a socket is made", make_socket, CALLS},
	{"a pair of sockets is made", make_local_socket, CALLS},
	{"a process is sent a signal", signal_parent, CALLS},
	{"a process is traced", trace, CALLS},
	{"memory for code is asked for", map_code, CALLS},
	{"memory is made code", turn_into_code, CALLS},
	{"an open pipe is used", use_pipe, 0},
	{"an open file is used", use_file, 0},
	{"memory is used", use_memory, 0},
	{"a thread is started", use_thread, 0},
	{"the clock is read", use_clock, 0},
	{"a terminal is asked for", ask_terminal, 0},
};

/* In a process of its own: ends with 1 where it could be done, 2 where it could
 * not, 3 where it failed for another reason than the sandbox. */
static void enter_and_try(const struct trial *t, const struct open *o)
{
	struct fault fault = {""};

	if (sandbox_enter(&fault) < 0) {
		fprintf(stderr, "%s\n", fault.text);
		_exit(4);
	}
	errno = 0;
	if (t->attempt(o))
		_exit(1);
	_exit(errno == EPERM || errno == EACCES ? 2 : 3);
}

static bool run(const struct trial *t, const struct open *o, unsigned walls)
{
	int wanted = t->refused_by ? 2 : 1;
	pid_t child = fork();
	int status;
	bool good;

	if (child == 0)
		enter_and_try(t, o);
	waitpid(child, &status, 0);
	if (t->refused_by && !(t->refused_by & walls))
		return true;
	/* Some platforms end the process. */
	good = WIFEXITED(status) ? WEXITSTATUS(status) == wanted
	                         : t->refused_by != 0;
	printf("%s - %s%s\n", good ? "ok" : "not ok", t->name,
	       t->refused_by ? ": refused" : "");
	if (!good)
		printf("# wait status 0x%x\n", (unsigned)status);
	return good;
}

/* Where we are root: who we are afterwards.  Ends with 0 where all is well. */
static void drop_and_try(void)
{
	struct fault fault = {""};
	bool good = privileges_drop("no-such-user", &fault) < 0 &&
	            strstr(fault.text, "there is no user no-such-user") &&
	            privileges_drop("root", NULL) == 0 && geteuid() == 0 &&
	            privileges_drop(NULL, &fault) == 0 && geteuid() != 0 &&
	            getuid() != 0 && getgid() != 0 && getgroups(0, NULL) <= 1 &&
	            setuid(0) < 0 && setgid(0) < 0 &&
	            open("/etc/shadow", O_RDONLY) < 0;

	_exit(!good);
}

static bool run_privileges(void)
{
	pid_t child;
	int status;

	if (geteuid() != 0)
		return privileges_drop("no-such-user", NULL) == 0;
	child = fork();
	if (child == 0)
		drop_and_try();
	waitpid(child, &status, 0);
	printf("%s - root is given up for good\n",
	       status == 0 ? "ok" : "not ok");
	return status == 0;
}

int main(void)
{
	struct open o = {.name = "sandboxed.XXXXXX"};
	struct text described = {0};
	bool good;
	unsigned walls;

	sandbox_describe(&described);
	printf("sandbox: %s\n", text_string(&described));
	walls = strstr(text_string(&described), "seccomp") ? CALLS : 0;
	if (strstr(text_string(&described), "Landlock"))
		walls |= FILES;
	if (strstr(text_string(&described), "pledge") ||
	    strstr(text_string(&described), "Capsicum"))
		walls = FILES;
	text_fini(&described);
	fflush(stdout);
	good = run_privileges();
	if (walls == 0)
		return good ? SKIPPED : 1;
	o.file = mkstemp(o.name);
	if (o.file < 0 || pipe(o.pipe) < 0)
		return 99;
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < ARRAY_LEN(TRIALS); i++)
		good &= run(&TRIALS[i], &o, walls);
	unlink(o.name);
	unlink("sandboxed.escaped");
	return good ? 0 : 1;
}
