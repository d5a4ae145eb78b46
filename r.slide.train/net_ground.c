#include "net_ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "base/unit_index.h"
#include "gather.h"
#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "label.h"

#define MOST_BLOCKS 32768 /* along either side */

static size_t cells_of(const struct net_ground *ground)
{
    return (size_t)ground->patches.rows * ground->patches.cols;
}

static void take_row(const struct label_grid *label, const float *value, int row, struct net_ground *ground,
                     unsigned char *role)
{
    const size_t maps = (size_t)ground->windows.stack->count, first = (size_t)row * label->cols;

    for (size_t col = 0; col < (size_t)label->cols; col++) {
        bool null = false;

        ground->cells.cells++;
        for (size_t i = 0; i < maps; i++)
            null |= isnan(value[col * maps + i]) != 0;
        if (label->role[first + col] == SAMPLING_NO_LABEL)
            ground->cells.label_null++;
        else if (null)
            ground->cells.predictor_null++;
        else
            role[first + col] = label->role[first + col] == SAMPLING_POSITIVE ? PATCH_POSITIVE : PATCH_NEGATIVE;
        ground->cells.positive += role[first + col] == PATCH_POSITIVE;
        ground->cells.negative += role[first + col] == PATCH_NEGATIVE;
    }
}

static void read_roles(struct request *request, struct net_ground *ground)
{
    struct cell_sizes sizes = cell_sizes_of_region();
    const struct lattice lattice = gather_lattice(&sizes);
    struct label_grid label;
    unsigned char *role;

    label_grid_read(&request->sampling, &lattice, &label);
    map_windows_open(&request->predictors, request->net.megabytes, &ground->windows);
    ground->patches = (struct patch_ground){label.rows, label.cols, NULL, NULL};
    ground->patches.role = role = G_calloc(cells_of(ground), 1);
    G_message(_("Looking for null cells..."));
    for (int row = 0; row < label.rows; row++) {
        G_percent(row, label.rows, 5);
        take_row(&label, map_windows_row(&ground->windows, row), row, ground, role);
    }
    G_percent(1, 1, 1);
    if (ground->cells.positive == 0)
        G_fatal_error(_("No landslide cell of <%s> inside the current region and mask where all predictors are valid: "
                        "0 of %llu valid cells. Check g.region and r.mask."),
                      label.name, (unsigned long long)ground->cells.negative);
    ground->cells.positive_available = ground->cells.positive;
    ground->cells.negative_available = ground->cells.negative;
    label_grid_free(&label);
    cell_sizes_free(&sizes);
}

static void part_by_lines(const struct model *model, struct net_ground *ground, unsigned char *part)
{
    const int cols = ground->patches.cols, by_rows = model->split == SPLIT_ROWS;
    const uint64_t cut = split_cut_row((uint64_t)(by_rows ? ground->patches.rows : cols), model->test_share);

    for (size_t cell = 0; cell < cells_of(ground); cell++)
        part[cell] = (by_rows ? cell / cols : cell % cols) >= cut ? SPLIT_TEST : SPLIT_TRAIN;
}

static void part_by_map(const char *name, struct net_ground *ground, unsigned char *part)
{
    struct stack_map map = stack_map_of(name);
    CELL *cells = Rast_allocate_c_buf();
    int file;

    if (!map.integer)
        G_fatal_error(_("<%s>, given as split_map, must be an integer map"), map.full_name);
    file = Rast_open_old(map.name, map.mapset);
    for (int row = 0; row < ground->patches.rows; row++) {
        Rast_get_c_row(file, cells, row);
        for (int col = 0; col < ground->patches.cols; col++)
            *part++ = Rast_is_c_null_value(&cells[col]) ? SPLIT_NEITHER : cells[col] == 1 ? SPLIT_TEST : SPLIT_TRAIN;
    }
    Rast_close(file);
    G_free(cells);
    stack_map_free(&map);
}

/* the number of the block that a cell is in */
static int block_of(const struct model *model, const struct ground *place, double block, size_t cell)
{
    const struct model_region *region = &model->region;
    const size_t line = cell / region->cols;
    double northing = region->north - ((double)line + 0.5) * region->ns_res;
    double easting = region->west + ((double)(cell % region->cols) + 0.5) * region->ew_res;
    const struct sample_table one = {.rows = 1, .easting = &easting, .northing = &northing};
    long row, col;

    place_block(&one, 0, place, block, &row, &col);
    if (row >= MOST_BLOCKS || col >= MOST_BLOCKS)
        G_fatal_error(_("block=%g is too small: there are more than %d blocks across the region"), block, MOST_BLOCKS);
    return (int)row * MOST_BLOCKS + (int)col;
}

/* [units] whether the block is held out; blocks are drawn until about the share of the cells is in them */
static unsigned char *draw_blocks(const struct model *model, const struct unit_index *blocks)
{
    struct groups groups = {.samples = blocks->units, .groups = blocks->units};
    unsigned char *drawn = G_malloc(blocks->units + 1);
    struct slide_error error;

    groups.of = G_malloc(blocks->units * sizeof *groups.of);
    groups.size = G_malloc(blocks->units * sizeof *groups.size);
    for (size_t i = 0; i < blocks->units; i++) {
        groups.of[i] = i;
        groups.size[i] = blocks->unit[i].cells;
    }
    fatal_unless_ok(groups_draw(&groups, model->test_share, model->recipe.settings.seed, drawn, &error), &error);
    G_free(groups.of);
    G_free(groups.size);
    return drawn;
}

static void part_by_blocks(const struct model *model, double block, struct net_ground *ground, unsigned char *part)
{
    const struct ground place = ground_of_region(&model->region);
    struct unit_index blocks = {0};
    unsigned char *drawn;
    struct slide_error error;

    for (size_t cell = 0; cell < cells_of(ground); cell++)
        fatal_unless_ok(unit_index_add(&blocks, block_of(model, &place, block, cell), 1., cell,
                                       (uint64_t)ground->patches.cols, &error),
                        &error);
    if (blocks.units < 2)
        G_fatal_error(_("block=%g: the whole region is in one block. Choose a smaller one."), block);
    drawn = draw_blocks(model, &blocks);
    for (size_t cell = 0; cell < cells_of(ground); cell++)
        part[cell] = drawn[unit_index_find(&blocks, block_of(model, &place, block, cell))] ? SPLIT_TEST : SPLIT_TRAIN;
    G_free(drawn);
    unit_index_free(&blocks);
}

void net_ground_read(struct request *request, const struct model *model, struct net_ground *ground)
{
    unsigned char *part;

    *ground = (struct net_ground){0};
    read_roles(request, ground);
    if (model->split == SPLIT_RANDOM || model->test_share == 0.)
        return;
    ground->patches.part = part = G_malloc(cells_of(ground));
    if (model->split == SPLIT_MAP)
        part_by_map(request->validation.split_map, ground, part);
    else if (model->split == SPLIT_BLOCKS)
        part_by_blocks(model, request->validation.block, ground, part);
    else
        part_by_lines(model, ground, part);
}

void net_ground_free(struct net_ground *ground)
{
    map_windows_close(&ground->windows);
    G_free((void *)ground->patches.role);
    G_free((void *)ground->patches.part);
    *ground = (struct net_ground){0};
}
