#include "learn/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

json_t *events_to_json(const struct model_event *event, size_t events)
{
    json_t *json = json_array();

    for (size_t i = 0; i < events; i++)
        json_array_append_new(json, json_pack("{s:s, s:s, s:I, s:I}", "name", event[i].name, "projection",
                                              event[i].projection, "positive_available",
                                              (json_int_t)event[i].positive_available, "negative_available",
                                              (json_int_t)event[i].negative_available));
    return json;
}

static enum slide_status read_event(json_t *json, struct model_event *event, struct slide_error *error)
{
    json_int_t positive_available, negative_available;
    const char *name, *projection;
    json_error_t why;

    if (json_unpack_ex(json, &why, 0, "{s:s, s:s, s:I, s:I}", "name", &name, "projection", &projection,
                       "positive_available", &positive_available, "negative_available", &negative_available) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "its events cannot be read: %s", why.text);
    event->positive_available = (uint64_t)positive_available;
    event->negative_available = (uint64_t)negative_available;
    snprintf(event->projection, sizeof event->projection, "%s", projection);
    event->name = strdup(name);
    return event->name ? SLIDE_OK : slide_out_of_memory(error, 0., "an event's name");
}

enum slide_status events_from_json(json_t *json, struct model_event **event, size_t *events, struct slide_error *error)
{
    const size_t count = json_array_size(json);
    enum slide_status status = SLIDE_OK;

    *event = NULL;
    *events = 0;
    if (count == 0)
        return SLIDE_OK;
    *event = calloc(count, sizeof **event);
    if (!*event)
        return slide_out_of_memory(error, (double)count * sizeof **event, "events");
    *events = count;
    for (size_t i = 0; i < count && status == SLIDE_OK; i++)
        status = read_event(json_array_get(json, i), &(*event)[i], error);
    return status;
}

void events_free(struct model_event *event, size_t events)
{
    for (size_t i = 0; i < events; i++)
        free(event[i].name);
    free(event);
}
