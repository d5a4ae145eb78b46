/** Pictures: the table of panels, and the files. */
#include "charts.h"

#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "chart_panels.h"
#include "grass/output.h"
#include "grass/fatal.h"
#include "table_file.h"

static bool has_classes(const struct zone_options *options)
{
    return options->classes || options->breaks;
}

static bool has_factors(const struct zone_options *options)
{
    return options->factors != NULL;
}

static bool has_aspect(const struct zone_options *options)
{
    return options->aspect != NULL;
}

const struct chart_kind chart_kinds[] = {
    {"roc", "ROC curves", add_roc, NULL, NULL},
    {"precision_recall", "precision against recall, with the prevalence", add_precision_recall, NULL, NULL},
    {"rates", "success and prediction rates: landslides against area, the most susceptible first", add_rates, NULL,
     NULL},
    {"reliability", "frequency against probability, and the cells of each interval", add_reliability, NULL,
     "an input that is a probability map, within 0 to 1"},
    {"thresholds", "scores at every threshold", add_thresholds, NULL, NULL},
    {"classes", "area and landslides by susceptibility class", add_classes, has_classes, "classes= or breaks="},
    {"factors", "frequency ratio by interval of each factor", add_factors, has_factors, "factor="},
    {"aspect", "rose of landslides and area by aspect", add_aspect, has_aspect, "aspect="},
    {"profiles", "maps and landslides along profiles", add_profiles, NULL, "profile= or profile_coordinates="},
    {"importance", "permutation importance of the model's predictors", add_importance, NULL, "model= and predictors="},
    {"ablation", "what is lost without groups of predictors, not refitted", add_ablation, NULL,
     "model= and predictors="},
    {"dependence", "partial dependence and single cells' expectations", add_dependence, NULL, "dependence="},
    {NULL, NULL, NULL, NULL, NULL},
};

static int count_of(char **names)
{
    int count = 0;

    while (names && names[count])
        count++;
    return count;
}

/* G_parser lets no other names in. */
static const struct chart_kind *kind_of(const char *name)
{
    for (const struct chart_kind *kind = chart_kinds; kind->name; kind++)
        if (strcmp(kind->name, name) == 0)
            return kind;
    return chart_kinds;
}

static void refuse_empty(const struct chart_kind *kind)
{
    G_fatal_error(_("panels=%s has nothing to show: it needs %s"), kind->name, kind->missing);
}

void charts_refuse(char **files, char **panels, const struct zone_options *options)
{
    const int count = count_of(files);
    struct slide_error error;

    for (int i = 0; i < count; i++) {
        fatal_unless_ok(chart_check_path(files[i], &error), &error);
        for (int k = 0; k < i; k++)
            if (strcmp(files[i], files[k]) == 0)
                G_fatal_error(_("chart= names '%s' twice"), files[i]);
    }
    for (char **panel = panels; panel && *panel; panel++)
        if (kind_of(*panel)->is_given && !kind_of(*panel)->is_given(options))
            refuse_empty(kind_of(*panel));
    if (count > 1 && count != count_of(panels))
        G_fatal_error(_("chart= names %d files, but panels= %d: name one file for all panels, or one for each"), count,
                      count_of(panels));
}

/* Adds a kind's panels; it must have some when it was asked for. */
static void add_kind(struct sheet *sheet, const struct chart_kind *kind, bool asked, const struct findings *findings,
                     const struct curves *curves)
{
    const size_t before = sheet->panel_count;

    kind->add(sheet, findings, curves);
    if (asked && sheet->panel_count == before)
        refuse_empty(kind);
}

void charts_write(const struct findings *findings, const struct curves *curves, char **files, char **panels)
{
    const int file_count = count_of(files), panel_count = count_of(panels);
    size_t *end = G_calloc(panel_count + 1, sizeof *end);
    struct sheet sheet = {0};
    struct slide_error error;
    enum slide_status status = SLIDE_OK;

    for (const struct chart_kind *kind = chart_kinds; kind->name && file_count > 0 && panel_count == 0; kind++)
        add_kind(&sheet, kind, false, findings, curves);
    for (int i = 0; i < panel_count; i++) {
        add_kind(&sheet, kind_of(panels[i]), true, findings, curves);
        end[i + 1] = sheet.panel_count;
    }
    for (int i = 0; i < file_count; i++) {
        status = file_count == 1 ? sheet_write(&sheet, 0, sheet.panel_count, files[0], &error)
                                 : sheet_write(&sheet, end[i], end[i + 1], files[i], &error);
        fatal_unless_ok(status, &error);
        file_guard(files[i]);
    }
    sheet_free(&sheet);
    G_free(end);
}
