/** The second half of operation=geometry: classes of visibility, orbits taken together, and their maps. */
#include "geometry.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"
#include "operations.h"

static const struct map_category visibility_categories[] = {
    {N_("clear"), 0, 230, 230, 230},
    {N_("foreshortened"), 1, 146, 197, 222},
    {N_("layover"), 2, 213, 94, 0},
    {N_("shadow"), 3, 40, 40, 60},
    {0},
};

static const struct map_category layover_categories[] = {
    {N_("no layover"), 0, 230, 230, 230},
    {N_("active: the slope itself is steeper than the incidence angle"), 1, 213, 94, 0},
    {N_("passive: another place has the same slant range"), 2, 240, 178, 122},
    {0},
};

static const struct map_category shadow_categories[] = {
    {N_("no shadow"), 0, 230, 230, 230},
    {N_("own: the slope itself is steeper than the line of sight"), 1, 40, 40, 60},
    {N_("cast from elsewhere"), 2, 120, 120, 160},
    {0},
};

static int visibility(unsigned flags)
{
    return flags & VIEW_SHADOW ? 3 : flags & VIEW_LAYOVER ? 2 : flags & VIEW_FORESHORTENED ? 1 : 0;
}

static int slope_visibility(unsigned flags)
{
    return flags & VIEW_STEEP_AWAY ? 3 : flags & VIEW_STEEP_TOWARD ? 2 : flags & VIEW_FORESHORTENED ? 1 : 0;
}

static int layover(unsigned flags)
{
    return !(flags & VIEW_LAYOVER) ? 0 : flags & VIEW_STEEP_TOWARD ? 1 : 2;
}

static int shadow(unsigned flags)
{
    return !(flags & VIEW_SHADOW) ? 0 : flags & VIEW_STEEP_AWAY ? 1 : 2;
}

static void category_row(const struct scene *scene, int row, int cols, int (*category)(unsigned flags), CELL *cells)
{
    const uint8_t *flags = scene->flags + (size_t)row * cols;

    for (int col = 0; col < cols; col++)
        if (flags[col] & VIEW_NULL)
            Rast_set_c_null_value(&cells[col], 1);
        else
            cells[col] = category(flags[col]);
}

static void visibility_row(const void *scene, int row, int cols, void *cells)
{
    category_row(scene, row, cols, visibility, cells);
}

static void slope_visibility_row(const void *scene, int row, int cols, void *cells)
{
    category_row(scene, row, cols, slope_visibility, cells);
}

static void layover_row(const void *scene, int row, int cols, void *cells)
{
    category_row(scene, row, cols, layover, cells);
}

static void shadow_row(const void *scene, int row, int cols, void *cells)
{
    category_row(scene, row, cols, shadow, cells);
}

/* The maps of classes, each by its option. */
static const struct class_map {
    enum option_key output;
    const char *title;
    const char *label; /* semantic */
    const struct map_category *categories;
    map_row row;
} class_maps[] = {
    {OPTION_VISIBILITY, N_("Visibility to the radar"), "visibility", visibility_categories, visibility_row},
    {OPTION_LAYOVER, N_("Layover"), "layover", layover_categories, layover_row},
    {OPTION_SHADOW, N_("Radar shadow"), "radar_shadow", shadow_categories, shadow_row},
    {OPTION_SLOPE_VISIBILITY, N_("Visibility to the radar from local slope alone"), "slope_visibility",
     visibility_categories, slope_visibility_row},
};

enum { CLASS_MAPS = sizeof class_maps / sizeof *class_maps };

/* How many orbits see each cell: CELL nulls where one of them does not know. */
struct sightings {
    int *seen; /* NULL unless asked for */
    int orbits;
};

/* A cell that this orbit does not know stays unknown. */
static void add_orbit(struct sightings *sightings, const char *name)
{
    struct grid other = grid_read(name);

    for (size_t i = 0; i < grid_cells(&other); i++) {
        const float code = other.cell[i];

        if (isnan(code))
            Rast_set_c_null_value(&sightings->seen[i], 1);
        else if (code != 0.f && code != 1.f && code != 2.f && code != 3.f)
            G_fatal_error(_("<%s> is no visibility map: it holds %.9g, not 0 to 3 as visibility= writes them"), name,
                          code);
        else if (!Rast_is_c_null_value(&sightings->seen[i]))
            sightings->seen[i] += code < 2.f;
    }
    grid_free(&other);
    sightings->orbits++;
}

static struct sightings count_orbits(const struct scene *scene)
{
    const size_t cells = grid_cells(&scene->elevation);
    struct sightings sightings = {NULL, 1};

    if (!option_answer(scene->options, OPTION_SEEN))
        return sightings;
    sightings.seen = G_malloc(cells * sizeof *sightings.seen);
    for (size_t i = 0; i < cells; i++)
        if (scene->flags[i] & VIEW_NULL)
            Rast_set_c_null_value(&sightings.seen[i], 1);
        else
            sightings.seen[i] = visibility(scene->flags[i]) < 2;
    for (char **name = scene->options->of[OPTION_OTHERS]->answers; *name; name++)
        add_orbit(&sightings, *name);
    return sightings;
}

/* Orange where no orbit sees the ground, then pale to deep blue. */
static struct map_category *seen_categories(int orbits)
{
    struct map_category *categories = G_calloc(orbits + 2, sizeof *categories);

    for (int n = 0; n <= orbits; n++) {
        const double deep = orbits > 1 ? (double)(n - 1) / (orbits - 1) : 1.;
        char *label = NULL;

        if (n == 0)
            G_asprintf(&label, _("hidden from all %d orbits"), orbits);
        else
            G_asprintf(&label, _("seen from %d of %d orbits"), n, orbits);
        categories[n] = n == 0 ? (struct map_category){label, n, 213, 94, 0}
                               : (struct map_category){label, n, 240 - (int)(154 * deep), 228 - (int)(48 * deep),
                                                       196 + (int)(37 * deep)};
    }
    return categories;
}

static void tell_shares(const struct scene *scene)
{
    const size_t cells = grid_cells(&scene->elevation);
    size_t valid = 0, classes[4] = {0}, by_slope[4] = {0};

    for (size_t i = 0; i < cells; i++) {
        if (scene->flags[i] & VIEW_NULL)
            continue;
        valid++;
        classes[visibility(scene->flags[i])]++;
        by_slope[slope_visibility(scene->flags[i])]++;
    }
    G_important_message(_("Hidden: %.2f %% of %zu cells, %.2f %% in layover and %.2f %% in shadow; from local slope "
                          "alone it would be %.2f %%"),
                        100. * (classes[2] + classes[3]) / valid, valid, 100. * classes[2] / valid,
                        100. * classes[3] / valid, 100. * (by_slope[2] + by_slope[3]) / valid);
}

static void tell_sightings(const struct scene *scene, const struct sightings *sightings)
{
    const size_t cells = grid_cells(&scene->elevation);
    size_t known = 0, unseen = 0;

    if (!sightings->seen)
        return;
    for (size_t i = 0; i < cells; i++)
        if (!Rast_is_c_null_value(&sightings->seen[i])) {
            known++;
            unseen += sightings->seen[i] == 0;
        }
    if (known == 0)
        G_fatal_error(_("No cell is valid in all of others= inside the current region and mask, so none of <%s> would "
                        "be"),
                      option_answer(scene->options, OPTION_SEEN));
    G_important_message(_("Hidden from all %d orbits: %.2f %% of %zu cells"), sightings->orbits, 100. * unseen / known,
                        known);
}

static char *history_of(const struct scene *scene)
{
    char *history = NULL;

    G_asprintf(&history, "look azimuth %.9g degrees from true north, incidence %s\ngrid convergence from PROJ",
               scene->look_azimuth, option_answer(scene->options, OPTION_INCIDENCE));
    return history;
}

static void seen_row(const void *sightings, int row, int cols, void *cells)
{
    memcpy(cells, ((const struct sightings *)sightings)->seen + (size_t)row * cols, cols * sizeof(CELL));
}

static void add_seen(struct map_set *set, const struct scene *scene, const struct sightings *sightings,
                     struct map_description description)
{
    description.title = _("Number of orbits that see the ground");
    description.semantic_label = "orbits_seen";
    description.categories = seen_categories(sightings->orbits);
    map_set_add(set, option_answer(scene->options, OPTION_SEEN), MAP_CATEGORIES, seen_row, sightings, &description);
}

static void add_local_incidence(struct map_set *set, const struct scene *scene, struct map_description description)
{
    description.title = _("Local incidence angle");
    description.semantic_label = "local_incidence";
    description.units = "degrees";
    description.colors = "viridis";
    description.color_low = 0.;
    description.color_high = 90.;
    map_set_add_floats(set, option_answer(scene->options, OPTION_LOCAL_INCIDENCE), scene->local_incidence.cell,
                       &description);
}

void visibility_write(const struct scene *scene)
{
    struct sightings sightings = count_orbits(scene);
    struct map_description description = {.source = option_answer(scene->options, OPTION_ELEVATION),
                                          .history = history_of(scene)};
    struct map_set set = {NULL, 0};

    tell_shares(scene);
    tell_sightings(scene, &sightings);
    if (scene->local_incidence.cell)
        add_local_incidence(&set, scene, description);
    if (sightings.seen)
        add_seen(&set, scene, &sightings, description);
    for (const struct class_map *map = class_maps; map < class_maps + CLASS_MAPS; map++) {
        description.title = _(map->title);
        description.semantic_label = map->label;
        description.categories = map->categories;
        if (option_answer(scene->options, map->output))
            map_set_add(&set, option_answer(scene->options, map->output), MAP_CATEGORIES, map->row, scene,
                        &description);
    }
    map_set_close(&set);
    G_free(sightings.seen);
}
