/** A slope on which clustered landslides are drawn, for tests of what is planted there. Include after cmocka.h. */
#ifndef TEST_CLUSTER_FIXTURE_H
#define TEST_CLUSTER_FIXTURE_H

#include <math.h>
#include <stdlib.h>

#include "clusters.h"

enum { ROWS = 64, COLS = 70, CELLS = ROWS * COLS };

/* A slope that falls to the south by 30 degrees, in furrows whose sides even out over seven cells; shaking grows to the
 * east */
static void make_slope(struct event *event)
{
    float *const maps[] = {event->slope, event->ksn, event->los};
    const float value[] = {30.f, 100.f, 0.4f};

    for (int i = 0; i < CELLS; i++) {
        const int row = i / COLS, col = i % COLS;

        for (int map = 0; map < 3; map++)
            maps[map][i] = value[map];
        event->pga[i] = 0.3f + 0.4f * (float)col / COLS;
        if (row == 0 || col == 0 || row == ROWS - 1 || col == COLS - 1)
            event->slope[i] = NAN;
        event->elevation[i] = (float)(2000. - 30. * tan(M_PI / 6.) * row + 2. * sin(2. * M_PI / 7. * col));
        event->lithology[i] = LITHOLOGY_STRONG;
    }
}

static int setup(void **state)
{
    struct event *event = calloc(1, sizeof *event);

    event->rows = ROWS;
    event->cols = COLS;
    event->elevation = calloc(CELLS, sizeof(float));
    event->slope = calloc(CELLS, sizeof(float));
    event->pga = calloc(CELLS, sizeof(float));
    event->ksn = calloc(CELLS, sizeof(float));
    event->los = calloc(CELLS, sizeof(float));
    event->lithology = calloc(CELLS, sizeof(int));
    make_slope(event);
    *state = event;
    return 0;
}

static int teardown(void **state)
{
    event_free(*state);
    free(*state);
    return 0;
}

static void make(struct event *event, uint64_t seed, double share, struct clusters *clusters)
{
    struct slide_error error;

    event->seed = seed;
    assert_int_equal(clusters_make(event, share, clusters, &error), SLIDE_OK);
}

#endif
