/* print.c -- words on standard error, and how wide a line of standard output may be. */
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
        return stop_status();
    default:
        return EXIT_FAILED;
    }
}

/* What a failed write has to say: the reason that only the signal told comes before the writer's guess. */
static const char *text_of(const ofr_error *err)
{
    const char *limit = err->code == OFR_IO ? size_limit_met() : NULL;

    return limit ? limit : err->text ? err->text : ofr_status_name(err->code);
}

int say_error(ofr_error *err, const cli_command *command)
{
    const char *text = text_of(err);
    const int status = exit_status(err->code);
    const size_t n = strlen(text);
    /* Lists name their places themselves. */
    const bool list = !*err->where && (err->code == OFR_SCHEMA || err->code == OFR_STRUCTURE ||
                                       err->code == OFR_RECORD);

    if (err->code == OFR_IO && (ferror(stdout) || reader_has_left())) {
        ofr_error_done(err);
        return say_output_failed();
    }
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
