/**
 * Slope units: half-basins that face one way (Alvioli et al. 2016, r.slopeunits).
 *
 * Half-basins are found at a falling area threshold. One is split again, into the half-basins within it at the next
 * threshold, while it is larger than area_max, or larger than area_min with a circular variance of aspect above
 * variance_min. A split whose children would on average be smaller than area_min is refused for good. In the end pieces
 * that do not hang together (over edges of cells) become units of their own, and units smaller than clean_size are
 * joined with a neighbour, all at once and again until none is left: with the one of the longest common border, among
 * equals the one facing most nearly the same way, then the one with the lower number.
 *
 * Half-basins at a lower threshold lie within those at a higher one (basin.h). So they are found on the map once, at
 * the lowest threshold, and measured; all rounds of splitting, joining and cleaning, and the search for the best rule
 * (segmentation.h), then go over their tree and their graph of borders. The threshold stops falling below area_min,
 * where a new half-basin would begin with less ground than a unit may have.
 */
#ifndef SLIDE_TERRAIN_SLOPE_UNIT_H
#define SLIDE_TERRAIN_SLOPE_UNIT_H

#include "terrain/basin.h"
#include "terrain/patch.h"

struct slope_unit_rule {
    double threshold;    /**< m2, drainage area at which channels begin in the first round */
    double area_min;     /**< m2 */
    double area_max;     /**< m2; INFINITY for no limit */
    double variance_min; /**< circular variance of aspect, 0..1 */
    double reduction;    /**< above 1; each round takes threshold / reduction off the threshold */
    double clean_size;   /**< m2; 0 cleans nothing and leaves splinters of single cells along diagonal ways of water */
    int rounds;          /**< at most, the first included */
};

/** The lowest threshold that slope_units_find will use by a rule. */
double slope_units_lowest_threshold(const struct slope_unit_rule *rule);

/** Half-basins at the lowest threshold: where they lie in the tree, and the patches they consist of. */
struct slope_ground {
    double threshold; /**< m2 */
    struct basin_tree tree;
    double *second;             /**< [tree.count + 1] m2, the second largest segment that flows into each; 0: none */
    struct aspect_sum *half;    /**< [2 tree.count + 1] by number of half-basin */
    struct patch_graph patches; /**< labelled by half-basin */
};

/**
 * Finds and measures the half-basins. Needs, besides the map, 120 bytes a segment and 120 to 200 bytes a patch.
 *
 * @param[in]  graph
 * @param[in]  area      [cells] m2, the cell itself included
 * @param[in]  elevation [cells] m, for the aspects
 * @param[in]  threshold m2, the lowest that will be used
 * @param[out] map       [cells] number of the patch, 0 at null
 * @param[out] ground    free with slope_ground_free
 * @param[out] error     may be NULL
 * @return SLIDE_NO_DATA when all is null, SLIDE_OUT_OF_MEMORY, SLIDE_BAD_INPUT
 */
enum slide_status slope_ground_prepare(const struct flow_graph *graph, const double *area, const float *elevation,
                                       double threshold, int32_t *map, struct slope_ground *ground,
                                       struct slide_error *error);

void slope_ground_free(struct slope_ground *ground);

/** Slope units, numbered from 1 in the order of their first cells, row by row. */
struct slope_units {
    struct patch_graph unit; /**< area, aspects and borders of each unit */
    uint32_t *number;        /**< [patches + 1] unit of each patch */
    int rounds;              /**< of splitting */
};

/**
 * Splits, joins and cleans. Does not touch the map. Needs 180 bytes a segment and as much as the ground's patches.
 *
 * @param[in]  ground
 * @param[in]  rule
 * @param[out] units  free with slope_units_free
 * @param[out] error  may be NULL
 * @return SLIDE_OUT_OF_MEMORY, or SLIDE_BAD_INPUT for a rule that is none or that needs a lower threshold
 */
enum slide_status slope_units_find(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                   struct slope_units *units, struct slide_error *error);

/** Turns the map of patches into that of units. */
void slope_units_draw(const struct slope_units *units, size_t cells, int32_t *map);

void slope_units_free(struct slope_units *units);

#endif
