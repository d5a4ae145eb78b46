/** Reads trees from XGBoost's UBJSON (Universal Binary JSON, draft 12): objects, arrays, numbers in network order. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "learn/trees_file.h"

#define DEEPEST 64

/* the arrays of nodes, each with its own count, as they come one after the other in each tree */
enum { LEFT, RIGHT, FEATURE, THRESHOLD, GAIN, COVER, COLUMNS };

struct reader {
    const unsigned char *at, *end;
    struct trees *trees;
    size_t count[COLUMNS];
    float base_score;
    bool has_base_score;
    size_t features;
    bool categories; /* splits by sets of categories, which this suite's models have not */
    struct slide_error *error;
};

static enum slide_status damaged(struct reader *reader)
{
    return slide_fail(reader->error, SLIDE_BAD_INPUT, "The model's trees are damaged or not of XGBoost.");
}

static uint64_t network_order(const unsigned char *bytes, int size)
{
    uint64_t value = 0;

    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[i];
    return value;
}

static int size_of_type(unsigned char type)
{
    static const char types[] = "iUIlLdDTF";
    static const int sizes[] = {1, 1, 2, 4, 8, 4, 8, 0, 0};
    const char *found = type ? strchr(types, type) : NULL;

    return found ? sizes[found - types] : -1;
}

/* a length: a type, then the number; XGBoost writes 'L' */
static enum slide_status read_length(struct reader *reader, size_t *length)
{
    int size;

    if (reader->end - reader->at < 1)
        return damaged(reader);
    size = size_of_type(*reader->at++);
    if (size < 1 || reader->end - reader->at < size)
        return damaged(reader);
    *length = (size_t)network_order(reader->at, size);
    reader->at += size;
    return *length <= (size_t)(reader->end - reader->at) ? SLIDE_OK : damaged(reader);
}

static int column_of(const char *key, size_t length)
{
    static const char *const names[COLUMNS] = {
        [LEFT] = "left_children",         [RIGHT] = "right_children", [FEATURE] = "split_indices",
        [THRESHOLD] = "split_conditions", [GAIN] = "loss_changes",    [COVER] = "sum_hessian"};

    for (int i = 0; i < COLUMNS; i++)
        if (strlen(names[i]) == length && memcmp(names[i], key, length) == 0)
            return i;
    return -1;
}

static void take_column(struct reader *reader, int column, size_t length)
{
    struct trees *trees = reader->trees;
    void *const place[COLUMNS] = {trees->left,      trees->right, trees->feature,
                                  trees->threshold, trees->gain,  trees->cover};
    uint32_t *to = (uint32_t *)place[column] + reader->count[column];

    for (size_t i = 0; i < length; i++)
        to[i] = (uint32_t)network_order(reader->at + 4 * i, 4);
    reader->count[column] += length;
    if (column == LEFT)
        trees->first[++trees->trees] = reader->count[LEFT];
}

/* the count of nodes grows with the first column of a tree that comes */
static enum slide_status make_room(struct reader *reader, int column, size_t length)
{
    const size_t need = reader->count[column] + length;

    const size_t more = need > reader->trees->nodes ? need - reader->trees->nodes : 0;
    enum slide_status status = trees_reserve(reader->trees, 1, more, reader->error);

    if (status == SLIDE_OK)
        reader->trees->nodes += more;
    return status;
}

/* after the bracket: $ type # length, and the numbers without a mark of their own */
static enum slide_status read_typed_array(struct reader *reader, const char *key, size_t key_length)
{
    const int column = column_of(key, key_length);
    unsigned char type;
    size_t length = 0;
    int size;
    enum slide_status status;

    if (reader->end - reader->at < 3 || reader->at[2] != '#')
        return damaged(reader);
    type = reader->at[1];
    reader->at += 3;
    size = size_of_type(type);
    status = read_length(reader, &length);
    if (status != SLIDE_OK)
        return status;
    if (size < 1 || length > (size_t)(reader->end - reader->at) / (size_t)size)
        return damaged(reader);
    if (column >= 0 && type != (column <= FEATURE ? 'l' : 'd'))
        return damaged(reader);
    if (column >= 0 && (status = make_room(reader, column, length)) == SLIDE_OK)
        take_column(reader, column, length);
    if (length && key_length == strlen("categories") && memcmp(key, "categories", key_length) == 0)
        reader->categories = true;
    reader->at += length * (size_t)size;
    return status;
}

static bool is_key(const char *name, const char *key, size_t length)
{
    return strlen(name) == length && memcmp(name, key, length) == 0;
}

static enum slide_status read_string(struct reader *reader, const char *key, size_t key_length)
{
    char text[64] = "";
    size_t length = 0;
    enum slide_status status = read_length(reader, &length);

    if (status != SLIDE_OK)
        return status;
    memcpy(text, reader->at, length < sizeof text ? length : sizeof text - 1);
    reader->at += length;
    if (is_key("base_score", key, key_length)) {
        reader->base_score = strtof(text, NULL);
        reader->has_base_score = true;
    }
    if (is_key("num_feature", key, key_length))
        reader->features = strtoull(text, NULL, 10);
    return SLIDE_OK;
}

static enum slide_status read_value(struct reader *reader, const char *key, size_t key_length, int depth);

static enum slide_status read_object(struct reader *reader, int depth)
{
    while (reader->at < reader->end && *reader->at != '}') {
        const char *key;
        size_t length = 0;
        enum slide_status status = read_length(reader, &length);

        if (status != SLIDE_OK)
            return status;
        key = (const char *)reader->at;
        reader->at += length;
        status = read_value(reader, key, length, depth + 1);
        if (status != SLIDE_OK)
            return status;
    }
    if (reader->at == reader->end)
        return damaged(reader);
    reader->at++;
    return SLIDE_OK;
}

/* after the bracket: # length, then values each with its type; no end mark */
static enum slide_status read_array(struct reader *reader, const char *key, size_t key_length, int depth)
{
    size_t length = 0;
    enum slide_status status;

    if (reader->at < reader->end && *reader->at == '$')
        return read_typed_array(reader, key, key_length);
    if (reader->at == reader->end || *reader->at++ != '#')
        return damaged(reader);
    status = read_length(reader, &length);
    for (size_t i = 0; i < length && status == SLIDE_OK; i++)
        status = read_value(reader, "", 0, depth + 1);
    return status;
}

static enum slide_status read_value(struct reader *reader, const char *key, size_t key_length, int depth)
{
    unsigned char type;
    int size;

    if (reader->at == reader->end || depth > DEEPEST)
        return damaged(reader);
    type = *reader->at++;
    if (type == '{')
        return read_object(reader, depth);
    if (type == '[')
        return read_array(reader, key, key_length, depth);
    if (type == 'S')
        return read_string(reader, key, key_length);
    size = size_of_type(type);
    if (size < 0 || reader->end - reader->at < size)
        return damaged(reader);
    reader->at += size;
    return SLIDE_OK;
}

static enum slide_status check(struct reader *reader, size_t features, bool logistic)
{
    struct trees *trees = reader->trees;

    for (int i = 0; i < COLUMNS; i++)
        if (reader->count[i] != trees->nodes)
            return damaged(reader);
    if (!reader->has_base_score || reader->categories || trees->trees == 0)
        return damaged(reader);
    if (reader->features != features)
        return slide_fail(reader->error, SLIDE_BAD_INPUT,
                          "The model's trees expect %zu features, the transforms give %zu.", reader->features,
                          features);
    trees->features = features;
    trees->start = logistic ? -logf(1.f / reader->base_score - 1.f) : reader->base_score;
    return trees_check(trees, reader->error);
}

enum slide_status trees_read(const char *bytes, size_t size, size_t features, bool logistic, struct trees *trees,
                             struct slide_error *error)
{
    struct reader reader = {
        .at = (const unsigned char *)bytes, .end = (const unsigned char *)bytes + size, .trees = trees, .error = error};
    enum slide_status status;

    *trees = (struct trees){0};
    status = read_value(&reader, "", 0, 0);
    if (status == SLIDE_OK)
        status = check(&reader, features, logistic);
    if (status != SLIDE_OK)
        trees_free(trees);
    return status;
}
