#include "radar/relief.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FINEST = 4, COARSER = 4 }; /* cells of the smallest blocks, and how many times larger each next level's are */

static int blocks_along(int cells, int size)
{
    return (cells + size - 1) / size;
}

static void raise(float *bound, double height)
{
    if (height > *bound) /* never for NaN */
        *bound = (float)height;
}

/* The highest point of each block, from cells or from the next finer blocks: `source` has source_rows x source_cols. */
static void fill_blocks(struct relief_level *level, const float *source, int source_rows, int source_cols, int each,
                        double sign)
{
    const size_t blocks = (size_t)level->rows * level->cols;

    for (size_t i = 0; i < blocks; i++)
        level->bound[i] = -INFINITY;
    for (int row = 0; row < source_rows; row++)
        for (int col = 0; col < source_cols; col++)
            raise(&level->bound[(size_t)(row / each) * level->cols + col / each],
                  sign * source[(size_t)row * source_cols + col]);
}

/*
 * Takes in the blocks around: one on every side holds all cells within a block's size. Around the globe the last block
 * of a row may be narrow, so there it takes two.
 */
static void widen(struct relief_level *level, const float *block, int wraps)
{
    const int reach = wraps ? 2 : 1;

    for (int row = 0; row < level->rows; row++)
        for (int col = 0; col < level->cols; col++)
            for (int south = row > 0 ? row - 1 : 0; south <= row + 1 && south < level->rows; south++)
                for (int step = -reach; step <= reach; step++) {
                    const int east = wraps ? (col + step + 2 * level->cols) % level->cols : col + step;

                    if (east >= 0 && east < level->cols)
                        raise(&level->bound[(size_t)row * level->cols + col],
                              block[(size_t)south * level->cols + east]);
                }
}

static void size_levels(struct relief *relief)
{
    const struct height_map *map = relief->map;

    for (int size = FINEST; relief->levels < RELIEF_LEVELS; size *= COARSER) {
        relief->level[relief->levels++] = (struct relief_level){
            .size = size, .rows = blocks_along(map->rows, size), .cols = blocks_along(map->cols, size)};
        if (size >= map->rows && size >= map->cols)
            break;
    }
}

static void fill_levels(struct relief *relief, float *spare)
{
    const struct height_map *map = relief->map;

    fill_blocks(&relief->level[0], map->height, map->rows, map->cols, FINEST, relief->sign);
    for (int i = 1; i < relief->levels; i++) {
        const struct relief_level *finer = &relief->level[i - 1];

        fill_blocks(&relief->level[i], finer->bound, finer->rows, finer->cols, COARSER, 1.);
    }
    for (int i = 0; i < relief->levels; i++) {
        struct relief_level *level = &relief->level[i];

        relief->summit = level->bound[0]; /* at last of the one block that holds all */
        memcpy(spare, level->bound, (size_t)level->rows * level->cols * sizeof *spare);
        widen(level, spare, map->wraps);
    }
}

enum slide_status relief_build(const struct height_map *map, double sign, struct relief *relief,
                               struct slide_error *error)
{
    size_t spare, blocks = 0;

    *relief = (struct relief){.map = map, .sign = sign};
    size_levels(relief);
    spare = (size_t)relief->level[0].rows * relief->level[0].cols;
    for (int i = 0; i < relief->levels; i++)
        blocks += (size_t)relief->level[i].rows * relief->level[i].cols;
    relief->bounds = malloc((blocks + spare) * sizeof(float));
    if (!relief->bounds)
        return slide_out_of_memory(error, (double)(blocks + spare) * sizeof(float), "bounds on the heights");
    for (int i = 0; i < relief->levels; i++)
        relief->level[i].bound =
            i == 0 ? relief->bounds
                   : relief->level[i - 1].bound + (size_t)relief->level[i - 1].rows * relief->level[i - 1].cols;
    fill_levels(relief, relief->bounds + blocks);
    return SLIDE_OK;
}

void relief_free(struct relief *relief)
{
    free(relief->bounds);
    relief->bounds = NULL;
}

struct walk walk_toward(const struct height_map *map, int row, int col, double azimuth)
{
    const double straight = 1e-12;
    const double east = sin(azimuth) / map->east_west[row], south = -cos(azimuth) / map->north_south[row];
    const double faster = fmax(fabs(east), fabs(south));
    struct walk walk = {row, col, south / faster, east / faster, 1. / faster};

    if (fabs(walk.south) < straight)
        walk.south = 0.;
    if (fabs(walk.east) < straight)
        walk.east = 0.;
    return walk;
}

struct walk walk_back(const struct walk *walk)
{
    return (struct walk){walk->row, walk->col, -walk->south, -walk->east, walk->step};
}

/* Places the point after `steps` steps; 0 when it has left the map. */
static int place(const struct height_map *map, const struct walk *walk, int steps, double *row, double *col)
{
    *row = walk->row + steps * walk->south;
    *col = walk->col + steps * walk->east;
    if (!(*row >= 0. && *row <= map->rows - 1.))
        return 0;
    if (!map->wraps)
        return *col >= 0. && *col <= map->cols - 1.;
    if (*col < 0.)
        *col += map->cols;
    if (*col >= map->cols)
        *col -= map->cols;
    return *col >= 0. && *col < map->cols;
}

/* One of the two places is whole, since points lie on a row or a column of cells. */
static double height_at(const struct height_map *map, double row, double col)
{
    const int north = (int)row, west = (int)col;
    const double southward = row - north, eastward = col - west;
    const float *cell = map->height + (size_t)north * map->cols;

    if (southward > 0.)
        return cell[west] + southward * ((double)cell[west + map->cols] - cell[west]);
    if (eastward > 0.)
        return cell[west] + eastward * ((double)cell[west + 1 < map->cols ? west + 1 : 0] - cell[west]);
    return cell[west];
}

int relief_stands_above(const struct relief *relief, const struct walk *walk, double rise)
{
    const struct height_map *map = relief->map;
    const double from = relief->sign * map->height[(size_t)walk->row * map->cols + walk->col];
    int level = 0, steps = 1;
    double row, col;

    while (place(map, walk, steps, &row, &col)) {
        const struct relief_level *blocks = &relief->level[level];
        const double line = from + steps * (walk->step * rise);

        if (relief->summit <= line)
            return 0;
        if (blocks->bound[(size_t)((int)row / blocks->size) * blocks->cols + (int)col / blocks->size] <= line) {
            steps += blocks->size;
            level += level + 1 < relief->levels;
        } else if (level > 0)
            level--;
        else if (relief->sign * height_at(map, row, col) > line)
            return 1;
        else
            steps++;
    }
    return 0;
}
