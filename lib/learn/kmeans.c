#include "learn/kmeans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

#define MOST_ITERATIONS 300

/* one start's state, and the arrays that all starts share */
struct work {
    const double *point;
    size_t points, clusters;
    double *centre; /* [clusters * PLACE_AXES] */
    double *square; /* [points] to the nearest centre */
    double *trial;  /* [points] the same, were a candidate a centre too */
    size_t *size;   /* [clusters] */
    int *cluster;   /* [points] */
    int *best;      /* [points] */
};

static const double *point_at(const struct work *work, size_t i)
{
    return work->point + i * PLACE_AXES;
}

static double *centre_at(const struct work *work, size_t k)
{
    return work->centre + k * PLACE_AXES;
}

static double sum_of(const double *value, size_t count)
{
    double sum = 0.;

    for (size_t i = 0; i < count; i++)
        sum += value[i];
    return sum;
}

/* a point drawn with a chance in proportion to its squared distance from the nearest centre */
static size_t draw_far_point(const struct work *work, double whole, struct random_stream *stream)
{
    double left = random_uniform(stream) * whole;
    size_t last = 0;

    for (size_t i = 0; i < work->points; i++) {
        if (work->square[i] <= 0.)
            continue;
        last = i;
        left -= work->square[i];
        if (left <= 0.)
            break;
    }
    return last;
}

/* the sum of squared distances, were this point a centre too */
static double try_centre(struct work *work, size_t candidate)
{
    for (size_t i = 0; i < work->points; i++)
        work->trial[i] = fmin(work->square[i], place_square(point_at(work, i), point_at(work, candidate)));
    return sum_of(work->trial, work->points);
}

static void add_centre(struct work *work, size_t k, size_t chosen)
{
    memcpy(centre_at(work, k), point_at(work, chosen), PLACE_AXES * sizeof(double));
    for (size_t i = 0; i < work->points; i++)
        work->square[i] = fmin(work->square[i], place_square(point_at(work, i), point_at(work, chosen)));
}

static void draw_centres(struct work *work, struct random_stream *stream)
{
    const int tries = 2 + (int)log((double)work->clusters);

    for (size_t i = 0; i < work->points; i++)
        work->square[i] = INFINITY;
    add_centre(work, 0, random_below(stream, work->points));
    for (size_t k = 1; k < work->clusters; k++) {
        const double whole = sum_of(work->square, work->points);
        double least = INFINITY;
        size_t chosen = 0;

        for (int i = 0; i < tries; i++) {
            const size_t candidate = draw_far_point(work, whole, stream);
            const double sum = try_centre(work, candidate);

            if (sum < least) {
                least = sum;
                chosen = candidate;
            }
        }
        add_centre(work, k, chosen);
    }
}

/* @return how many points changed their cluster */
static size_t assign(struct work *work)
{
    size_t changed = 0;

    for (size_t i = 0; i < work->points; i++) {
        int nearest = 0;

        work->square[i] = INFINITY;
        for (size_t k = 0; k < work->clusters; k++) {
            const double square = place_square(point_at(work, i), centre_at(work, k));

            if (square < work->square[i]) {
                work->square[i] = square;
                nearest = (int)k;
            }
        }
        changed += work->cluster[i] != nearest;
        work->cluster[i] = nearest;
    }
    return changed;
}

/* an empty cluster takes the point farthest from its centre */
static void fill_empty(struct work *work)
{
    for (size_t k = 0; k < work->clusters; k++) {
        size_t farthest = 0;

        if (work->size[k] > 0)
            continue;
        for (size_t i = 1; i < work->points; i++)
            if (work->square[i] > work->square[farthest])
                farthest = i;
        work->size[work->cluster[farthest]]--;
        work->cluster[farthest] = (int)k;
        work->size[k] = 1;
        work->square[farthest] = 0.;
    }
}

static void count_sizes(struct work *work)
{
    memset(work->size, 0, work->clusters * sizeof *work->size);
    for (size_t i = 0; i < work->points; i++)
        work->size[work->cluster[i]]++;
}

static void move_centres(struct work *work)
{
    count_sizes(work);
    fill_empty(work);
    memset(work->centre, 0, work->clusters * PLACE_AXES * sizeof *work->centre);
    for (size_t i = 0; i < work->points; i++)
        for (int axis = 0; axis < PLACE_AXES; axis++)
            centre_at(work, (size_t)work->cluster[i])[axis] += point_at(work, i)[axis];
    for (size_t k = 0; k < work->clusters; k++)
        for (int axis = 0; axis < PLACE_AXES; axis++)
            centre_at(work, k)[axis] /= (double)work->size[k];
}

static double run_start(struct work *work, struct random_stream *stream)
{
    draw_centres(work, stream);
    for (size_t i = 0; i < work->points; i++)
        work->cluster[i] = -1;
    for (int iteration = 0; iteration < MOST_ITERATIONS && assign(work) > 0; iteration++)
        move_centres(work);
    assign(work);
    count_sizes(work);
    fill_empty(work);
    return sum_of(work->square, work->points);
}

/* numbers clusters in the order of their first points; `number` is scratch */
static void number_clusters(const struct work *work, size_t *number, int *cluster)
{
    size_t next = 0;

    for (size_t k = 0; k < work->clusters; k++)
        number[k] = SIZE_MAX;
    for (size_t i = 0; i < work->points; i++) {
        size_t *mine = &number[work->best[i]];

        if (*mine == SIZE_MAX)
            *mine = next++;
        cluster[i] = (int)*mine;
    }
}

static bool has_distinct(const double *point, size_t points, size_t wanted, double *found)
{
    size_t count = 0;

    for (size_t i = 0; i < points && count < wanted; i++) {
        size_t same = 0;

        while (same < count && place_square(found + same * PLACE_AXES, point + i * PLACE_AXES) > 0.)
            same++;
        if (same == count)
            memcpy(found + count++ * PLACE_AXES, point + i * PLACE_AXES, PLACE_AXES * sizeof *found);
    }
    return count == wanted;
}

static void run_starts(struct work *work, size_t starts, uint64_t seed, int *cluster, double *inertia)
{
    double least = INFINITY;

    for (size_t start = 0; start < starts; start++) {
        struct random_stream stream = random_stream_at(seed ^ 0x6b6d65616e73ULL, start);
        const double sum = run_start(work, &stream);

        if (sum < least) {
            least = sum;
            memcpy(work->best, work->cluster, work->points * sizeof *work->best);
        }
    }
    number_clusters(work, work->size, cluster);
    if (inertia)
        *inertia = least;
}

enum slide_status kmeans(const double *point, size_t points, size_t clusters, size_t starts, uint64_t seed,
                         int *cluster, double *inertia, struct slide_error *error)
{
    const size_t reals = clusters * PLACE_AXES + 2 * points;
    double *real = calloc(reals + 1, sizeof *real);
    int *whole = calloc(2 * points + 1, sizeof *whole);
    size_t *size = calloc(clusters + 1, sizeof *size);
    enum slide_status status = SLIDE_OK;

    if (!real || !whole || !size) {
        status = slide_out_of_memory(error, (double)reals * sizeof *real, "clusters");
    } else if (!has_distinct(point, points, clusters, real)) {
        status = slide_fail(error, SLIDE_BAD_INPUT, "%zu clusters cannot be made of %zu samples at fewer places.",
                            clusters, points);
    } else {
        struct work work = {.point = point,
                            .points = points,
                            .clusters = clusters,
                            .centre = real,
                            .square = real + clusters * PLACE_AXES,
                            .trial = real + clusters * PLACE_AXES + points,
                            .size = size,
                            .cluster = whole,
                            .best = whole + points};

        run_starts(&work, starts, seed, cluster, inertia);
    }
    free(real);
    free(whole);
    free(size);
    return status;
}
