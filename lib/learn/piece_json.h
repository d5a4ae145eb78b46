/** What model.json says of a member's pieces: their files, checksums and calibrations. */
#ifndef SLIDE_LEARN_PIECE_JSON_H
#define SLIDE_LEARN_PIECE_JSON_H

#include <jansson.h>

#include "learn/model.h"

/** A new reference. */
json_t *pieces_to_json(const struct model *model, size_t member);

/** Fails with SLIDE_BAD_INPUT, the sentence beginning in lower case. */
enum slide_status pieces_from_json(const json_t *json, struct member *member, struct slide_error *error);

/** Scale, class weights and calibration of the recipe. A new reference. */
json_t *preparation_to_json(const struct recipe *recipe);
enum slide_status preparation_from_json(const json_t *json, struct recipe *recipe, struct slide_error *error);

#endif
