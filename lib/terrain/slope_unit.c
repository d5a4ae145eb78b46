/** Slope units on the tree of half-basins; see slope_unit.h for the method. */
#include "terrain/slope_unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A piece of the map while it is split. */
struct parent {
    double area;
    int32_t children;
    int32_t open; /* to be split again */
};

/* A half-basin at the threshold of this round. */
struct child {
    struct aspect_sum sum;
    int32_t unit; /* its number when the split is taken; 0 before */
};

struct splitting {
    const struct slope_ground *ground;
    const struct slope_unit_rule *rule;
    int32_t *coarse;       /* [segments + 1] 4 * segment at this threshold + enum basin_side */
    struct child *child;   /* [2 segments + 1] by half-basin at this threshold */
    int32_t *unit;         /* [2 segments + 1] piece that each half-basin of the ground belongs to; 0: no cell */
    uint32_t *pending;     /* half-basins of the ground in open pieces */
    struct parent *parent; /* [4 segments + 2]: a tree whose leaves are half-basins has fewer nodes than that */
    size_t pending_count;
    int32_t units;
};

static double next_threshold(const struct slope_unit_rule *rule, double threshold)
{
    return threshold - threshold / rule->reduction;
}

double slope_units_lowest_threshold(const struct slope_unit_rule *rule)
{
    double threshold = rule->threshold;

    for (int round = 1; round < rule->rounds && next_threshold(rule, threshold) >= rule->area_min; round++)
        threshold = next_threshold(rule, threshold);
    return threshold;
}

static size_t halves_of(const struct slope_ground *ground)
{
    return 2 * ground->tree.count;
}

static enum slide_status measure_halves(struct slope_ground *ground, struct slide_error *error)
{
    const struct basin_tree *tree = &ground->tree;

    ground->half = calloc(halves_of(ground) + 1, sizeof *ground->half);
    ground->second = calloc(tree->count + 1, sizeof *ground->second);
    if (!ground->half || !ground->second)
        return slide_out_of_memory(error, 88. * (double)tree->count, "half-basins");
    for (size_t i = 1; i <= ground->patches.count; i++)
        aspect_add(&ground->half[ground->patches.label[i]], &ground->patches.sum[i]);
    for (size_t i = 1; i <= tree->count; i++) {
        const struct basin_segment *segment = &tree->segment[i];

        if (segment->entry != BASIN_STEM) /* the largest one is the stem */
            ground->second[segment->below] = fmax(ground->second[segment->below], segment->area);
    }
    return SLIDE_OK;
}

enum slide_status slope_ground_prepare(const struct flow_graph *graph, const double *area, const float *elevation,
                                       double threshold, int32_t *map, struct slope_ground *ground,
                                       struct slide_error *error)
{
    enum slide_status status;

    *ground = (struct slope_ground){.threshold = threshold};
    if (graph->count == 0)
        return slide_fail(error, SLIDE_NO_DATA, "No valid cell to find slope units in.");
    status = half_basins_find(graph, area, threshold, map, &ground->tree, error);
    if (status == SLIDE_OK)
        status = patch_graph_build(graph->lattice, elevation, map, &ground->patches, error);
    if (status == SLIDE_OK)
        status = measure_halves(ground, error);
    if (status != SLIDE_OK)
        slope_ground_free(ground);
    return status;
}

void slope_ground_free(struct slope_ground *ground)
{
    basin_tree_free(&ground->tree);
    patch_graph_free(&ground->patches);
    free(ground->half);
    free(ground->second);
    *ground = (struct slope_ground){.threshold = 0.};
}

/* Where each segment of the ground lies at a higher threshold, by the rules of basin.h. Returns how many there are. */
static int32_t coarsen(const struct splitting *split, double threshold)
{
    const struct basin_tree *tree = &split->ground->tree;
    int32_t segments = 0;

    for (size_t i = 1; i <= tree->count; i++) {
        const struct basin_segment *segment = &tree->segment[i];
        const int32_t below = split->coarse[segment->below];
        const int on_line = below % 4 == BASIN_STEM; /* else on a slope, and so is all that drains into it */
        const int channels_meet = split->ground->second[segment->below] >= threshold;

        if (segment->below == 0 || (on_line && channels_meet && segment->area >= threshold))
            split->coarse[i] = 4 * ++segments + BASIN_STEM;
        else
            split->coarse[i] = on_line ? below - BASIN_STEM + (int32_t)segment->entry : below;
    }
    return segments;
}

static struct child *child_of(const struct splitting *split, uint32_t half)
{
    const int32_t coarse = split->coarse[basin_of_half((int32_t)half)];
    const int is_right = coarse % 4 == BASIN_STEM ? half % 2 == 1 : coarse % 4 == BASIN_RIGHT;

    return &split->child[coarse / 4 * 2 - is_right];
}

static void measure_children(struct splitting *split)
{
    for (int32_t unit = 1; unit <= split->units; unit++) {
        split->parent[unit].area = 0.;
        split->parent[unit].children = 0;
    }
    for (size_t i = 0; i < split->pending_count; i++) {
        const uint32_t half = split->pending[i];
        struct child *child = child_of(split, half);
        struct parent *parent = &split->parent[split->unit[half]];

        parent->children += child->sum.cells == 0;
        parent->area += split->ground->half[half].area;
        aspect_add(&child->sum, &split->ground->half[half]);
    }
}

static int must_split(const struct slope_unit_rule *rule, const struct aspect_sum *sum)
{
    return sum->area > rule->area_max || (sum->area > rule->area_min && aspect_variance(sum) > rule->variance_min);
}

/* Closes the pieces whose split is refused. The whole map's, in the first round, never is. */
static void refuse_splits(struct splitting *split, int first_round)
{
    for (int32_t unit = 1; unit <= split->units && !first_round; unit++) {
        struct parent *parent = &split->parent[unit];

        if (parent->children > 1 && parent->area < split->rule->area_min * parent->children)
            parent->open = 0;
    }
}

static void take_splits(struct splitting *split, int first_round)
{
    size_t kept = 0;

    for (size_t i = 0; i < split->pending_count; i++) {
        const uint32_t half = split->pending[i];
        const struct parent *parent = &split->parent[split->unit[half]];
        struct child *child = child_of(split, half);

        if (!parent->open)
            continue;
        if (parent->children > 1 || first_round) {
            if (!child->unit) {
                child->unit = ++split->units;
                split->parent[child->unit].open = must_split(split->rule, &child->sum);
            }
            split->unit[half] = child->unit;
        }
        if (split->parent[split->unit[half]].open)
            split->pending[kept++] = half;
    }
    split->pending_count = kept;
}

static void split_round(struct splitting *split, double threshold, int first_round)
{
    const int32_t segments = coarsen(split, threshold);

    memset(split->child, 0, (2 * (size_t)segments + 1) * sizeof *split->child);
    measure_children(split);
    refuse_splits(split, first_round);
    take_splits(split, first_round);
}

/* Everything is one open piece at first. */
static void begin_splitting(struct splitting *split)
{
    split->units = 1;
    split->parent[1].open = 1;
    for (size_t half = 1; half <= halves_of(split->ground); half++)
        if (split->ground->half[half].cells) {
            split->unit[half] = 1;
            split->pending[split->pending_count++] = (uint32_t)half;
        }
}

static enum slide_status splitting_new(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                       struct splitting *split, struct slide_error *error)
{
    const size_t halves = halves_of(ground);

    *split = (struct splitting){.ground = ground, .rule = rule};
    split->coarse = calloc(ground->tree.count + 1, sizeof *split->coarse);
    split->child = calloc(halves + 1, sizeof *split->child);
    split->unit = calloc(halves + 1, sizeof *split->unit);
    split->pending = calloc(halves + 1, sizeof *split->pending);
    split->parent = calloc(2 * halves + 2, sizeof *split->parent);
    if (!split->coarse || !split->child || !split->unit || !split->pending || !split->parent)
        return slide_out_of_memory(error, 180. * (double)ground->tree.count, "splitting half-basins");
    begin_splitting(split);
    return SLIDE_OK;
}

static void splitting_free(struct splitting *split)
{
    free(split->coarse);
    free(split->child);
    free(split->unit);
    free(split->pending);
    free(split->parent);
}

static int run_rounds(struct splitting *split)
{
    const double lowest = slope_units_lowest_threshold(split->rule);
    double threshold = split->rule->threshold;
    int rounds = 0;

    do {
        split_round(split, threshold, rounds == 0);
        threshold = next_threshold(split->rule, threshold);
        rounds++;
    } while (split->pending_count && rounds < split->rule->rounds && threshold >= lowest);
    return rounds;
}

/* Patches of one unit that touch are one. */
static enum slide_status connect(const struct splitting *split, struct slope_units *units, struct slide_error *error)
{
    const struct patch_graph *patches = &split->ground->patches;

    units->number = patch_sets_new(patches->count);
    if (!units->number)
        return slide_out_of_memory(error, 4. * (double)patches->count, "slope units");
    for (size_t i = 0; i < patches->border.room; i++) {
        const struct border *border = &patches->border.slot[i];

        if (border->first && split->unit[patches->label[border->first]] == split->unit[patches->label[border->second]])
            patch_join(units->number, border->first, border->second);
    }
    return patch_graph_contract(patches, units->number, &units->unit, error);
}

/* The neighbour that a small unit is to be joined with. */
struct match {
    double length;
    double likeness; /* cosine of the angle between the mean aspects */
    uint32_t neighbour;
};

static double cosine(const struct aspect_sum *one, const struct aspect_sum *other)
{
    const double product = hypot(one->east, one->north) * hypot(other->east, other->north);

    return product > 0. ? (one->east * other->east + one->north * other->north) / product : 0.;
}

static void offer(const struct patch_graph *unit, uint32_t small, uint32_t neighbour, double length,
                  struct match *match)
{
    const struct match offered = {length, cosine(&unit->sum[small], &unit->sum[neighbour]), neighbour};

    if (offered.length != match->length       ? offered.length > match->length
        : offered.likeness != match->likeness ? offered.likeness > match->likeness
                                              : offered.neighbour < match->neighbour)
        *match = offered;
}

/* Returns how many small units have been joined with a neighbour. */
static size_t join_small(const struct patch_graph *unit, double clean_size, struct match *match, uint32_t *leader)
{
    size_t joined = 0;

    for (size_t i = 0; i < unit->border.room; i++) {
        const struct border *border = &unit->border.slot[i];

        if (border->first && unit->sum[border->first].area < clean_size)
            offer(unit, border->first, border->second, border->length, &match[border->first]);
        if (border->first && unit->sum[border->second].area < clean_size)
            offer(unit, border->second, border->first, border->length, &match[border->second]);
    }
    for (size_t i = 1; i <= unit->count; i++)
        if (match[i].neighbour) {
            patch_join(leader, (uint32_t)i, match[i].neighbour);
            joined++;
        }
    return joined;
}

static enum slide_status clean_once(struct slope_units *units, size_t patches, double clean_size, size_t *joined,
                                    struct slide_error *error)
{
    struct match *match = calloc(units->unit.count + 1, sizeof *match);
    uint32_t *leader = patch_sets_new(units->unit.count);
    struct patch_graph cleaned = {.count = 0};
    enum slide_status status = SLIDE_OK;

    *joined = 0;
    if (!match || !leader)
        status = slide_out_of_memory(error, 28. * (double)units->unit.count, "cleaning slope units");
    else
        *joined = join_small(&units->unit, clean_size, match, leader);
    if (*joined)
        status = patch_graph_contract(&units->unit, leader, &cleaned, error);
    if (*joined && status == SLIDE_OK) {
        patch_graph_free(&units->unit);
        units->unit = cleaned;
        for (size_t i = 1; i <= patches; i++)
            units->number[i] = leader[units->number[i]];
    }
    free(match);
    free(leader);
    return status;
}

static enum slide_status clean(struct slope_units *units, size_t patches, double clean_size, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;
    size_t joined = 1;

    while (joined && status == SLIDE_OK)
        status = clean_once(units, patches, clean_size, &joined, error);
    return status;
}

static enum slide_status check_rule(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                    struct slide_error *error)
{
    if (!(rule->threshold > 0.) || !(rule->area_min >= 0.) || !(rule->area_max > 0.) || isnan(rule->variance_min) ||
        !(rule->reduction > 1.) || rule->rounds < 1)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "A rule for slope units needs a threshold and a largest area above 0, a smallest area of at "
                          "least 0, a reduction factor above 1 and at least one round.");
    if (slope_units_lowest_threshold(rule) < ground->threshold)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "Slope units are asked for down to a threshold of %g m2, but half-basins are known only "
                          "down to %g m2.",
                          slope_units_lowest_threshold(rule), ground->threshold);
    return SLIDE_OK;
}

enum slide_status slope_units_find(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                   struct slope_units *units, struct slide_error *error)
{
    struct splitting split = {.units = 0};
    enum slide_status status = check_rule(ground, rule, error);

    *units = (struct slope_units){.rounds = 0};
    if (status == SLIDE_OK)
        status = splitting_new(ground, rule, &split, error);
    if (status == SLIDE_OK) {
        units->rounds = run_rounds(&split);
        status = connect(&split, units, error);
    }
    splitting_free(&split);
    if (status == SLIDE_OK)
        status = clean(units, ground->patches.count, rule->clean_size, error);
    if (status != SLIDE_OK)
        slope_units_free(units);
    return status;
}

void slope_units_draw(const struct slope_units *units, size_t cells, int32_t *map)
{
    for (size_t cell = 0; cell < cells; cell++)
        map[cell] = (int32_t)units->number[map[cell]];
}

void slope_units_free(struct slope_units *units)
{
    patch_graph_free(&units->unit);
    free(units->number);
    *units = (struct slope_units){.rounds = 0};
}
