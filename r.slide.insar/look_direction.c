#include "look_direction.h"

#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

double option_number(const struct options *options, enum option_key key, double low, double high)
{
    const char *answer = option_answer(options, key);
    char *rest;
    const double number = strtod(answer, &rest);

    if (rest == answer || *rest != '\0' || !(number >= low && number <= high))
        G_fatal_error(_("%s=%s must be a number from %g to %g"), options->of[key]->key, answer, low, high);
    return number;
}

double look_azimuth_of(const struct options *options)
{
    const char *heading = option_answer(options, OPTION_HEADING), *azimuth = option_answer(options, OPTION_AZIMUTH);
    const int left = strcmp(option_answer(options, OPTION_SIDE), "left") == 0;

    if (heading && azimuth)
        G_fatal_error(_("heading= and azimuth= say the same twice: give one of them"));
    if (!heading && !azimuth)
        G_fatal_error(_("operation=%s needs heading=, the flight direction, or azimuth=, the look direction"),
                      options->operation->answer);
    if (azimuth && left)
        G_fatal_error(_("side=left goes with heading=: azimuth= is the look direction already"));
    if (azimuth)
        return option_number(options, OPTION_AZIMUTH, -360., 360.);
    return option_number(options, OPTION_HEADING, -360., 360.) + (left ? -90. : 90.);
}

void refuse_incidence(const char *what, double lowest, double highest)
{
    const double radians = 1.6;

    if (highest <= radians && lowest > 0.)
        G_fatal_error(_("incidence=%s lies from %.6g to %.6g, which looks like radians. Give degrees: multiply it by "
                        "57.29578."),
                      what, lowest, highest);
    if (!(lowest > 0. && highest < 90.))
        G_fatal_error(_("incidence=%s lies from %.6g to %.6g: it must be between 0 and 90 degrees from the vertical, "
                        "null where it is not known"),
                      what, lowest, highest);
}
