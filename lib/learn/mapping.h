/** What a model's samples are: cells, mapping units of a map, or blocks of cells; and what their labels mean. */
#ifndef SLIDE_LEARN_MAPPING_H
#define SLIDE_LEARN_MAPPING_H

#include <jansson.h>

#include "base/status.h"

enum mapping_kind { MAPPING_CELLS, MAPPING_UNITS, MAPPING_BLOCKS };

/** All zero for cells. Free with mapping_free. */
struct mapping {
    enum mapping_kind kind;
    char *map;              /**< name@mapset of the units at training; NULL for cells and blocks */
    int rows, cols;         /**< of a block, cells; 0 otherwise */
    double share;           /**< of landslide area from which a unit counts as positive; 0: any landslide cell */
    double truth_threshold; /**< of areal density, above which a unit is positive in the ROC of quantities */
};

/** NULL for cells, which need no telling. */
json_t *mapping_to_json(const struct mapping *mapping);

/** @param json  NULL: cells. SLIDE_BAD_INPUT where it cannot be read. */
enum slide_status mapping_from_json(const json_t *json, struct mapping *mapping, struct slide_error *error);

void mapping_free(struct mapping *mapping);

#endif
