/** The events whose samples a model was trained on. */
#ifndef SLIDE_LEARN_EVENT_H
#define SLIDE_LEARN_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "base/status.h"

#define EVENT_PROJECTION_SIZE 128

/** Free a list of them with events_free. */
struct model_event {
    char *name;
    char projection[EVENT_PROJECTION_SIZE]; /**< of its location; empty where it is not known */
    /** Valid landslide cells or units in its region and others; where that is not known, as many as samples. */
    uint64_t positive_available, negative_available;
};

/** An array of objects. */
json_t *events_to_json(const struct model_event *event, size_t events);

/**
 * @param[in]  json   NULL: none
 * @param[out] event  [*events], the caller frees it, also after a failure
 *
 * Fails with SLIDE_BAD_INPUT where it cannot be read.
 */
enum slide_status events_from_json(json_t *json, struct model_event **event, size_t *events, struct slide_error *error);

void events_free(struct model_event *event, size_t events);

#endif
