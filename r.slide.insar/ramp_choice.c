#include "ramp_choice.h"

#include <string.h>

static const struct ramp_choice ramp_choices[] = {{"plane", RAMP_PLANE}, {"quadratic", RAMP_QUADRATIC}, {NULL, 0}};

const struct ramp_choice *ramp_choice_of(const struct options *options)
{
    for (const struct ramp_choice *row = ramp_choices; row->name; row++)
        if (strcmp(option_answer(options, OPTION_RAMP), row->name) == 0)
            return row;
    return NULL;
}
