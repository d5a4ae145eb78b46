/** A small landscape for the terrain tests: cells of given size, an elevation to fill in, and the chain run over it. */
#ifndef TERRAIN_FIXTURE_H
#define TERRAIN_FIXTURE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "terrain/channel.h"
#include "terrain/flow.h"
#include "terrain/routing.h"

struct landscape {
    struct lattice lattice;
    size_t cells;
    double *east_west, *north_south, *diagonal, *area_of_row;
    float *raw;       /**< as the test drew it */
    float *elevation; /**< conditioned */
    uint8_t *sinks;   /**< none, unless a test marks some */
    uint8_t *direction;
    double *area;
    struct flow_graph graph;
    struct routing_summary changes;
};

static struct landscape landscape_new(int rows, int cols, double cell)
{
    struct landscape land = {.cells = (size_t)rows * cols};

    land.east_west = malloc(rows * sizeof(double));
    land.north_south = malloc(rows * sizeof(double));
    land.diagonal = malloc(rows * sizeof(double));
    land.area_of_row = malloc(rows * sizeof(double));
    for (int row = 0; row < rows; row++) {
        land.east_west[row] = land.north_south[row] = cell;
        land.diagonal[row] = cell * sqrt(2.);
        land.area_of_row[row] = cell * cell;
    }
    land.lattice = (struct lattice){rows, cols, land.east_west, land.north_south, land.diagonal, land.area_of_row, 0};
    land.raw = calloc(land.cells, sizeof(float));
    land.elevation = calloc(land.cells, sizeof(float));
    land.sinks = calloc(land.cells, 1);
    land.direction = calloc(land.cells, 1);
    land.area = calloc(land.cells, sizeof(double));
    return land;
}

static void landscape_free(struct landscape *land)
{
    flow_graph_free(&land->graph);
    free(land->east_west);
    free(land->north_south);
    free(land->diagonal);
    free(land->area_of_row);
    free(land->raw);
    free(land->elevation);
    free(land->sinks);
    free(land->direction);
    free(land->area);
}

static inline size_t at(const struct landscape *land, int row, int col)
{
    return (size_t)row * land->lattice.cols + col;
}

/** Routes flow over the drawn elevation. */
static enum slide_status route(struct landscape *land, enum depression_treatment treatment)
{
    memcpy(land->elevation, land->raw, land->cells * sizeof(float));
    return flow_route(&land->lattice, treatment, land->sinks, land->elevation, land->direction, &land->changes, NULL);
}

/** The whole chain down to drainage areas; the first status that is not SLIDE_OK. */
static inline enum slide_status drain(struct landscape *land, enum depression_treatment treatment)
{
    enum slide_status status = route(land, treatment);

    flow_graph_free(&land->graph);
    if (status == SLIDE_OK)
        status = flow_graph_build(&land->lattice, land->direction, &land->graph, NULL);
    if (status == SLIDE_OK)
        status = flow_area(&land->graph, NULL, land->area, NULL);
    return status;
}

/** Where the water of a cell leaves the map; SIZE_MAX after as many steps as there are cells. */
static inline size_t outlet_of(const struct landscape *land, size_t cell)
{
    for (size_t steps = 0; steps <= land->cells; steps++) {
        if (land->direction[cell] == FLOW_OUTLET)
            return cell;
        if (!flow_goes_on(&land->graph, cell))
            return SIZE_MAX;
        cell = flow_receiver(&land->graph, cell);
    }
    return SIZE_MAX;
}

/** Rough ground: waves of halving length and height plus noise, rounded to whole metres, so full of pits and flats. */
static inline void draw_rough_ground(struct landscape *land, uint64_t seed, double height)
{
    struct random_stream stream = random_stream_at(seed, 0);

    for (size_t cell = 0; cell < land->cells; cell++)
        land->raw[cell] = 0.f;
    for (int octave = 0; octave < 6; octave++) {
        const double length = ldexp(64., -octave), rise = ldexp(height, -octave);
        const double east = random_uniform(&stream) * 6.28, south = random_uniform(&stream) * 6.28;

        for (int row = 0; row < land->lattice.rows; row++)
            for (int col = 0; col < land->lattice.cols; col++)
                land->raw[at(land, row, col)] +=
                    (float)(rise * sin(6.28 * col / length + east) * sin(6.28 * row / length + south) +
                            0.1 * rise * random_normal(&stream));
    }
    for (size_t cell = 0; cell < land->cells; cell++)
        land->raw[cell] = roundf(land->raw[cell]);
}

#endif
