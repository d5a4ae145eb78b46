#include "clusters.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "slide_shape.h"
#include "texture.h"

enum { DRAW_NEW_SLIDES = 9000, DRAW_OLD_SLIDES = 10000 };

static const double GENTLEST = 20.; /* degrees: no crown on gentler ground */

/* Of crowns, up to a factor for all; 0 where there can be none */
static double intensity(const struct event *event, size_t cell)
{
    return event->slope[cell] >= GENTLEST ? exp(event_law(event, cell)) : 0.; /* NaN is no crown either */
}

/* share_from[k] is that of all landslides at least as large as size k */
static void sum_shares(double share_from[SLIDE_SIZES])
{
    double sum = 0.;

    for (int size = SLIDE_SIZES - 1; size >= 0; size--)
        share_from[size] = sum += slide_sizes[size].share;
}

/* How many landslides cover a cell on average, up to the same factor as the intensity */
static double *expected_cover(struct slide_shaper *shaper)
{
    const size_t cells = (size_t)shaper->event->rows * shaper->event->cols;
    double *cover = calloc(cells, sizeof *cover), share_from[SLIDE_SIZES];

    sum_shares(share_from);
    for (size_t crown = 0; cover && crown < cells; crown++) {
        const double crowns = intensity(shaper->event, crown);

        if (crowns == 0.)
            continue;
        slide_shape(shaper, crown);
        for (size_t i = 0; i < shaper->count; i++)
            cover[shaper->cell[i]] += crowns * share_from[(int)shaper->size[shaper->cell[i]]];
    }
    return cover;
}

/* Of the cells inside the edge, when there are `factor` times as many crowns */
static double share_covered(const struct event *event, const double *cover, double factor)
{
    const size_t cells = (size_t)event->rows * event->cols;
    double sum = 0.;
    size_t count = 0;

    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(event->slope[cell])) {
            sum -= expm1(-factor * cover[cell]);
            count++;
        }
    return sum / (double)count;
}

/* By bisection on a logarithmic scale: the share rises with the factor */
static double factor_for(const struct event *event, const double *cover, double share)
{
    double low = -40., high = 20.;

    for (int i = 0; i < 50; i++) {
        const double middle = 0.5 * (low + high);

        if (share_covered(event, cover, exp(middle)) < share)
            low = middle;
        else
            high = middle;
    }
    return exp(0.5 * (low + high));
}

/* Draws all landslides of one time; returns how many. Later ones lie over earlier ones. */
static int draw_slides(struct slide_shaper *shaper, double factor, uint64_t draw, int *number)
{
    const struct event *event = shaper->event;
    const size_t cells = (size_t)event->rows * event->cols;
    int slides = 0;

    for (size_t cell = 0; cell < cells; cell++)
        number[cell] = isnan(event->slope[cell]) ? -1 : 0;
    for (size_t crown = 0; crown < cells; crown++) {
        struct random_stream stream = random_stream_at(event->seed + draw, crown);
        const double crowns = factor * intensity(event, crown);

        for (int size = 0; size < SLIDE_SIZES && crowns > 0.; size++) {
            /* at least one of a Poisson number */
            if (random_uniform(&stream) >= -expm1(-crowns * slide_sizes[size].share))
                continue;
            slides++;
            slide_shape(shaper, crown);
            for (size_t i = 0; i < shaper->count; i++)
                if (shaper->size[shaper->cell[i]] <= size)
                    number[shaper->cell[i]] = slides;
        }
    }
    return slides;
}

static void set_probability(const struct event *event, const double *cover, double factor, float *probability)
{
    const size_t cells = (size_t)event->rows * event->cols;

    for (size_t cell = 0; cell < cells; cell++)
        probability[cell] = isnan(event->slope[cell]) ? NAN : (float)-expm1(-factor * cover[cell]);
}

static enum slide_status draw_all(struct clusters *clusters, struct slide_shaper *shaper, double share,
                                  struct slide_error *error)
{
    double *cover = expected_cover(shaper), factor;

    if (!cover)
        return slide_out_of_memory(error, 8. * clusters->event->rows * clusters->event->cols, "the landslides' cover");
    if (share_covered(clusters->event, cover, 1e9) < share) {
        free(cover);
        return slide_fail(error, SLIDE_NO_DATA,
                          "Landslides from ground of %.0f degrees and more cannot cover %.3g of the region. "
                          "Give a smaller share of clusters or a larger region.",
                          GENTLEST, share);
    }
    factor = factor_for(clusters->event, cover, share);
    set_probability(clusters->event, cover, factor, clusters->probability);
    clusters->slides = draw_slides(shaper, factor, DRAW_NEW_SLIDES, clusters->number);
    clusters->old_slides = draw_slides(shaper, factor, DRAW_OLD_SLIDES, clusters->old);
    free(cover);
    return SLIDE_OK;
}

static int allocate(struct clusters *clusters, size_t cells)
{
    float **const maps[] = {&clusters->probability, &clusters->before, &clusters->after, &clusters->reader};
    int **const numbers[] = {&clusters->number, &clusters->old};
    int all = 1;

    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        all &= (*maps[i] = malloc(cells * sizeof(float))) != NULL;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        all &= (*numbers[i] = malloc(cells * sizeof(int))) != NULL;
    return all;
}

enum slide_status clusters_make(const struct event *event, double share, struct clusters *clusters,
                                struct slide_error *error)
{
    const size_t cells = (size_t)event->rows * event->cols;
    struct slide_shaper shaper;
    enum slide_status status;

    memset(clusters, 0, sizeof *clusters);
    clusters->event = event;
    if (!allocate(clusters, cells))
        return slide_out_of_memory(error, 24. * (double)cells, "the clustered landslides");
    status = slide_shaper_make(&shaper, event, error);
    if (status == SLIDE_OK)
        status = draw_all(clusters, &shaper, share, error);
    slide_shaper_free(&shaper);
    if (status == SLIDE_OK)
        status = texture_clusters(clusters, error);
    return status;
}

void clusters_free(struct clusters *clusters)
{
    free(clusters->number);
    free(clusters->old);
    free(clusters->probability);
    free(clusters->before);
    free(clusters->after);
    free(clusters->reader);
}
