#include "learn/patches.h"

#include <math.h>
#include <stdlib.h>

#include "base/shuffle.h"

enum verdict { KEEP, NO_VALID, FEW_POSITIVE, STRADDLING };

struct content {
    size_t null, positive;
    bool mixed; /* parts */
    int part;
};

static struct content content_of(const struct patch_ground *ground, int row, int col, int size)
{
    const size_t first = (size_t)row * ground->cols + col;
    struct content content = {0, 0, false, ground->part ? ground->part[first] : SPLIT_TRAIN};

    for (int y = 0; y < size; y++) {
        const size_t begin = first + (size_t)y * ground->cols;

        for (size_t cell = begin; cell < begin + size; cell++) {
            content.null += ground->role[cell] == PATCH_NULL;
            content.positive += ground->role[cell] == PATCH_POSITIVE;
            content.mixed |= ground->part && ground->part[cell] != content.part;
        }
    }
    return content;
}

static enum verdict judge(const struct content *content, const struct patch_rule *rule)
{
    const double cells = (double)rule->size * rule->size;

    if (content->mixed || content->part == SPLIT_NEITHER)
        return STRADDLING;
    if ((double)content->null > rule->most_null || (double)content->null == cells)
        return NO_VALID;
    if (content->positive > 0 && (double)content->positive <= rule->share * cells)
        return FEW_POSITIVE;
    return KEEP;
}

static void take(struct patches *patches, const struct content *content, enum verdict verdict, int row, int col)
{
    patches->counts.windows++;
    patches->counts.null += verdict == NO_VALID;
    patches->counts.few += verdict == FEW_POSITIVE;
    patches->counts.straddling += verdict == STRADDLING;
    if (verdict == KEEP)
        patches->patch[patches->count++] = (struct patch){row, col, content->positive > 0, content->part == SPLIT_TEST};
}

static void count_parts(struct patches *patches)
{
    struct patch_counts *counts = &patches->counts;

    counts->train_positive = counts->train_negative = counts->held_positive = counts->held_negative = 0;
    for (size_t i = 0; i < patches->count; i++) {
        const struct patch *patch = &patches->patch[i];

        if (patch->held_out)
            ++*(patch->positive ? &counts->held_positive : &counts->held_negative);
        else
            ++*(patch->positive ? &counts->train_positive : &counts->train_negative);
    }
}

static enum slide_status find(const struct patch_ground *ground, const struct patch_rule *rule, struct patches *patches,
                              struct slide_error *error)
{
    const size_t down = (size_t)((ground->rows - rule->size) / rule->stride) + 1;
    const size_t across = (size_t)((ground->cols - rule->size) / rule->stride) + 1;

    *patches = (struct patches){0};
    patches->patch = malloc(down * across * sizeof *patches->patch);
    if (!patches->patch)
        return slide_out_of_memory(error, (double)down * across * sizeof *patches->patch, "the list of patches");
    for (size_t i = 0; i < down; i++) {
        for (size_t j = 0; j < across; j++) {
            const int row = (int)i * rule->stride, col = (int)j * rule->stride;
            const struct content content = content_of(ground, row, col, rule->size);

            take(patches, &content, judge(&content, rule), row, col);
        }
    }
    count_parts(patches);
    return SLIDE_OK;
}

/* the patches of a class, in an order that the seed draws; @return how many */
static size_t draw_order(const struct patches *patches, bool positive, bool held_out, uint64_t seed,
                         struct shuffled *order)
{
    size_t count = 0;

    for (size_t i = 0; i < patches->count; i++) {
        const struct patch *patch = &patches->patch[i];

        if (patch->positive == positive && patch->held_out == held_out)
            order[count++] = shuffled_item(seed, (uint64_t)patch->row << 32 | (uint64_t)patch->col, i);
    }
    shuffled_sort(order, count);
    return count;
}

static enum slide_status part_by_chance(const struct patch_split *split, struct patches *patches,
                                        struct slide_error *error)
{
    struct shuffled *order = malloc((patches->count + 1) * sizeof *order);

    if (!order)
        return slide_out_of_memory(error, (double)patches->count * sizeof *order, "drawing patches");
    for (size_t i = 0; i < patches->count; i++)
        patches->patch[i].held_out = false;
    for (int positive = 0; positive < 2; positive++) {
        const size_t count = draw_order(patches, positive, false, split->seed, order);
        const size_t held = (size_t)lround(split->share * (double)count);

        for (size_t i = 0; i < held; i++)
            patches->patch[order[i].item].held_out = true;
    }
    free(order);
    patches->by_chance = true;
    count_parts(patches);
    return SLIDE_OK;
}

static enum slide_status refuse(const struct patches *patches, const struct patch_rule *rule, struct slide_error *error)
{
    const struct patch_counts *counts = &patches->counts;

    if (counts->train_positive + counts->held_positive == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "No patch of %d x %d cells with more than %g %% of landslide cells: of %zu windows %zu have "
                          "too many null cells and %zu too few landslide cells. Choose a smaller patch= or stride=, or "
                          "check the region and the mask.",
                          rule->size, rule->size, 100. * rule->share, counts->windows, counts->null, counts->few);
    return slide_fail(error, SLIDE_NO_DATA,
                      "No patch with landslides is left for training: all %zu are held out. Choose another split= or a "
                      "smaller test=.",
                      counts->held_positive);
}

enum slide_status patches_make(const struct patch_ground *ground, const struct patch_rule *rule,
                               const struct patch_split *split, struct patches *patches, struct slide_error *error)
{
    const struct patch_ground undivided = {ground->rows, ground->cols, ground->role, NULL};
    enum slide_status status;
    size_t held;

    *patches = (struct patches){0};
    if (ground->rows < rule->size || ground->cols < rule->size)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "The region of %d x %d cells is smaller than a patch of %d x %d. Choose a smaller patch=.",
                          ground->rows, ground->cols, rule->size, rule->size);
    status = find(ground, rule, patches, error);
    held = patches->counts.held_positive + patches->counts.held_negative;
    if (status == SLIDE_OK && split->share > 0. &&
        (!ground->part || held < split->least || patches->counts.held_positive == 0)) {
        patches_free(patches);
        status = find(&undivided, rule, patches, error);
        if (status == SLIDE_OK)
            status = part_by_chance(split, patches, error);
        patches->held_by_place = held;
    }
    if (status == SLIDE_OK && patches->counts.train_positive == 0)
        status = refuse(patches, rule, error);
    if (status != SLIDE_OK)
        patches_free(patches);
    return status;
}

/* takes out the patches that are flagged */
static void remove_flagged(struct patches *patches, const unsigned char *flag)
{
    size_t kept = 0;

    for (size_t i = 0; i < patches->count; i++)
        if (!flag[i])
            patches->patch[kept++] = patches->patch[i];
    patches->count = kept;
    count_parts(patches);
}

enum slide_status patches_cap(struct patches *patches, bool held_out, double ratio, uint64_t seed,
                              struct slide_error *error)
{
    const struct patch_counts *counts = &patches->counts;
    const size_t positives = held_out ? counts->held_positive : counts->train_positive;
    const size_t most = (size_t)llround(ratio * (double)positives);
    struct shuffled *order;
    unsigned char *flag;
    size_t count;

    if (ratio <= 0. || (held_out ? counts->held_negative : counts->train_negative) <= most)
        return SLIDE_OK;
    order = malloc((patches->count + 1) * sizeof *order);
    flag = calloc(patches->count + 1, 1);
    if (!order || !flag) {
        free(order);
        free(flag);
        return slide_out_of_memory(error, (double)patches->count * sizeof *order, "drawing patches");
    }
    count = draw_order(patches, false, held_out, seed, order);
    for (size_t i = most; i < count; i++)
        flag[order[i].item] = 1;
    patches->counts.capped += count - most;
    remove_flagged(patches, flag);
    free(order);
    free(flag);
    return SLIDE_OK;
}

enum slide_status patches_list(const struct patches *patches, bool held_out, size_t times, size_t **item, size_t *items,
                               struct slide_error *error)
{
    const size_t most = patches->count * (times > 1 ? times : 1) + 1;

    *items = 0;
    *item = malloc(most * sizeof **item);
    if (!*item)
        return slide_out_of_memory(error, (double)most * sizeof **item, "the list of patches");
    for (size_t i = 0; i < patches->count; i++)
        for (size_t j = 0; patches->patch[i].held_out == held_out && j < (patches->patch[i].positive ? times : 1); j++)
            (*item)[(*items)++] = i;
    return SLIDE_OK;
}

void patch_middle(const struct patch_rule *rule, int *first, int *past)
{
    const int width = rule->stride < rule->size ? rule->stride : rule->size;

    *first = (rule->size - width) / 2;
    *past = *first + width;
}

void patches_free(struct patches *patches)
{
    free(patches->patch);
    *patches = (struct patches){0};
}
