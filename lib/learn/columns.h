/** A table and a recipe with fewer predictors, for models that must do without some. */
#ifndef SLIDE_LEARN_COLUMNS_H
#define SLIDE_LEARN_COLUMNS_H

#include <stddef.h>

#include "base/status.h"
#include "learn/recipe.h"
#include "learn/table.h"

/** How many of the flags are set. */
size_t columns_kept(const unsigned char *kept, size_t predictors);

/**
 * Copies labels, cells, and the columns of the predictors kept, in their order; no coordinates and events. So a subset
 * of the table's rows is one of the copy's.
 *
 * @param[in]  kept    [table->predictors]
 * @param[out] narrow  the caller frees it
 */
enum slide_status table_columns(const struct sample_table *table, const unsigned char *kept,
                                struct sample_table *narrow, struct slide_error *error);

/**
 * The same recipe for such a table. The predictors' texts stay the first recipe's.
 *
 * @param[in]  kept    [recipe->predictors]
 * @param[out] narrow  free its array of predictors, and no more
 */
enum slide_status recipe_columns(const struct recipe *recipe, const unsigned char *kept, struct recipe *narrow,
                                 struct slide_error *error);

#endif
