/** Importances as tables and bars. */
#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "bars.h"
#include "inspection.h"

/* one table of importances, and what its items are called */
struct view {
    const struct importance *importance;
    const char **name;
    size_t *order; /* of items, the largest first column first */
};

struct ranked {
    double size;
    size_t item;
};

static int by_size(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;

    if (left->size != right->size)
        return left->size > right->size ? -1 : 1;
    return (left->item > right->item) - (left->item < right->item);
}

/* the first `items` of an importance; free with view_free */
static struct view view_new(const struct importance *importance, size_t items)
{
    struct ranked *ranked = G_malloc((items + 1) * sizeof *ranked);
    struct view view = {importance, G_calloc(importance->items + 1, sizeof *view.name),
                        G_malloc((items + 1) * sizeof *view.order)};

    for (size_t i = 0; i < items; i++)
        ranked[i] = (struct ranked){fabs(importance->value[i * importance->columns].mean), i};
    qsort(ranked, items, sizeof *ranked, by_size);
    for (size_t i = 0; i < items; i++)
        view.order[i] = ranked[i].item;
    G_free(ranked);
    return view;
}

static struct view view_of_groups(const struct importance *importance, const struct predictor_groups *groups)
{
    struct view view = view_new(importance, importance->items);

    for (size_t i = 0; i < importance->items; i++)
        view.name[i] = groups->group[i].name;
    return view;
}

static void view_free(struct view *view)
{
    G_free(view->name);
    G_free(view->order);
}

/* losses of scores */
static void list_losses(const struct inspection *inspection, const struct importance *importance,
                        const struct held_score_kind *kinds, const char *name, const char *title,
                        struct listings *listings)
{
    struct view view = view_of_groups(importance, &inspection->items);
    struct listing *listing = listings_add(listings, name, title);

    listing_add_column(listing, "predictor");
    for (int s = 0; s < HELD_SCORES; s++) {
        char spread[64];

        snprintf(spread, sizeof spread, "%s_sd", kinds[s].name);
        listing_add_column(listing, kinds[s].name);
        listing_add_column(listing, spread);
    }
    for (size_t i = 0; i < view.importance->items; i++) {
        const struct held_spread *value = view.importance->value + view.order[i] * view.importance->columns;

        listing_add_text(listing, view.name[view.order[i]]);
        for (int s = 0; s < HELD_SCORES; s++) {
            listing_add_number(listing, value[s].mean);
            listing_add_number(listing, value[s].sd);
        }
    }
    view_free(&view);
}

static void list_own(const struct inspection *inspection, const struct learner *learner, struct listings *listings)
{
    struct view view = view_of_groups(&inspection->own, &inspection->items);
    struct listing *listing =
        listings_add(listings, "gain", _("The learner's own importance, and its standard deviation over members"));

    listing_add_column(listing, "predictor");
    listing_add_column(listing, "measure");
    listing_add_column(listing, "importance");
    listing_add_column(listing, "sd");
    for (size_t i = 0; i < view.importance->items; i++) {
        listing_add_text(listing, view.name[view.order[i]]);
        listing_add_text(listing, learner->importance_name);
        listing_add_number(listing, view.importance->value[view.order[i]].mean);
        listing_add_number(listing, view.importance->value[view.order[i]].sd);
    }
    view_free(&view);
}

static void list_coefficients(const struct inspection *inspection, const struct model *model, struct listings *listings)
{
    static const char *const columns[] = {"feature", "estimate", "sd", "standard_error", "z", "p"};
    const struct importance *importance = &inspection->coefficients;
    char **name = member_feature_names(&model->recipe, &model->member[model->marked]);
    struct listing *listing =
        listings_add(listings, "coefficients", _("Coefficients, on the scale of the features; sd is over members"));

    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        listing_add_column(listing, columns[i]);
    for (size_t i = 0; i < importance->items; i++) {
        const struct held_spread *value = importance->value + i * COEFFICIENT_COLUMNS;

        listing_add_text(listing, i + 1 < importance->items ? name[i] : "(intercept)");
        listing_add_number(listing, value[COEFFICIENT_ESTIMATE].mean);
        listing_add_number(listing, value[COEFFICIENT_ESTIMATE].sd);
        listing_add_number(listing, value[COEFFICIENT_STANDARD_ERROR].mean);
        listing_add_number(listing, value[COEFFICIENT_Z].mean);
        listing_add_number(listing, value[COEFFICIENT_P].mean);
    }
    free(name);
}

void importance_list(const struct inspection *inspection, const struct model *model, struct listings *listings)
{
    const struct held_score_kind *kinds = held_score_kinds(model->recipe.learner->quantity);

    if (inspection->request.permutation)
        list_losses(inspection, &inspection->permutation, kinds, "permutation",
                    _("Permutation importance: loss of held-out scores, and its standard deviation"), listings);
    if (inspection->request.zeroing)
        list_losses(inspection, &inspection->zeroing, kinds, "zeroing",
                    _("Importance by zeroing bands: loss of held-out scores, and its standard deviation over members"),
                    listings);
    if (inspection->request.own)
        list_own(inspection, model->recipe.learner, listings);
    if (inspection->request.coefficients)
        list_coefficients(inspection, model, listings);
}

/* the largest first */
static void add_bars(struct sheet *sheet, const struct view *view, size_t items, int colour)
{
    struct held_spread *value = G_calloc(items + 1, sizeof *value);
    const char **names = sheet_names(sheet, items);
    struct chart_panel *panel = &sheet->panels[sheet->panel_count - 1];

    for (size_t i = 0; i < items; i++) {
        value[i] = view->importance->value[view->order[i] * view->importance->columns];
        names[i] = sheet_text(sheet, "%s", view->name[view->order[i]]);
    }
    bars_add(sheet, NULL, colour, value, items);
    panel->y.names = names;
    panel->y.name_count = items;
    G_free(value);
}

static void draw_groups(const struct inspection *inspection, const struct importance *importance, const char *title,
                        const char *label, int colour, struct sheet *sheet)
{
    struct view view = view_of_groups(importance, &inspection->items);
    struct chart_panel *panel = sheet_add_panel(sheet, title);

    panel->x.label = label;
    add_bars(sheet, &view, importance->items, colour);
    view_free(&view);
}

static void draw_coefficients(const struct inspection *inspection, const struct model *model, struct sheet *sheet)
{
    const size_t features = inspection->coefficients.items - 1;
    struct view view = view_new(&inspection->coefficients, features);
    char **name = member_feature_names(&model->recipe, &model->member[model->marked]);
    struct chart_panel *panel = sheet_add_panel(sheet, _("Coefficients"));

    for (size_t i = 0; i < features; i++)
        view.name[i] = name[i];
    panel->x.label = _("Coefficient");
    add_bars(sheet, &view, features, CHART_ORANGE);
    free(name);
    view_free(&view);
}

void importance_draw(const struct inspection *inspection, const struct model *model, struct sheet *sheet)
{
    const struct inspection_request *request = &inspection->request;
    const char *spread = model->members > 1 ? _("members") : _("permutations");

    bars_make_room(sheet, inspection->items.count > inspection->coefficients.items ? inspection->items.count
                                                                                   : inspection->coefficients.items);
    if (request->permutation)
        draw_groups(inspection, &inspection->permutation, _("Permutation importance"),
                    sheet_text(sheet, _("Loss of %s (mean and sd over %zu %s)"),
                               held_score_kinds(model->recipe.learner->quantity)->title,
                               model->members > 1 ? model->members : request->repeats, spread),
                    CHART_BLUE, sheet);
    if (request->zeroing)
        draw_groups(inspection, &inspection->zeroing, _("Importance by zeroing bands"), _("Loss of average precision"),
                    CHART_VERMILLION, sheet);
    if (request->own)
        draw_groups(inspection, &inspection->own, _("The learner's own importance"),
                    model->recipe.learner->importance_name, CHART_GREEN, sheet);
    if (request->coefficients)
        draw_coefficients(inspection, model, sheet);
}
