/* print.c -- words on standard error, and the end of standard output. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cli.h"

static void put_safe(FILE *out, const char *text, bool lines)
{
    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;
        /* U+0080 to U+009F are control characters too. */
        const bool high = c == 0xc2 && (unsigned char)text[1] >= 0x80 &&
                          (unsigned char)text[1] < 0xa0;
        const bool fine = !high && (c >= 32 || (lines && (c == '\n' || c == '\t'))) && c != 127;
        if (high) text++;
        putc(fine ? c : '?', out);
    }
}

int terminal_width(void)
{
    enum { LEAST = 40, MOST = 400 };
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long width = TERMINAL_WIDTH;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        width = size.ws_col;
    else if (columns && *columns >= '1' && *columns <= '9')
        width = strtol(columns, NULL, 10);
    return (int)(width < LEAST ? LEAST : width > MOST ? MOST : width);
}

static int exit_status(ofr_status status)
{
    switch (status) {
    case OFR_OK:
        return EXIT_DONE;
    case OFR_USAGE:
        return EXIT_WRONG_USE;
    case OFR_INTERRUPTED:
        return EXIT_STOPPED;
    default:
        return EXIT_FAILED;
    }
}

int say_error(ofr_error *err, const cli_command *command)
{
    const char *text = err->text ? err->text : ofr_status_name(err->code);
    const int status = exit_status(err->code);
    const size_t n = strlen(text);
    /* Lists name their places themselves. */
    const bool list = !*err->where && (err->code == OFR_SCHEMA || err->code == OFR_STRUCTURE ||
                                       err->code == OFR_RECORD);

    if (!list) fprintf(stderr, "offramp: ");
    if (*err->where) {
        put_safe(stderr, err->where, false);
        fprintf(stderr, ": ");
    }
    put_safe(stderr, text, true);
    if (n == 0 || text[n - 1] != '\n') putc('\n', stderr);
    if (status == EXIT_WRONG_USE && command) {
        fprintf(stderr, "see: offramp %s --help\n", command->name);
    }
    ofr_error_done(err);
    return status;
}

int finish_output(int status)
{
    const bool failed = fflush(stdout) != 0 || ferror(stdout);
    struct pollfd out = {STDOUT_FILENO, POLLOUT, 0};

    /* A reader that has seen enough (head, a pager) is no fault to speak of. */
    if (failed && poll(&out, 1, 0) > 0 && (out.revents & POLLERR) && status == EXIT_DONE) {
        return EXIT_FAILED;
    }
    if ((fclose(stdout) != 0 || failed) && status == EXIT_DONE) {
        fprintf(stderr,
                "offramp: standard output: cannot be written to its end; is the disk full, or "
                "was the reader closed?\n");
        return EXIT_FAILED;
    }
    return status;
}
