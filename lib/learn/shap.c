#include "learn/shap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clones.h"
#include "base/gauss_legendre.h"

#define LANES 16
#define GROUPS 32 /* of lanes in a block: a tree's steps are laid out once for all of them */
#define BLOCK (LANES * GROUPS)

/* from a node to a child; steps come depth first */
struct step {
    uint32_t node;  /* the child */
    uint32_t depth; /* of the child: 1 below the root */
    uint32_t above; /* depth of the nearest step on the path that asks the same feature; 0 none */
    int32_t feature;
    float threshold;
    float share; /* of the parent's cover */
    float leaf;
    bool is_low; /* taken where the value is below the threshold */
    bool is_leaf;
};

/* what all blocks share */
struct plan {
    const struct trees *trees;
    const float *value;
    float *contribution;
    size_t rows;
    size_t most_nodes, most_depth, most_points; /* of a tree */
    double mean;
};

/* one thread's room; points are those of the quadrature over t */
struct work {
    struct step *step; /* [most_nodes] */
    size_t steps, points;
    double *point, *weight; /* [most_points] */
    float *closed;          /* [most_nodes * points] factor of a feature that the row leaves the path by */
    float *open;            /* [most_nodes * points] by how much more it is where the row goes along */
    float *gain;            /* [most_nodes * points] by how much going along raises (o - z) / factor */
    float *loss;            /* [points] -(o - z) / factor where the row has left */
    float *way;             /* [(most_depth + 1) * points * LANES] product of the factors down to a depth */
    float *sum;             /* [(most_depth + 1) * points * LANES] of the leaves below: weight * value * product */
    float *along;           /* [(most_depth + 1) * LANES] 1 where the row goes along with a step's feature, else 0 */
    double *kept;           /* [most_depth + 1] share of the cover that a step's feature leaves of the path */
    uint32_t *path;         /* [most_depth + 1] the step at a depth */
    struct step *waiting;   /* [2 * most_depth + 2] */
    float *value;           /* [GROUPS * features * LANES] */
    double *phi;            /* [GROUPS * features * LANES] */
};

/* children of a node without cover share evenly */
static double share_of(const struct trees *trees, size_t first, size_t parent, size_t child)
{
    const double all = trees->cover[first + parent];

    return all > 0. ? trees->cover[first + child] / all : 0.5;
}

static size_t depth_of(const struct trees *trees, size_t tree, uint32_t *depth)
{
    const size_t first = trees->first[tree];
    size_t most = 0;

    depth[0] = 0;
    for (size_t node = 0; node < trees->first[tree + 1] - first; node++) {
        if (depth[node] > most)
            most = depth[node];
        if (trees->left[first + node] >= 0)
            depth[trees->left[first + node]] = depth[trees->right[first + node]] = depth[node] + 1;
    }
    return most;
}

/* from the last node to the first: children stand behind their parent */
static double mean_of(const struct trees *trees, size_t tree, double *mean)
{
    const size_t first = trees->first[tree];

    for (size_t node = trees->first[tree + 1] - first; node-- > 0;) {
        const int32_t left = trees->left[first + node], right = trees->right[first + node];

        mean[node] = left < 0 ? trees->threshold[first + node]
                              : share_of(trees, first, node, (size_t)left) * mean[left] +
                                    share_of(trees, first, node, (size_t)right) * mean[right];
    }
    return mean[0];
}

/* a polynomial of lower degree than a path has features needs half as many points */
static size_t points_for(size_t depth, size_t features)
{
    const size_t most = depth < features ? depth : features;

    return most > 1 ? (most + 1) / 2 : 1;
}

static enum slide_status measure(struct plan *plan, struct slide_error *error)
{
    const struct trees *trees = plan->trees;
    uint32_t *depth;
    double *mean;

    for (size_t tree = 0; tree < trees->trees; tree++) {
        const size_t nodes = trees->first[tree + 1] - trees->first[tree];

        plan->most_nodes = nodes > plan->most_nodes ? nodes : plan->most_nodes;
    }
    depth = calloc(plan->most_nodes + 1, sizeof *depth);
    mean = calloc(plan->most_nodes + 1, sizeof *mean);
    plan->mean = trees->start;
    for (size_t tree = 0; tree < trees->trees && depth && mean; tree++) {
        const size_t most = depth_of(trees, tree, depth);

        plan->most_depth = most > plan->most_depth ? most : plan->most_depth;
        plan->mean += mean_of(trees, tree, mean);
    }
    plan->most_points = points_for(plan->most_depth, trees->features);
    free(depth);
    free(mean);
    return depth && mean ? SLIDE_OK
                         : slide_out_of_memory(error, (double)plan->most_nodes * sizeof *mean, "the trees' means");
}

static void work_free(struct work *work)
{
    void *const all[] = {work->step, work->point, work->weight,  work->closed, work->open,
                         work->gain, work->loss,  work->way,     work->sum,    work->along,
                         work->kept, work->path,  work->waiting, work->value,  work->phi};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        free(all[i]);
}

static enum slide_status work_new(const struct plan *plan, struct work *work, struct slide_error *error)
{
    const size_t nodes = plan->most_nodes + 1, levels = plan->most_depth + 1, points = plan->most_points;
    const size_t cells = BLOCK * (plan->trees->features + 1);

    *work = (struct work){.step = malloc(nodes * sizeof *work->step),
                          .point = malloc(points * sizeof *work->point),
                          .weight = malloc(points * sizeof *work->weight),
                          .closed = malloc(nodes * points * sizeof *work->closed),
                          .open = malloc(nodes * points * sizeof *work->open),
                          .gain = malloc(nodes * points * sizeof *work->gain),
                          .loss = malloc(points * sizeof *work->loss),
                          .way = malloc(levels * points * LANES * sizeof *work->way),
                          .sum = calloc(levels * points * LANES, sizeof *work->sum),
                          .along = malloc(levels * LANES * sizeof *work->along),
                          .kept = malloc(levels * sizeof *work->kept),
                          .path = malloc(levels * sizeof *work->path),
                          .waiting = malloc(2 * (levels + 1) * sizeof *work->waiting),
                          .value = malloc(cells * sizeof *work->value),
                          .phi = malloc(cells * sizeof *work->phi)};
    if (work->step && work->point && work->weight && work->closed && work->open && work->gain && work->loss &&
        work->way && work->sum && work->along && work->kept && work->path && work->waiting && work->value && work->phi)
        return SLIDE_OK;
    work_free(work);
    return slide_out_of_memory(error, (double)nodes * (double)(32 + 12 * points), "contributions");
}

static struct step step_to(const struct trees *trees, size_t first, size_t parent, bool is_low, uint32_t depth)
{
    const size_t node = (size_t)(is_low ? trees->left : trees->right)[first + parent];

    return (struct step){.node = (uint32_t)node,
                         .depth = depth,
                         .feature = trees->feature[first + parent],
                         .threshold = trees->threshold[first + parent],
                         .share = (float)share_of(trees, first, parent, node),
                         .leaf = trees->threshold[first + node],
                         .is_low = is_low,
                         .is_leaf = trees->left[first + node] < 0};
}

/**
 * A feature of the path is worth o + (1 - t) (z - o) at t: 1 or 0 for o, whether the row goes along, and z, the share
 * of the cover that does. It takes the place of the factor that the same feature had higher up.
 */
static void lay_factors(struct work *work, struct step *step, size_t at)
{
    float *const closed = work->closed + at * work->points, *const open = work->open + at * work->points;
    float *const gain = work->gain + at * work->points;
    double before = 1., kept;

    for (uint32_t depth = step->depth - 1; depth > 0 && step->above == 0; depth--)
        if (work->step[work->path[depth]].feature == step->feature)
            step->above = depth;
    if (step->above)
        before = work->kept[step->above];
    kept = before * step->share;
    work->kept[step->depth] = kept;
    work->path[step->depth] = (uint32_t)at;
    for (size_t i = 0; i < work->points; i++) {
        const double t = work->point[i], factor = step->above ? before + t * (1. - before) : 1.;

        closed[i] = (float)(kept * (1. - t) / factor);
        open[i] = (float)(t / factor);
        gain[i] = (float)(1. / ((kept + t * (1. - kept)) * (1. - t)));
    }
}

static void lay_steps(const struct trees *trees, size_t tree, struct work *work)
{
    const size_t first = trees->first[tree];
    size_t waiting = 0;

    work->steps = 0;
    for (int side = 0; side < 2 && trees->left[first] >= 0; side++)
        work->waiting[waiting++] = step_to(trees, first, 0, side, 1);
    while (waiting > 0) {
        const size_t at = work->steps++;
        struct step *step = &work->step[at];

        *step = work->waiting[--waiting];
        lay_factors(work, step, at);
        for (int side = 0; side < 2 && !step->is_leaf; side++)
            work->waiting[waiting++] = step_to(trees, first, step->node, side, step->depth + 1);
    }
}

static void lay_quadrature(size_t points, struct work *work)
{
    work->points = points;
    gauss_legendre(points, work->point, work->weight);
    for (size_t i = 0; i < points; i++)
        work->loss[i] = (float)(1. / (1. - work->point[i]));
    for (size_t i = 0; i < points * LANES; i++)
        work->way[i] = 1.f;
}

static inline __attribute__((always_inline)) void follow(const struct step *step, const float *value,
                                                         const float *before, float *along)
{
    const float *x = value + (size_t)step->feature * LANES;
    const float threshold = step->threshold, low = step->is_low ? 1.f : 0.f, high = 1.f - low;

#pragma omp simd
    for (int i = 0; i < LANES; i++)
        along[i] = before[i] * (x[i] < threshold ? low : high);
}

static inline __attribute__((always_inline)) void enter(struct work *work, size_t at, const float *value)
{
    static const float all[LANES] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    const struct step *step = &work->step[at];
    const size_t points = work->points, level = points * LANES;
    const float *const before = step->above ? work->along + (size_t)step->above * LANES : all;
    float *const along = work->along + (size_t)step->depth * LANES;

    follow(step, value, before, along);
    for (size_t k = 0; k < points; k++) {
        const float *up = work->way + (step->depth - 1) * level + k * LANES;
        float *way = work->way + step->depth * level + k * LANES, *sum = work->sum + step->depth * level + k * LANES;
        const float closed = work->closed[at * points + k], open = work->open[at * points + k];
        const float leaf = step->is_leaf ? step->leaf * (float)work->weight[k] : 0.f;

        if (step->above) {
            const float share = step->share;

#pragma omp simd
            for (int i = 0; i < LANES; i++) {
                way[i] = up[i] * (share + before[i] * (closed - share) + along[i] * open);
                sum[i] = leaf * way[i];
            }
        } else {
#pragma omp simd
            for (int i = 0; i < LANES; i++) {
                way[i] = up[i] * (closed + along[i] * open);
                sum[i] = leaf * way[i];
            }
        }
    }
}

/* what the step's feature adds, less what it was counted to add higher up; hands the leaves' sum to the parent */
static inline __attribute__((always_inline)) void leave(const struct work *work, size_t at, double *phi)
{
    const struct step *step = &work->step[at];
    const size_t points = work->points, level = points * LANES;
    const float *const along = work->along + (size_t)step->depth * LANES;
    const float *const before = work->along + (size_t)step->above * LANES;
    const size_t higher = step->above ? work->path[step->above] : 0;
    double *const to = phi + (size_t)step->feature * LANES;
    float added[LANES] = {0.f};

    for (size_t k = 0; k < points; k++) {
        const float *sum = work->sum + step->depth * level + k * LANES;
        float *up = work->sum + (step->depth - 1) * level + k * LANES;
        const float gain = work->gain[at * points + k], loss = work->loss[k];

        if (step->above) {
            const float other = work->gain[higher * points + k];

#pragma omp simd
            for (int i = 0; i < LANES; i++) {
                added[i] += sum[i] * (along[i] * gain - before[i] * other);
                up[i] += sum[i];
            }
        } else {
#pragma omp simd
            for (int i = 0; i < LANES; i++) {
                added[i] += sum[i] * (along[i] * gain - loss);
                up[i] += sum[i];
            }
        }
    }
#pragma omp simd
    for (int i = 0; i < LANES; i++)
        to[i] += (double)added[i];
}

CLONED static void walk_tree(struct work *work, const float *value, double *phi)
{
    for (size_t at = 0; at < work->steps; at++) {
        const uint32_t next = at + 1 < work->steps ? work->step[at + 1].depth : 1;

        work->path[work->step[at].depth] = (uint32_t)at;
        enter(work, at, value);
        for (uint32_t depth = work->step[at].depth; depth >= next; depth--)
            leave(work, work->path[depth], phi);
    }
}

/* rows beyond the last repeat it */
static void load(const struct plan *plan, size_t first, size_t groups, struct work *work)
{
    const size_t features = plan->trees->features;

    for (size_t i = 0; i < groups * LANES; i++) {
        const size_t row = first + i < plan->rows ? first + i : plan->rows - 1;
        float *to = work->value + i / LANES * features * LANES + i % LANES;

        for (size_t j = 0; j < features; j++)
            to[j * LANES] = plan->value[row * features + j];
    }
    memset(work->phi, 0, groups * features * LANES * sizeof *work->phi);
}

static void store(const struct plan *plan, size_t first, size_t count, const struct work *work)
{
    const size_t features = plan->trees->features;

    for (size_t i = 0; i < count; i++) {
        const double *from = work->phi + i / LANES * features * LANES + i % LANES;
        float *to = plan->contribution + (first + i) * (features + 1);

        for (size_t j = 0; j < features; j++)
            to[j] = (float)from[j * LANES];
        to[features] = (float)plan->mean;
    }
}

static void explain_block(const struct plan *plan, size_t first, struct work *work)
{
    const struct trees *trees = plan->trees;
    const size_t count = plan->rows - first < BLOCK ? plan->rows - first : BLOCK;
    const size_t groups = (count + LANES - 1) / LANES, stride = trees->features * LANES;

    load(plan, first, groups, work);
    for (size_t tree = 0; tree < trees->trees; tree++) {
        lay_steps(trees, tree, work);
        for (size_t group = 0; group < groups; group++)
            walk_tree(work, work->value + group * stride, work->phi + group * stride);
    }
    store(plan, first, count, work);
}

enum slide_status shap_contributions(const struct trees *trees, const float *value, size_t rows, int threads,
                                     float *contribution, struct slide_error *error)
{
    struct plan plan = {.trees = trees, .value = value, .contribution = contribution, .rows = rows};
    const long blocks = (long)((rows + BLOCK - 1) / BLOCK);
    enum slide_status status = measure(&plan, error);

    if (status != SLIDE_OK)
        return status;
#pragma omp parallel num_threads(threads > 1 ? threads : 1)
    {
        struct slide_error own_error;
        struct work work;
        const enum slide_status own = work_new(&plan, &work, &own_error);

        if (own == SLIDE_OK)
            lay_quadrature(plan.most_points, &work);
#pragma omp for schedule(dynamic, 1)
        for (long i = 0; i < blocks; i++)
            if (own == SLIDE_OK)
                explain_block(&plan, (size_t)i * BLOCK, &work);
        if (own == SLIDE_OK)
            work_free(&work);
        else {
#pragma omp critical(shap)
            status = slide_fail(error, own, "%s", own_error.text);
        }
    }
    return status;
}
