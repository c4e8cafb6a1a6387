/* progress.c -- a bar with the time left, on a terminal only; and one sentence where threads are missing. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

enum { BAR = 30, SHORT_BAR = 10, LINE = 78, MOST_WIDTH = 300 };

double seconds_now(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) return 0;
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* From the variables, not by setlocale: numbers must not change with the locale. */
static bool utf8_locale(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (!value || !*value) continue;
        return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8") ||
               strstr(value, "utf-8");
    }
    return false;
}

void progress_init(progress_bar *bar)
{
    const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");
    const bool dumb = !term || !*term || strcmp(term, "dumb") == 0;

    *bar = (progress_bar){.out = stderr,
                          .shown = isatty(STDERR_FILENO) == 1,
                          .blocks = utf8_locale(),
                          .colour = !dumb && !(no_colour && *no_colour),
                          .began = seconds_now(),
                          .width = terminal_width()};
}

static void put_time_left(const progress_bar *bar, double now)
{
    const double run = (double)(bar->done - bar->first), left = (double)(bar->of - bar->done);
    const double seconds = run > 0 ? (now - bar->began) * left / run : -1;

    if (seconds < 0)
        fprintf(bar->out, "  starting     ");
    else if (seconds < 90)
        fprintf(bar->out, "  %2.0f s left    ", seconds);
    else if (seconds < 5400)
        fprintf(bar->out, "  %2.0f min left  ", seconds / 60);
    else
        fprintf(bar->out, "  %.1f h left   ", seconds / 3600);
}

/* As many outcomes as the line has room for. */
static void put_so_far(const progress_bar *bar)
{
    const size_t used = SHORT_BAR + 24, width = bar->width > 0 ? (size_t)bar->width : LINE;
    const size_t room = width > used ? width - used : 0, n = strlen(bar->so_far);
    size_t cut = n < room ? n : room;

    while (cut < n && cut > 0 && bar->so_far[cut] != ';') cut--;
    fprintf(bar->out, "%-*.*s", (int)room, (int)cut, bar->so_far);
}

static void draw(const progress_bar *bar, double now)
{
    static const char *const eighth[] = {"",       "\u258f", "\u258e", "\u258d",
                                         "\u258c", "\u258b", "\u258a", "\u2589"};
    const double share = bar->of ? (double)bar->done / (double)bar->of : 0;
    const int size = *bar->so_far ? SHORT_BAR : BAR;
    const int fine = (int)(share * size * 8), full = fine / 8;
    const int part = bar->blocks && full < size && fine % 8 > 0;

    fprintf(bar->out, "\r%s%s", bar->blocks ? "" : "[", bar->colour ? "\033[36m" : "");
    for (int i = 0; i < full; i++) fputs(bar->blocks ? "\u2588" : "#", bar->out);
    if (part) fputs(eighth[fine % 8], bar->out);
    for (int i = full + part; i < size; i++) putc(' ', bar->out);
    fprintf(bar->out, "%s%s %3.0f %%", bar->colour ? "\033[0m" : "", bar->blocks ? "" : "]",
            100 * share);
    if (!*bar->so_far) fprintf(bar->out, "  %zu futures", bar->done);
    put_time_left(bar, now);
    put_so_far(bar);
    fflush(bar->out);
}

static void wipe(progress_bar *bar)
{
    const int width = bar->width > LINE ? bar->width - 1 : LINE;

    if (bar->shown && bar->drawn > 0)
        fprintf(bar->out, "\r%*s\r", width < MOST_WIDTH ? width : MOST_WIDTH, "");
    bar->drawn = 0;
}

static void say_threads(progress_bar *bar)
{
    if (bar->threads_said || bar->threads.got >= bar->threads.asked) return;
    bar->threads_said = true;
    wipe(bar);
    fprintf(bar->out,
            "offramp: only %zu of %zu threads could be started (there is a limit on processes or "
            "memory); the results are the same, the work takes longer\n",
            bar->threads.got, bar->threads.asked);
}

void progress_show(void *self, size_t done, size_t of)
{
    progress_bar *bar = self;
    const double now = seconds_now();

    say_threads(bar);
    if (!bar->started) {
        bar->started = true;
        bar->first = done;
        bar->began = now;
    }
    bar->done = done;
    bar->of = of;
    /* Not more often than an eye can follow. */
    if (!bar->shown || (bar->drawn > 0 && now - bar->drawn < 0.1 && done < of)) return;
    bar->drawn = now;
    draw(bar, now);
}

void progress_so_far(void *self, const run_so_far *answer, size_t n, size_t members)
{
    progress_bar *bar = self;
    char text[SHARE_TEXT];
    size_t at = 0;

    (void)members;
    bar->so_far[0] = '\0';
    for (size_t i = 0; i < n && at + 2 < sizeof bar->so_far; i++) {
        const int more = snprintf(bar->so_far + at, sizeof bar->so_far - at, "%s%s %s",
                                  i ? "; " : "so far: ", answer[i].id,
                                  share_told_text(&answer[i].share, text));
        if (more < 0 || (size_t)more >= sizeof bar->so_far - at) {
            bar->so_far[at] = '\0';
            break;
        }
        at += (size_t)more;
    }
}

void progress_clear(progress_bar *bar)
{
    say_threads(bar);
    wipe(bar);
}
