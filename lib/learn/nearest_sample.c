#include "learn/nearest_sample.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define LEAF 8 /* points that are looked at one by one */

/* A bound counts only where it is greater by more than what rounding could make of it. */
#define SURELY (1. - 1e-9)

double sample_distance(const float *one, const float *other, size_t dimensions)
{
    double sum = 0.;

    for (size_t i = 0; i < dimensions; i++) {
        const double step = (double)one[i] - (double)other[i];

        sum += step * step;
    }
    return sum;
}

static double coordinate(const struct sample_tree *tree, size_t place, int axis)
{
    return tree->point[tree->order[place] * tree->dimensions + (size_t)axis];
}

/* the axis along which the points of [first, end) reach farthest */
static int widest_axis(const struct sample_tree *tree, size_t first, size_t end)
{
    double widest = -1.;
    int axis = 0;

    for (int i = 0; i < (int)tree->dimensions; i++) {
        double least = INFINITY, most = -INFINITY;

        for (size_t place = first; place < end; place++) {
            least = fmin(least, coordinate(tree, place, i));
            most = fmax(most, coordinate(tree, place, i));
        }
        if (most - least > widest) {
            widest = most - least;
            axis = i;
        }
    }
    return axis;
}

static void swap(size_t *one, size_t *other)
{
    const size_t kept = *one;

    *one = *other;
    *other = kept;
}

/* Hoare's selection: the place `middle` of [first, end) gets the point that sorting along the axis would put there. */
static void select_middle(struct sample_tree *tree, size_t first, size_t end, size_t middle, int axis)
{
    while (end - first > 1) {
        const double pivot = coordinate(tree, first + (end - first) / 2, axis);
        size_t low = first, high = end - 1;

        while (low <= high) {
            while (coordinate(tree, low, axis) < pivot)
                low++;
            while (coordinate(tree, high, axis) > pivot)
                high--;
            if (low > high)
                break;
            swap(&tree->order[low++], &tree->order[high]);
            if (high-- == 0)
                break;
        }
        if (middle < low && (high == SIZE_MAX || middle > high))
            return;
        if (middle < low)
            end = high + 1;
        else
            first = low;
    }
}

static void part(struct sample_tree *tree, size_t first, size_t end)
{
    const size_t middle = first + (end - first) / 2;

    if (end - first <= LEAF)
        return;
    tree->axis[middle] = widest_axis(tree, first, end);
    select_middle(tree, first, end, middle, tree->axis[middle]);
    part(tree, first, middle);
    part(tree, middle + 1, end);
}

enum slide_status sample_tree_build(const float *point, size_t points, size_t dimensions, struct sample_tree *tree,
                                    struct slide_error *error)
{
    *tree = (struct sample_tree){.point = point, .points = points, .dimensions = dimensions};
    tree->order = malloc((points + 1) * sizeof *tree->order);
    tree->axis = calloc(points + 1, sizeof *tree->axis);
    if (!tree->order || !tree->axis) {
        sample_tree_free(tree);
        return slide_out_of_memory(error, (double)points * (sizeof *tree->order + sizeof *tree->axis),
                                   "the tree of training samples");
    }
    for (size_t i = 0; i < points; i++)
        tree->order[i] = i;
    part(tree, 0, points);
    return SLIDE_OK;
}

struct search {
    const struct sample_tree *tree;
    const float *place;
    const int *group;
    int own;
    double best;
    size_t nearest;
};

static void look_at(struct search *search, size_t point)
{
    double distance;

    if (search->group && search->group[point] == search->own)
        return;
    distance = sample_distance(search->place, search->tree->point + point * search->tree->dimensions,
                               search->tree->dimensions);
    if (distance < search->best) {
        search->best = distance;
        search->nearest = point;
    }
}

static void descend(struct search *search, size_t first, size_t end)
{
    const struct sample_tree *tree = search->tree;
    const size_t middle = first + (end - first) / 2;
    double beyond;

    if (end - first <= LEAF) {
        for (size_t place = first; place < end; place++)
            look_at(search, tree->order[place]);
        return;
    }
    beyond = search->place[tree->axis[middle]] - coordinate(tree, middle, tree->axis[middle]);
    if (beyond < 0.)
        descend(search, first, middle);
    else
        descend(search, middle + 1, end);
    if (beyond * beyond * SURELY > search->best)
        return;
    look_at(search, tree->order[middle]);
    if (beyond < 0.)
        descend(search, middle + 1, end);
    else
        descend(search, first, middle);
}

double sample_tree_nearest(const struct sample_tree *tree, const float *place, const int *group, int own,
                           size_t *nearest)
{
    struct search search = {
        .tree = tree, .place = place, .group = group, .own = own, .best = INFINITY, .nearest = tree->points};

    if (*nearest < tree->points)
        look_at(&search, *nearest);
    descend(&search, 0, tree->points);
    *nearest = search.nearest;
    return search.best;
}

void sample_tree_free(struct sample_tree *tree)
{
    free(tree->order);
    free(tree->axis);
    *tree = (struct sample_tree){0};
}
