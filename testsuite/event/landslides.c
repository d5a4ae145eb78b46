/** Landslides drawn from a known law, the radar's view of them, and what that view says about each cell. */
#include <math.h>

#include "event.h"
#include "speckle.h"

enum { DRAW_LANDSLIDE = 11, DRAW_COHERENCE = 12, DRAW_PHASE = 13 };

static const double STEEPEST = 45.; /* degrees: steeper ground is no more prone, it is bare rock */

double event_law(const struct event *event, size_t cell)
{
    return 1.3 * (fmin(event->slope[cell], STEEPEST) - 30.) / 7. + 0.9 * (event->pga[cell] - 0.4) / 0.2 +
           0.75 * (log(event->ksn[cell]) - 4.6) / 0.4 + (event->lithology[cell] == LITHOLOGY_WEAK ? 0.15 : 0.) +
           0.2 * (fabs(event->los[cell]) - 0.4) / 0.3;
}

static double logistic(double x)
{
    return 1. / (1. + exp(-x));
}

static int inside(const struct event *event, size_t cell)
{
    return !isnan(event->slope[cell]);
}

/* `linear` holds the law without its intercept, NaN outside */
static double mean_probability(const float *linear, size_t cells, double intercept)
{
    double sum = 0.;
    size_t count = 0;

    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(linear[cell])) {
            sum += logistic(intercept + linear[cell]);
            count++;
        }
    return sum / (double)count;
}

/* By bisection: the mean rises with the intercept */
static double intercept_for(const float *linear, size_t cells, double prevalence)
{
    double low = -30., high = 30.;

    for (int i = 0; i < 40; i++) {
        const double middle = 0.5 * (low + high);

        if (mean_probability(linear, cells, middle) < prevalence)
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

double event_coherence(const struct event *event, size_t cell, enum pair pair, int landslide)
{
    static const double of_cover[] = {0., 0.72, 0.84, 0.90, 0.87, 0.93};
    /* steep slopes decorrelate; the pair across the earthquake has the longer baseline */
    const double slope = isnan(event->slope[cell]) ? 0. : event->slope[cell];
    const double quiet = of_cover[event->cover[cell]] * (1. - 0.08 * slope / 45.) * (pair == PAIR_CO ? 0.97 : 1.);

    if (!landslide || pair == PAIR_PRE)
        return quiet;
    return (pair == PAIR_CO ? 0.3 : 0.95) * quiet;
}

static double draw_coherence(struct event *event, size_t cell, enum pair pair)
{
    struct random_stream stream = random_stream_at(event->seed + DRAW_COHERENCE + 100 * (uint64_t)pair, cell);

    return speckle_draw(&stream, event_coherence(event, cell, pair, event->landslide[cell] == 1));
}

/* Phase noise of the interferogram (Rosen et al. 2000, eq. 65), from the coherence without landslides: it tells nothing
 */
static double draw_phase_noise(const struct event *event, size_t cell)
{
    struct random_stream stream = random_stream_at(event->seed + DRAW_PHASE, cell);
    const double coherence = event_coherence(event, cell, PAIR_CO, 0);

    return sqrt((1. - coherence * coherence) / (2. * SPECKLE_LOOKS * coherence * coherence)) * random_normal(&stream);
}

/* ln of how much likelier the drawn coherences are over a landslide than elsewhere */
static double log_evidence(const struct event *event, size_t cell)
{
    const float drawn[] = {event->pre[cell], event->co[cell], event->post[cell]};
    double sum = 0.;

    for (enum pair pair = PAIR_PRE; pair <= PAIR_POST; pair++)
        sum += speckle_log_likelihood(drawn[pair], event_coherence(event, cell, pair, 1)) -
               speckle_log_likelihood(drawn[pair], event_coherence(event, cell, pair, 0));
    return sum;
}

static void draw_cell(struct event *event, size_t cell, double logit)
{
    struct random_stream stream = random_stream_at(event->seed + DRAW_LANDSLIDE, cell);

    event->landslide[cell] = -1;
    event->probability[cell] = event->posterior[cell] = NAN;
    if (inside(event, cell)) {
        event->probability[cell] = (float)logistic(logit);
        event->landslide[cell] = random_uniform(&stream) < event->probability[cell];
    }
    event->pre[cell] = (float)draw_coherence(event, cell, PAIR_PRE);
    event->co[cell] = (float)draw_coherence(event, cell, PAIR_CO);
    event->post[cell] = (float)draw_coherence(event, cell, PAIR_POST);
    event->phase[cell] = (float)(-4. * M_PI / WAVELENGTH * event->los[cell] + draw_phase_noise(event, cell));
    if (inside(event, cell))
        event->posterior[cell] = (float)logistic(logit + log_evidence(event, cell));
}

void event_shake_down(struct event *event, double prevalence)
{
    const size_t cells = (size_t)event->rows * event->cols;
    double intercept;

    for (size_t cell = 0; cell < cells; cell++)
        event->probability[cell] = inside(event, cell) ? (float)event_law(event, cell) : NAN;
    intercept = intercept_for(event->probability, cells, prevalence);
    for (size_t cell = 0; cell < cells; cell++)
        draw_cell(event, cell, intercept + event->probability[cell]);
}
