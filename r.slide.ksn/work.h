/** What passes from step to step of a run. */
#ifndef SLIDE_KSN_WORK_H
#define SLIDE_KSN_WORK_H

#include "settings.h"

#include "grass/cell_size.h"
#include "terrain/channel.h"
#include "terrain/channel_basin.h"
#include "terrain/concavity.h"
#include "terrain/knickpoint.h"
#include "terrain/routing.h"
#include "terrain/segmentation.h"
#include "terrain/steepness.h"

/** What the report tells. */
struct summary {
    size_t valid_cells;
    double valid_area; /**< m2 */
    struct routing_summary routing;
    size_t outlets;
    double largest_area; /**< m2, of any cell */
    size_t channel_cells;
    size_t channel_segments;
    double channel_length; /**< m */
    int highest_order;
    double theta;
    struct concavity concavity; /**< without basins unless theta was estimated */
    struct steepness_summary ksn;
    double ensemble_sd;          /**< median; NaN without an ensemble */
    size_t channel_lines;        /**< lines of the vector map */
    size_t knickpoints;          /**< SIZE_MAX when they were not asked for */
    size_t surface_filled;       /**< cells whose water meets no channel on the map, filled from neighbours */
    double density_break[4];     /**< upper ends of the four lower classes of Ksn density */
    struct segmentation *search; /**< [searched] candidates for slope units */
    size_t searched;
    struct segmentation units; /**< of the slope units made; units 0: none */
};

struct work {
    const struct settings *settings;
    struct cell_sizes sizes;
    struct lattice lattice;
    size_t cells;
    float *raw;       /**< [cells] elevation as it was; only for an ensemble */
    float *elevation; /**< [cells] m, conditioned */
    uint8_t *sinks;   /**< [cells] or NULL */
    float *weight;    /**< [cells] or NULL */
    uint8_t *direction;
    struct flow_graph graph; /**< its order once work_order was called */
    double *area;            /**< [cells] m2 */
    double *flux;            /**< [cells] m2 times weight; area itself without a weight */

    struct channel_network network; /**< its area is flux */
    double *channel_area;           /**< [nodes] m2 */
    double *bed;                    /**< [nodes] elevation, m */
    double *chi;                    /**< [nodes] m */
    double *ksn, *ksn_error;        /**< [nodes] m^(2 theta) */
    double *ensemble_mean, *ensemble_sd;
    struct knickpoints knickpoints;

    struct slope_units units;

    struct map_set maps;
    char *history, *ksn_unit, *density_unit;
    struct summary summary;
    struct slide_error error;
};

/** Ends the module with the routine's own words unless all went well. */
void work_check(const struct work *work, enum slide_status status);

/** The graph's order, made when it is first needed. */
void work_order(struct work *work);

/** How Ksn is measured on an elevation map [cells]. */
struct gradient_options work_gradient_options(const struct work *work, const float *elevation);

/** An array with one value a node. */
double *work_nodes(const struct work *work);

/** Whether any of the maps `first` to `last` was asked for. */
int work_wants(const struct work *work, enum output_map first, enum output_map last);

/** Writes a map of floats [cells] unless it was not asked for. */
void work_write(struct work *work, enum output_map map, const float *value);

/** The description of a map of this run: unit, history and source filled in. */
struct map_description work_describe(const struct work *work, enum output_map map);

/* --- the steps, each in a file of its own --- */

/** drainage.c: reads the inputs; directions, areas. */
void drainage_make(struct work *work);

/** channels.c: the network, theta, Ksn and its error at every node, knickpoints. */
void channels_make(struct work *work);

/** ensemble.c: mean and standard deviation of Ksn over elevation maps with error. */
void ensemble_make(struct work *work);

/** channel_maps.c, hillslope_maps.c, unit_maps.c, drainage.c: the maps asked for. */
void channel_maps_write(struct work *work);
void hillslope_maps_write(struct work *work);
void unit_maps_write(struct work *work);
void drainage_maps_write(struct work *work);

/** vector_maps.c; the areas of slope units after the raster maps were closed. */
void vector_maps_write(struct work *work);
void slope_unit_areas_write(struct work *work);

#endif
