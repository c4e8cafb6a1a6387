/* drive.c -- runs one fuzz harness without a fuzzer: an empty input, each file of a corpus, and fixed mutations
 * of each. The same inputs every time, so that a failure can be repeated; `make fuzz` searches further.
 *
 * Usage: fuzz_<stem> CORPUS [MUTATIONS]. CORPUS is a directory or one file (to repeat a finding).
 * Exit status 0 when every input was survived, 77 (skipped) when there is no corpus.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_INPUT = 1 << 16, MUTATIONS = 200, EXIT_SKIPPED = 77 };

/* Splitmix64 (Steele, Lea and Flood 2014): any sequence would do, as long as it stays the same. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static size_t below(uint64_t *state, size_t n)
{
    return n ? (size_t)(next(state) % n) : 0;
}

/* Bytes that readers of text stumble over, besides random ones. */
static uint8_t odd_byte(uint64_t *state)
{
    static const char odd[] = "\0\t\n\r\"'#%&*,-.:;<>?@[]{}|!~0129eE\x7f\x80\xff";
    return next(state) & 1 ? (uint8_t)odd[below(state, sizeof odd)] : (uint8_t)next(state);
}

/* One change: a byte overwritten, a piece removed, a piece repeated elsewhere, or the end cut off. */
static size_t mutate(uint8_t *data, size_t size, uint64_t *state)
{
    if (size == 0) return 0;
    const size_t at = below(state, size);
    const size_t rest = size - at;
    const size_t length = 1 + below(state, rest < 64 ? rest : 64);

    switch (next(state) % 8) {
    case 0: /* remove */
        memmove(data + at, data + at + length, rest - length);
        return size - length;
    case 1: /* repeat */
        if (size + length > MAX_INPUT) return size;
        memmove(data + at + length, data + at, rest);
        return size + length;
    case 2: /* cut */
        return at;
    default:
        data[at] = odd_byte(state);
        return size;
    }
}

/* The harness gets a block of exactly its size, so that reading one byte too far is seen. */
static int try_input(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size ? size : 1);

    if (!exact) return -1;
    memcpy(exact, data, size);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
    return 0;
}

/* The file and its mutations; returns the number of inputs tried, or -1. */
static long try_file(const char *path, long mutations)
{
    static uint8_t original[MAX_INPUT], changed[MAX_INPUT];
    FILE *file = fopen(path, "rb");
    uint64_t state = 1;

    if (!file) return -1;
    const size_t size = fread(original, 1, sizeof original, file);
    fclose(file);
    if (try_input(original, size)) return -1;
    for (long i = 0; i < mutations; i++) {
        size_t length = size;

        memcpy(changed, original, size);
        for (size_t n = 1 + below(&state, 6); n > 0; n--) length = mutate(changed, length, &state);
        if (try_input(changed, length)) return -1;
    }
    return mutations + 1;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* All files of a directory in the order of their names (the system's order differs between machines). */
static long try_directory(const char *path, long mutations)
{
    char *names[1024], full[4096];
    size_t n = 0;
    long tried = 0;
    DIR *directory = opendir(path);

    if (!directory) return -1;
    for (const struct dirent *entry; n < 1024 && (entry = readdir(directory));) {
        if (entry->d_name[0] != '.' && (names[n] = strdup(entry->d_name))) n++;
    }
    closedir(directory);
    qsort(names, n, sizeof names[0], by_name);
    for (size_t i = 0; i < n; i++) {
        snprintf(full, sizeof full, "%s/%s", path, names[i]);
        const long done = tried < 0 ? -1 : try_file(full, mutations);
        tried = done < 0 ? -1 : tried + done;
        free(names[i]);
    }
    return tried;
}

int main(int argc, char **argv)
{
    const long mutations = argc > 2 ? strtol(argv[2], NULL, 10) : MUTATIONS;
    struct stat about;

    if (argc < 2) {
        fprintf(stderr, "usage: %s CORPUS [MUTATIONS]\n", argv[0]);
        return 2;
    }
    if (stat(argv[1], &about)) {
        printf("no corpus at %s\n", argv[1]);
        return EXIT_SKIPPED;
    }
    const long tried = S_ISDIR(about.st_mode) ? try_directory(argv[1], mutations)
                                              : try_file(argv[1], 0);
    if (tried < 0 || try_input((const uint8_t *)"", 0)) {
        fprintf(stderr, "%s: cannot read\n", argv[1]);
        return 1;
    }
    printf("%ld inputs survived\n", tried + 1);
    return tried > 0 ? 0 : EXIT_SKIPPED;
}
