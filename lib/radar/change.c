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

void change_boxcar_sibling(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->co, coherences->co_sibling, n, change);
}

void change_coevent_difference(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->co, coherences->pre, n, change);
}

void change_lasting_difference(const struct coherences *coherences, size_t n, float *change)
{
    difference(coherences->post, coherences->pre, n, change);
}

static void ratio(const float *later, const float *earlier, size_t n, float *change)
{
    for (size_t i = 0; i < n; i++)
        change[i] = earlier[i] > 0.f ? later[i] / earlier[i] : NAN;
}

void change_coevent_ratio(const struct coherences *coherences, size_t n, float *change)
{
    ratio(coherences->co, coherences->pre, n, change);
}

void change_lasting_ratio(const struct coherences *coherences, size_t n, float *change)
{
    ratio(coherences->post, coherences->pre, n, change);
}

static float distance_outside(float coherence)
{
    return coherence < 0.f ? -coherence : coherence - 1.f;
}

void coherence_count_outside(const float *coherence, size_t n, struct coherence_tally *tally)
{
    const float low = -1e-6f, high = 1.f + 1e-6f;

    for (size_t i = 0; i < n; i++) {
        tally->valid += !isnan(coherence[i]);
        if (!(coherence[i] < low || coherence[i] > high))
            continue;
        if (tally->outside++ == 0 || distance_outside(coherence[i]) > distance_outside(tally->farthest))
            tally->farthest = coherence[i];
    }
}
