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

/* What was ignored when the program started (a job in the background of a script) stays ignored. */
static void catch_signal(int signal_number)
{
    struct sigaction action, before;

    if (sigaction(signal_number, NULL, &before) == 0 && before.sa_handler == SIG_IGN) return;
    memset(&action, 0, sizeof action);
    action.sa_handler = ask_to_stop;
    action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, NULL);
}

const volatile int *stop_on_signals(void)
{
    catch_signal(SIGINT);
    catch_signal(SIGTERM);
    return &stop;
}
