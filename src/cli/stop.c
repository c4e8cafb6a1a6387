/* stop.c -- Ctrl-C, a batch system or a terminal that goes away asks the work to stop at its next whole part. */
#include <errno.h>
#include <unistd.h>

#include "cli.h"

/* 0, or the signal that asked first: the only thing that the handler can reach; nothing else writes it. */
static volatile sig_atomic_t stop;

static const int asking[] = {SIGINT, SIGTERM, SIGHUP};

static void ask_to_stop(int signal_number)
{
    static const char text[] =
        "\nofframp: finishing the futures at hand; once more to leave them\n";
    const int before = errno;

    if (stop) {
        /* Waits until the handler returns, and ends the program as if it had never been caught. */
        signal(signal_number, SIG_DFL);
        raise(signal_number);
    } else {
        stop = signal_number;
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0) errno = 0;
    }
    errno = before;
}

const volatile int *stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = ask_to_stop, .sa_flags = SA_RESTART}, before;
    const size_t n = sizeof asking / sizeof asking[0];

    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < n; i++) sigaddset(&action.sa_mask, asking[i]);
    for (size_t i = 0; i < n; i++) {
        /* What was ignored at the start (nohup, a script's job in the background) stays ignored. */
        if (sigaction(asking[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(asking[i], &action, NULL);
    }
    return &stop;
}

int stop_status(void)
{
    return 128 + (stop ? stop : SIGINT);
}
