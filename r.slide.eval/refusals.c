#include "refusals.h"

#include <string.h>

#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"

static void refuse_missing_raster(const char *name)
{
    if (name && !G_find_raster2(name, ""))
        G_fatal_error(_("Raster map <%s> not found"), name);
}

static void refuse_missing_rasters(char **names)
{
    for (; names && *names; names++)
        refuse_missing_raster(*names);
}

static void refuse_missing_vector(const char *name)
{
    if (name && !G_find_vector2(name, ""))
        G_fatal_error(_("Vector map <%s> not found"), name);
}

static void refuse_missing_maps(const struct options *options)
{
    refuse_missing_rasters(options->input->answers);
    refuse_missing_raster(options->test->answer);
    refuse_missing_raster(options->classes->answer);
    refuse_missing_rasters(options->factor->answers);
    refuse_missing_raster(options->aspect->answer);
    refuse_missing_rasters(options->profile_maps->answers);
    refuse_missing_rasters(options->predictors->answers);
    refuse_missing_vector(options->polygons->answer);
    refuse_missing_vector(options->profile->answer);
}

/* An outcome map over a map that is read would be written while that is. */
static void refuse_outcome(const char *name, const struct options *options)
{
    for (char **input = options->input->answers; *input; input++)
        G_check_input_output_name(*input, name, G_FATAL_EXIT);
    G_check_input_output_name(options->truth->answer, name, G_FATAL_EXIT);
    if (options->test->answer)
        G_check_input_output_name(options->test->answer, name, G_FATAL_EXIT);
}

static void refuse_outcomes(const struct options *options)
{
    char **names = options->outcomes->answers;

    for (int i = 0; names && names[i]; i++) {
        refuse_outcome(names[i], options);
        for (int k = 0; k < i; k++)
            if (strcmp(names[i], names[k]) == 0)
                G_fatal_error(_("outcomes= names <%s> twice"), names[i]);
    }
}

static void refuse_files(const struct options *options)
{
    const struct Option *const file[] = {options->curves,           options->reliability,      options->objects_table,
                                         options->profile_table,    options->importance_table, options->ablation_table,
                                         options->dependence_table, options->report,           NULL};
    struct slide_error error;

    for (size_t i = 0; file[i]; i++) {
        if (!file[i]->answer)
            continue;
        fatal_unless_ok(whole_file_check(file[i]->answer, &error), &error);
        for (size_t k = 0; k < i; k++)
            if (file[k]->answer && strcmp(file[i]->answer, file[k]->answer) == 0)
                G_fatal_error(_("%s= and %s= both name '%s'"), file[k]->key, file[i]->key, file[i]->answer);
        for (char **chart = options->chart->answers; chart && *chart; chart++)
            if (strcmp(file[i]->answer, *chart) == 0)
                G_fatal_error(_("%s= and chart= both name '%s'"), file[i]->key, *chart);
    }
}

void refuse_before_work(const struct options *options)
{
    refuse_missing_maps(options);
    refuse_outcomes(options);
    refuse_files(options);
}
