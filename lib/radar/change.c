#include "radar/change.h"

#include <math.h>

/* A NaN in either operand makes the difference NaN. */
static void difference(const float *from, const float *to, size_t n, float *change)
{
    for (size_t i = 0; i < n; i++)
        change[i] = from[i] - to[i];
}

void change_coevent_loss(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->pre, coherences->co, n, change);
}

void change_lasting_loss(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->pre, coherences->post, n, change);
}

void change_postevent_increase(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->post, coherences->co, n, change);
}

void change_sum(const struct coherences *coherences, size_t n, float *change)
{
    for (size_t i = 0; i < n; i++)
        change[i] = (coherences->pre[i] - coherences->co[i]) + (coherences->post[i] - coherences->co[i]);
}

void change_max(const struct coherences *coherences, size_t n, float *change)
{
    for (size_t i = 0; i < n; i++) {
        const float loss = coherences->pre[i] - coherences->co[i];
        const float increase = coherences->post[i] - coherences->co[i];

        /* fmaxf would pass over a NaN */
        change[i] = isnan(loss) || isnan(increase) ? NAN : fmaxf(loss, increase);
    }
}

size_t coherence_first_outside(const float *coherence, size_t n)
{
    const float tolerance = 1e-6f;
    size_t i = 0;

    while (i < n && !(coherence[i] < -tolerance || coherence[i] > 1.f + tolerance))
        i++;
    return i;
}
