/* stop.c -- Ctrl-C asks the run to stop at its next whole chunk. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

/* The only thing that a signal's handler can reach; nothing else writes it. */
static volatile sig_atomic_t stop;

static void ask_to_stop(int signal_number)
{
    static const char text[] =
        "\nofframp: finishing the futures at hand; once more to leave them\n";
    const int before = errno;

    (void)signal_number;
    stop = 1;
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) errno = 0;
    errno = before;
}

const volatile int *stop_on_signals(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop;
}
