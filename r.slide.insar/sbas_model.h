/** The model of displacement over time that operation=sbas fits: a line, and what the user adds to it. */
#ifndef R_SLIDE_INSAR_SBAS_MODEL_H
#define R_SLIDE_INSAR_SBAS_MODEL_H

#include "los_equation.h"
#include "options.h"
#include "pair_stack.h"

struct sbas_model {
    int terms;
    double *term; /**< [terms][dates]; term 1 is time in years of 365.25 days from the middle of the stack */
    int acceleration, step, dem_error; /**< indices of these terms; 0 where there is none */
    char *text;
};

/**
 * A line; with acceleration= half of the squared time, with step= a step at event=, with dem_error= the perpendicular
 * baseline of each date over range= and the sine of incidence=. Ends the module when an option is missing for one.
 */
struct sbas_model sbas_model_of(const struct options *options, const struct pair_stack *stack,
                                const struct los_equation *equation);

void sbas_model_free(struct sbas_model *model);

#endif
