/** The screening as tables, heat maps and bars. */
#include <math.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "inspection.h"

static const char *label_of(const struct screening *screening, const struct model *model, size_t i)
{
    return model->recipe.predictor[screening->member[i]].label;
}

static void list_correlation(const struct screening *screening, const struct model *model, struct listings *listings)
{
    struct listing *listing =
        listings_add(listings, "correlation", _("Pearson's correlations in the training samples"));

    listing_add_column(listing, "predictor");
    for (size_t i = 0; i < screening->count; i++)
        listing_add_column(listing, label_of(screening, model, i));
    for (size_t i = 0; i < screening->count; i++) {
        listing_add_text(listing, label_of(screening, model, i));
        for (size_t k = 0; k < screening->count; k++)
            listing_add_number(listing, screening->correlation[i * screening->count + k]);
    }
}

static void list_vif(const struct screening *screening, const struct model *model, struct listings *listings)
{
    struct listing *listing = listings_add(listings, "vif", _("Variance inflation factors"));

    listing_add_column(listing, "predictor");
    listing_add_column(listing, "vif");
    for (size_t i = 0; i < screening->count; i++) {
        listing_add_text(listing, label_of(screening, model, i));
        listing_add_number(listing, screening->vif[i]);
    }
}

static void list_eigenvalues(const struct screening *screening, struct listings *listings)
{
    struct listing *listing = listings_add(listings, "eigenvalues", _("Eigenvalues of the correlation matrix"));
    double cumulative = 0.;

    listing_add_column(listing, "component");
    listing_add_column(listing, "eigenvalue");
    listing_add_column(listing, "share");
    listing_add_column(listing, "cumulative");
    for (size_t i = 0; i < screening->count; i++) {
        const double share = screening->eigenvalue[i] / (double)screening->count;

        cumulative += share;
        listing_add_count(listing, i + 1);
        listing_add_number(listing, screening->eigenvalue[i]);
        listing_add_number(listing, share);
        listing_add_number(listing, cumulative);
    }
}

static void list_loadings(const struct screening *screening, const struct model *model, struct listings *listings)
{
    struct listing *listing =
        listings_add(listings, "loadings", _("Loadings: correlations of predictors and principal components"));

    listing_add_column(listing, "predictor");
    for (size_t k = 0; k < screening->count; k++) {
        char name[32];

        snprintf(name, sizeof name, "pc%zu", k + 1);
        listing_add_column(listing, name);
    }
    for (size_t i = 0; i < screening->count; i++) {
        listing_add_text(listing, label_of(screening, model, i));
        for (size_t k = 0; k < screening->count; k++)
            listing_add_number(listing, screening->loading[i * screening->count + k]);
    }
}

void screening_list(const struct inspection *inspection, const struct model *model, struct listings *listings)
{
    const struct inspection_request *request = &inspection->request;

    if (request->correlation)
        list_correlation(&inspection->screening, model, listings);
    if (request->vif)
        list_vif(&inspection->screening, model, listings);
    if (request->components) {
        list_eigenvalues(&inspection->screening, listings);
        list_loadings(&inspection->screening, model, listings);
    }
}

static const char **labels_of(const struct screening *screening, const struct model *model, struct sheet *sheet)
{
    const char **names = sheet_names(sheet, screening->count);

    for (size_t i = 0; i < screening->count; i++)
        names[i] = label_of(screening, model, i);
    return names;
}

static const char **components_of(const struct screening *screening, struct sheet *sheet)
{
    const char **names = sheet_names(sheet, screening->count);

    for (size_t i = 0; i < screening->count; i++)
        names[i] = sheet_text(sheet, _("PC%zu"), i + 1);
    return names;
}

/* a square matrix in the last panel, its first row on top */
static void add_cells(struct sheet *sheet, const double *matrix, size_t count)
{
    struct chart_series *series = sheet_add_series(sheet, CHART_CELLS, NULL, CHART_BLUE);
    double *x = sheet_numbers(sheet, count * count), *y = sheet_numbers(sheet, count * count);

    for (size_t i = 0; i < count * count; i++) {
        const size_t row = i / count;

        x[i] = (double)(i - row * count);
        y[i] = (double)row;
    }
    series->x = x;
    series->y = y;
    series->value = matrix;
    series->count = count * count;
    series->printed = count <= 16;
}

static void draw_matrix(const struct screening *screening, const struct model *model, const char *title,
                        const double *matrix, const char *label, const char **columns, struct sheet *sheet)
{
    struct chart_panel *panel = sheet_add_panel(sheet, title);

    panel->x = (struct chart_axis){.names = columns, .name_count = screening->count};
    panel->y = (struct chart_axis){.names = labels_of(screening, model, sheet), .name_count = screening->count};
    panel->scale = (struct chart_scale){.label = label, .low = -1., .high = 1., .diverging = true};
    panel->height = 1.25;
    add_cells(sheet, matrix, screening->count);
}

static void draw_vif(const struct screening *screening, const struct model *model, struct sheet *sheet)
{
    struct chart_panel *panel = sheet_add_panel(sheet, _("Variance inflation"));
    struct chart_series *series;
    double *y = sheet_numbers(sheet, screening->count);

    panel->x.label = _("Variance inflation factor");
    panel->y = (struct chart_axis){.names = labels_of(screening, model, sheet), .name_count = screening->count};
    for (size_t i = 0; i < screening->count; i++)
        y[i] = (double)i;
    series = sheet_add_series(sheet, CHART_BARS, NULL, CHART_BLUE);
    series->x = screening->vif;
    series->y = y;
    series->count = screening->count;
    series->sideways = true;
}

static void draw_scree(const struct screening *screening, struct sheet *sheet)
{
    struct chart_panel *panel = sheet_add_panel(sheet, _("Principal components"));
    double *place = sheet_numbers(sheet, screening->count), *share = sheet_numbers(sheet, screening->count);
    double *cumulative = sheet_numbers(sheet, screening->count), sum = 0.;
    struct chart_series *series;

    panel->x = (struct chart_axis){.names = components_of(screening, sheet), .name_count = screening->count};
    panel->y = (struct chart_axis){.label = _("Share of the variance"), .unit = "%", .low = 0., .high = 105.};
    for (size_t i = 0; i < screening->count; i++) {
        place[i] = (double)i;
        share[i] = 100. * screening->eigenvalue[i] / (double)screening->count;
        cumulative[i] = sum += share[i];
    }
    series = sheet_add_series(sheet, CHART_BARS, _("of the component"), CHART_SKY);
    series->x = place;
    series->y = share;
    series->count = screening->count;
    series = sheet_add_series(sheet, CHART_LINE, _("of it and those before"), CHART_VERMILLION);
    series->x = place;
    series->y = cumulative;
    series->count = screening->count;
}

void screening_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet)
{
    const struct screening *screening = &inspection->screening;

    if (inspection->request.correlation)
        draw_matrix(screening, model, _("Correlation"), screening->correlation, _("Pearson's r"),
                    labels_of(screening, model, sheet), sheet);
    if (inspection->request.components)
        draw_matrix(screening, model, _("Loadings"), screening->loading, _("Loading"), components_of(screening, sheet),
                    sheet);
    if (inspection->request.components)
        draw_scree(screening, sheet);
    if (inspection->request.vif)
        draw_vif(screening, model, sheet);
}
