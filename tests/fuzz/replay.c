/* SPDX-License-Identifier: BSD-2-Clause
 *
 * usage: replay_NAME FILE-OR-FOLDER…
 *
 * What a fuzzer does with one input, done once with each of these: for `make
 * check`, and for an input that a fuzzer found.
 */
#include "config.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "entry.h"

static size_t replay(const char *name)
{
	FILE *file = fopen(name, "rb");
	struct text bytes = {0};
	char block[4096];
	uint8_t *copy;
	size_t len;

	if (!file) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	while ((len = fread(block, 1, sizeof(block), file)) > 0)
		text_add_bytes(&bytes, block, len);
	if (ferror(file)) {
		perror(name);
		exit(EXIT_FAILURE);
	}
	fclose(file);
	/* A copy that ends where its allocation ends, for the sanitizers. */
	copy = malloc(bytes.len ? bytes.len : 1);
	if (!copy)
		abort();
	if (bytes.len)
		memcpy(copy, bytes.at, bytes.len);
	LLVMFuzzerTestOneInput(copy, bytes.len);
	free(copy);
	text_fini(&bytes);
	return 1;
}

static size_t replay_folder(DIR *folder, const char *name)
{
	struct dirent *entry;
	size_t count = 0;

	while ((entry = readdir(folder))) {
		struct text path = {0};

		if (entry->d_name[0] == '.')
			continue;
		text_printf(&path, "%s/%s", name, entry->d_name);
		count += replay(text_string(&path));
		text_fini(&path);
	}
	closedir(folder);
	return count;
}

int main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++) {
		DIR *folder = opendir(argv[i]);

		count += folder ? replay_folder(folder, argv[i])
		                : replay(argv[i]);
	}
	printf("%zu inputs\n", count);
	return count > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
