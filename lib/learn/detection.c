#include "learn/detection.h"

#include <stdlib.h>

int windows_along(int length, int size, int stride)
{
    return length < size ? 0 : 1 + (length - size + stride - 1) / stride;
}

int window_start(int length, int size, int stride, int index)
{
    const int start = index * stride;

    return start + size > length ? length - size : start;
}

static int by_score(const void *a, const void *b)
{
    const struct detection *left = a, *right = b;

    if (left->score != right->score)
        return left->score > right->score ? -1 : 1;
    if (left->row != right->row)
        return left->row < right->row ? -1 : 1;
    return (left->col > right->col) - (left->col < right->col);
}

static double overlap_of(const struct detection *a, const struct detection *b, int size)
{
    const double down = size - abs(a->row - b->row), across = size - abs(a->col - b->col);
    const double both = down > 0. && across > 0. ? down * across : 0.;

    return both / (2. * size * size - both);
}

size_t detections_suppress(struct detection *detection, size_t count, int size, double overlap)
{
    size_t kept = 0;

    qsort(detection, count, sizeof *detection, by_score);
    for (size_t i = 0; i < count; i++) {
        size_t k = 0;

        while (k < kept && overlap_of(&detection[k], &detection[i], size) <= overlap)
            k++;
        if (k == kept)
            detection[kept++] = detection[i];
    }
    return kept;
}
