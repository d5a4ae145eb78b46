/** Writing the samples of maps to a table, for training with those of other events. */
#ifndef SLIDE_TRAIN_TABLE_OUT_H
#define SLIDE_TRAIN_TABLE_OUT_H

#include "learn/model.h"
#include "table_options.h"

/** Before long work: ends the module where a predictor cannot be a column. */
void table_out_check(const struct recipe *recipe);

/** Names the model's event as the request says, and counts the samples; nothing where it does not. */
void table_out_name_event(struct table_request *request, const struct sample_table *table, const struct draw *draw,
                          struct model *model);

/**
 * Writes the file that was asked for, whole or not at all; nothing where there was none.
 *
 * @param[in] draw  [draws]
 */
enum slide_status table_out_write(const struct table_request *request, const struct model *model,
                                  const struct sample_table *table, const struct draw *draw, size_t draws,
                                  struct slide_error *error);

/** What is told where no model was trained. */
void table_out_report(const struct table_request *request, const struct model *model, bool json);

#endif
