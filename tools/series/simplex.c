/* simplex.c -- the lowest value of a smooth function of a few numbers (Nelder and Mead 1965, restarted). */
#include "simplex.h"

#include <math.h>
#include <string.h>

typedef struct simplex {
    simplex_function function;
    void *context;
    size_t n, calls, left;
    double x[SIMPLEX_MOST + 1][SIMPLEX_MOST];
    double value[SIMPLEX_MOST + 1];
} simplex;

static double ask(simplex *s, const double *x)
{
    if (s->left > 0) s->left--;
    return s->function(x, s->context);
}

static void order(simplex *s)
{
    for (size_t i = 1; i <= s->n; i++) {
        double x[SIMPLEX_MOST];
        const double value = s->value[i];
        size_t j = i;
        memcpy(x, s->x[i], sizeof x);
        for (; j > 0 && s->value[j - 1] > value; j--) {
            memcpy(s->x[j], s->x[j - 1], sizeof x);
            s->value[j] = s->value[j - 1];
        }
        memcpy(s->x[j], x, sizeof x);
        s->value[j] = value;
    }
}

static void set_out(simplex *s, const double *x, double step)
{
    for (size_t i = 0; i <= s->n; i++) {
        memcpy(s->x[i], x, s->n * sizeof *x);
        if (i > 0) s->x[i][i - 1] += step;
        s->value[i] = ask(s, s->x[i]);
    }
    order(s);
}

/* The point at middle + t (middle - worst), and its value. */
static double along(simplex *s, const double *middle, double t, double *ret_x)
{
    for (size_t k = 0; k < s->n; k++) ret_x[k] = middle[k] + t * (middle[k] - s->x[s->n][k]);
    return ask(s, ret_x);
}

static void replace_worst(simplex *s, const double *x, double value)
{
    memcpy(s->x[s->n], x, s->n * sizeof *x);
    s->value[s->n] = value;
}

static void shrink(simplex *s)
{
    for (size_t i = 1; i <= s->n; i++) {
        for (size_t k = 0; k < s->n; k++) s->x[i][k] = (s->x[0][k] + s->x[i][k]) / 2;
        s->value[i] = ask(s, s->x[i]);
    }
}

static void step_once(simplex *s)
{
    double middle[SIMPLEX_MOST] = {0}, near[SIMPLEX_MOST], far[SIMPLEX_MOST];

    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->n; k++) middle[k] += s->x[i][k] / (double)s->n;
    }
    const double reflected = along(s, middle, 1, near);
    if (reflected < s->value[0]) {
        const double expanded = along(s, middle, 2, far);
        if (expanded < reflected)
            replace_worst(s, far, expanded);
        else
            replace_worst(s, near, reflected);
    } else if (reflected < s->value[s->n - 1]) {
        replace_worst(s, near, reflected);
    } else {
        const double contracted = along(s, middle, reflected < s->value[s->n] ? 0.5 : -0.5, far);
        if (contracted < fmin(reflected, s->value[s->n]))
            replace_worst(s, far, contracted);
        else
            shrink(s);
    }
    order(s);
}

double simplex_lowest(simplex_function function, void *context, double *x, size_t n, double step,
                      size_t calls)
{
    simplex s = {.function = function, .context = context, .n = n, .left = calls};
    double best = INFINITY;

    /* A simplex may fold flat before it is down: it is spread out again until that gains nothing. */
    while (s.left > 0) {
        set_out(&s, x, step);
        while (s.left > 0 && s.value[n] - s.value[0] > 1e-3) step_once(&s);
        memcpy(x, s.x[0], n * sizeof *x);
        if (!(best - s.value[0] > 0.02)) return fmin(best, s.value[0]);
        best = s.value[0];
        step /= 2;
    }
    return best;
}
