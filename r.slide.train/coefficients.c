/** The coefficients of the marked member: in the predictors' own units, whatever the scale it was fitted in. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "coefficients.h"
#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/output.h"

/* free both */
struct rows {
    size_t count; /* features and the intercept */
    char **name;
    struct learner_coefficient *coefficient;
};

static const struct member *marked(const struct model *model)
{
    return &model->member[model->marked];
}

static struct rows rows_of(const struct model *model)
{
    const size_t features = marked(model)->transform.features;
    struct rows rows = {features + 1, member_feature_names(&model->recipe, marked(model)),
                        G_calloc(features + 1, sizeof *rows.coefficient)};
    struct slide_error error = {""};

    if (!rows.name)
        G_fatal_error(_("Not enough memory for the names of %zu features"), features);
    fatal_unless_ok(member_coefficients(&model->recipe, marked(model), rows.coefficient, &error), &error);
    return rows;
}

static void rows_free(struct rows *rows)
{
    free(rows->name);
    G_free(rows->coefficient);
}

static const char *name_of(const struct rows *rows, size_t i)
{
    return i + 1 < rows->count ? rows->name[i] : "(Intercept)";
}

/* empty where there is no such number */
static void print_number(FILE *file, char separator, double value)
{
    if (isnan(value))
        fprintf(file, "%c", separator);
    else
        fprintf(file, "%c%.9g", separator, value);
}

static void print_rows(FILE *file, const struct rows *rows, char separator)
{
    fprintf(file, "predictor%1$cestimate%1$cstandard_error%1$cz%1$cp\n", separator);
    for (size_t i = 0; i < rows->count; i++) {
        const struct learner_coefficient *one = &rows->coefficient[i];

        if (separator == ',' && strpbrk(name_of(rows, i), ",\""))
            fprintf(file, "\"%s\"", name_of(rows, i));
        else
            fprintf(file, "%s", name_of(rows, i));
        print_number(file, separator, one->aliased ? NAN : one->estimate);
        print_number(file, separator, one->standard_error);
        print_number(file, separator, one->z);
        print_number(file, separator, one->p);
        fprintf(file, "\n");
    }
}

static void say_aliased(const struct rows *rows)
{
    for (size_t i = 0; i + 1 < rows->count; i++)
        if (rows->coefficient[i].aliased)
            G_important_message(_("'%s' is a sum of the other predictors or the same in all samples: it has no "
                                  "coefficient, which of a set of categories means the one that others compare with"),
                                rows->name[i]);
}

void coefficients_print(const struct model *model)
{
    struct rows rows;
    double deviance, null_deviance;

    if (!model->recipe.learner->coefficients)
        return;
    rows = rows_of(model);
    say_aliased(&rows);
    print_rows(stdout, &rows, '|');
    rows_free(&rows);
    if (!model->recipe.learner->deviance || marked(model)->pieces > 1)
        return;
    model->recipe.learner->deviance(marked(model)->piece->fitted, &deviance, &null_deviance);
    printf("deviance=%.12g\nnull_deviance=%.12g\n", deviance, null_deviance);
}

static json_t *number_to_json(double value)
{
    return isnan(value) ? json_null() : json_real(value);
}

void coefficients_to_json(const struct model *model, json_t *json)
{
    struct rows rows;
    double deviance, null_deviance;
    json_t *table;

    if (!model->recipe.learner->coefficients)
        return;
    rows = rows_of(model);
    say_aliased(&rows);
    table = json_array();
    for (size_t i = 0; i < rows.count; i++) {
        const struct learner_coefficient *one = &rows.coefficient[i];

        json_array_append_new(table, json_pack("{s:s, s:o, s:o, s:o, s:o}", "predictor", name_of(&rows, i), "estimate",
                                               number_to_json(one->aliased ? NAN : one->estimate), "standard_error",
                                               number_to_json(one->standard_error), "z", number_to_json(one->z), "p",
                                               number_to_json(one->p)));
    }
    json_object_set_new(json, "coefficients", table);
    rows_free(&rows);
    if (!model->recipe.learner->deviance || marked(model)->pieces > 1)
        return;
    model->recipe.learner->deviance(marked(model)->piece->fitted, &deviance, &null_deviance);
    json_object_set_new(json, "deviance", json_real(deviance));
    json_object_set_new(json, "null_deviance", json_real(null_deviance));
}

void coefficients_write(const struct model *model, const char *path)
{
    struct rows rows = rows_of(model);
    struct slide_error error;
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);

    if (file) {
        print_rows(file, &rows, ',');
        fclose(file);
    }
    rows_free(&rows);
    if (!bytes)
        G_fatal_error(_("Not enough memory for a table"));
    fatal_unless_ok(whole_file_write(path, bytes, size, &error), &error);
    file_guard(path);
    free(bytes);
}
