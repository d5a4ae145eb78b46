#include "refusals.h"

#include <string.h>

#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/options.h"

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

static void refuse_outcomes(const struct options *options)
{
    struct Option *const input[] = {options->input,        options->truth,      options->test,
                                    options->classes,      options->factor,     options->aspect,
                                    options->profile_maps, options->predictors, NULL};
    struct Option *const output[] = {options->outcomes, NULL};
    char **names = options->outcomes->answers;

    options_refuse_inputs(output, input);
    for (int i = 0; names && names[i]; i++) {
        if (G_legal_filename(names[i]) < 0)
            G_fatal_error(_("outcomes=%s is not valid as the name of a map"), names[i]);
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
