/* output.c -- the end of standard output: whether all of it got out, and if not, why.
 *
 * The two signals that a write can raise are caught, so that the write fails instead of the program and files are left
 * as a failure leaves them. What the handlers note tells the reasons apart: a reader that has seen enough (head, a pager)
 * is no fault, a limit on the size of files is not a full disk.
 */
#include "cli.h"

/* Written by the handlers only. */
static volatile sig_atomic_t reader_left, limit_met;

static void note_reader(int signal_number)
{
    (void)signal_number;
    reader_left = 1;
}

static void note_limit(int signal_number)
{
    (void)signal_number;
    limit_met = 1;
}

/* True if the signal ended the program before. */
static bool catch_signal(int signal_number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART}, before;

    sigemptyset(&action.sa_mask);
    return sigaction(signal_number, &action, &before) == 0 && before.sa_handler == SIG_DFL;
}

bool watch_output(void)
{
    catch_signal(SIGXFSZ, note_limit);
    return catch_signal(SIGPIPE, note_reader);
}

bool reader_has_left(void)
{
    return reader_left;
}

const char *size_limit_met(void)
{
    return limit_met ? "writing stopped at the size limit that this process has for files (ulimit "
                       "-f); raise it and run again"
                     : NULL;
}

int say_output_failed(void)
{
    const char *limit = size_limit_met();

    if (reader_left) return EXIT_CUT;
    fprintf(stderr, "offramp: standard output: %s\n",
            limit ? limit : "cannot be written to its end; is the disk full, or was it closed?");
    return EXIT_FAILED;
}

int finish_output(int status, bool ends_by_pipe)
{
    const bool failed = fflush(stdout) != 0 || ferror(stdout);

    if (status == EXIT_DONE && (failed || fclose(stdout) != 0)) status = say_output_failed();
    if (status != EXIT_CUT) return status;
    /* As a program ends that leaves the signal alone: the shell sees 141. Where it was ignored, it stays without effect. */
    if (ends_by_pipe) {
        signal(SIGPIPE, SIG_DFL);
        raise(SIGPIPE);
    }
    return EXIT_FAILED;
}
