/** operation=geometry: layover, shadow and local incidence of a side-looking radar over a terrain. */
#include "geometry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <omp.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "look_direction.h"
#include "operations.h"

static void read_incidence(struct scene *scene)
{
    const char *answer = option_answer(scene->options, OPTION_INCIDENCE);
    double lowest = INFINITY, highest = -INFINITY;
    char *rest;

    scene->view.incidence = strtod(answer, &rest);
    if (rest != answer && *rest == '\0') {
        refuse_incidence(answer, scene->view.incidence, scene->view.incidence);
        return;
    }
    scene->incidence = grid_read(answer);
    for (size_t i = 0; i < grid_cells(&scene->incidence); i++) {
        lowest = fmin(lowest, scene->incidence.cell[i]);
        highest = fmax(highest, scene->incidence.cell[i]);
    }
    if (lowest > highest)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."),
                      answer);
    refuse_incidence(answer, lowest, highest);
    scene->view.incidence_map = scene->incidence.cell;
}

/* Which cells the mask takes from the elevation; NULL when there is no mask. */
static uint8_t *masked_cells(const char *name)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    uint8_t *masked;
    FCELL *cells;
    int file;

    if (Rast_maskfd() < 0)
        return NULL;
    masked = G_malloc((size_t)rows * cols);
    cells = Rast_allocate_f_buf();
    file = Rast_open_old(name, "");
    for (int row = 0; row < rows; row++) {
        Rast_get_f_row(file, cells, row);
        for (int col = 0; col < cols; col++)
            masked[(size_t)row * cols + col] = Rast_is_f_null_value(&cells[col]);
    }
    Rast_close(file);
    G_free(cells);
    return masked;
}

/*
 * Terrain under the mask stands in the way of the rest, so it is read too, and hidden afterwards. From here on no map
 * is masked: GRASS 8.2 cannot take that back.
 */
static void read_elevation(struct scene *scene)
{
    const char *name = option_answer(scene->options, OPTION_ELEVATION);

    scene->masked = G_find_raster2(name, "") ? masked_cells(name) : NULL;
    Rast_suppress_masking();
    scene->elevation = grid_read(name);
    if (grid_valid_cells(&scene->elevation) == 0)
        G_fatal_error(_("No valid cell in <%s> inside the current region. Check g.region."), name);
}

static void set_azimuths(struct scene *scene)
{
    struct convergence *convergence = &scene->convergence;
    const size_t ties = (size_t)convergence->rows * convergence->cols;
    const double degrees = 180. / M_PI;

    G_message(_("Looking toward %.6g degrees from true north; grid convergence %.4f to %.4f degrees"),
              scene->look_azimuth, -convergence->highest * degrees, -convergence->lowest * degrees);
    for (size_t i = 0; i < ties; i++)
        convergence->angle[i] += scene->look_azimuth / degrees;
}

static void set_view(struct scene *scene)
{
    scene->look_azimuth = look_azimuth_of(scene->options);
    scene->view.foreshortening = option_answer(scene->options, OPTION_FORESHORTENING)
                                     ? option_number(scene->options, OPTION_FORESHORTENING, 0., 1.)
                                     : 1.;
    read_incidence(scene);
    read_elevation(scene);
    scene->sizes = cell_sizes_of_region();
    scene->convergence = convergence_of_region();
    set_azimuths(scene);
    scene->view.terrain = (struct height_map){scene->elevation.rows,  scene->elevation.cols,    scene->elevation.cell,
                                              scene->sizes.east_west, scene->sizes.north_south, scene->sizes.wraps};
    scene->view.azimuth =
        (struct smooth_field){scene->convergence.rows, scene->convergence.cols, scene->convergence.angle};
}

static void look_at_rows(struct scene *scene, const struct view_relief *relief)
{
    const int rows = scene->elevation.rows, cols = scene->elevation.cols;
    const int threads = (int)option_number(scene->options, OPTION_NPROCS, 1., 4096.);
    const int block = 16 * threads;

    for (int first = 0; first < rows; first += block) {
        const int end = first + block < rows ? first + block : rows;

        G_percent(first, rows, 5);
#pragma omp parallel for num_threads(threads) schedule(dynamic)
        for (int row = first; row < end; row++) {
            const size_t cell = (size_t)row * cols;

            view_row(&scene->view, relief, row, scene->flags + cell,
                     scene->local_incidence.cell ? scene->local_incidence.cell + cell : NULL);
        }
    }
    G_percent(1, 1, 1);
}

/* What lies under the mask gets no answer. */
static void hide_masked(struct scene *scene)
{
    const size_t cells = grid_cells(&scene->elevation);

    for (size_t i = 0; i < cells && scene->masked; i++)
        if (scene->masked[i]) {
            scene->flags[i] = VIEW_NULL;
            if (scene->local_incidence.cell)
                scene->local_incidence.cell[i] = NAN;
        }
}

static void look(struct scene *scene)
{
    struct slide_error error;
    struct view_relief relief;

    scene->flags = G_malloc(grid_cells(&scene->elevation));
    if (option_answer(scene->options, OPTION_LOCAL_INCIDENCE))
        scene->local_incidence = grid_new();
    fatal_unless_ok(view_relief_build(&scene->view, &relief, &error), &error);
    look_at_rows(scene, &relief);
    view_relief_free(&relief);
    hide_masked(scene);
}

static void refuse_empty(const struct scene *scene)
{
    for (size_t i = 0; i < grid_cells(&scene->elevation); i++)
        if (!(scene->flags[i] & VIEW_NULL))
            return;
    G_fatal_error(_("No cell would be valid: nowhere inside the current region and mask are elevation= and incidence= "
                    "both valid. Check g.region and r.mask."));
}

void run_geometry(const struct options *options)
{
    const option_set orbits = WITH(OPTION_OTHERS) | WITH(OPTION_SEEN);
    struct scene scene = {.options = options};

    if ((options_given(options) & orbits) != 0 && (options_given(options) & orbits) != orbits)
        G_fatal_error(_("others= and seen= go together: the visibility maps of other orbits, and the map that counts"));
    set_view(&scene);
    look(&scene);
    refuse_empty(&scene);
    visibility_write(&scene);
    grid_free(&scene.elevation);
    grid_free(&scene.incidence);
    grid_free(&scene.local_incidence);
    cell_sizes_free(&scene.sizes);
    convergence_free(&scene.convergence);
    G_free(scene.masked);
    G_free(scene.flags);
}
