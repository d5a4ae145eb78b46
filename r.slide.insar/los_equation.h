/** From unwrapped phase to displacement: wavelength, sign and unit as the options say, and how it is told. */
#ifndef R_SLIDE_INSAR_LOS_EQUATION_H
#define R_SLIDE_INSAR_LOS_EQUATION_H

#include "options.h"

struct los_equation {
    double wavelength; /**< m */
    double toward;     /**< +1 or -1 */
    double scale;      /**< units for a metre */
    const char *unit;
    const char *convention;
    char *text;
};

/** Reads wavelength=, producer=, positive= and unit=; ends the module when they make no sense. */
struct los_equation los_equation_of(const struct options *options);

#endif
