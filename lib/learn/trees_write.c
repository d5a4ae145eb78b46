/** Writes trees as XGBoost's UBJSON, key by key in the order in which XGBoost 1.7 writes them. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/trees_file.h"

#define NO_PARENT INT32_MAX

static void put_number(FILE *out, uint64_t value, int size)
{
    unsigned char bytes[8] = {0};

    for (int i = 0; i < size; i++)
        bytes[i] = (unsigned char)(value >> 8 * (size - 1 - i));
    fwrite(bytes, 1, (size_t)size, out);
}

static void put_length(FILE *out, size_t length)
{
    putc('L', out);
    put_number(out, length, 8);
}

static void put_key(FILE *out, const char *key)
{
    put_length(out, strlen(key));
    fputs(key, out);
}

static void put_text(FILE *out, const char *key, const char *text)
{
    put_key(out, key);
    putc('S', out);
    put_key(out, text);
}

static void put_count(FILE *out, const char *key, size_t count)
{
    char text[24];

    snprintf(text, sizeof text, "%zu", count);
    put_text(out, key, text);
}

static void put_open(FILE *out, const char *key)
{
    put_key(out, key);
    putc('{', out);
}

static void put_array(FILE *out, const char *key, size_t length)
{
    put_key(out, key);
    fputs("[#", out);
    put_length(out, length);
}

static void put_typed(FILE *out, const char *key, char type, size_t length)
{
    put_key(out, key);
    fputs("[$", out);
    putc(type, out);
    putc('#', out);
    put_length(out, length);
}

/* numbers of four bytes each: 'l' int32, 'd' float */
static void put_words(FILE *out, const char *key, char type, const void *words, size_t length)
{
    const char *from = words;

    put_typed(out, key, type, length);
    for (size_t i = 0; i < length; i++) {
        uint32_t word;

        memcpy(&word, from + 4 * i, sizeof word);
        put_number(out, word, 4);
    }
}

static void put_zeros(FILE *out, const char *key, size_t length)
{
    put_typed(out, key, 'U', length);
    for (size_t i = 0; i < length; i++)
        putc(0, out);
}

static void put_tree(FILE *out, const struct trees *trees, size_t tree, int32_t *parent)
{
    const size_t first = trees->first[tree], nodes = trees->first[tree + 1] - first;
    const int32_t *left = trees->left + first, *right = trees->right + first;

    parent[0] = NO_PARENT;
    for (size_t node = 0; node < nodes; node++)
        if (left[node] >= 0)
            parent[left[node]] = parent[right[node]] = (int32_t)node;
    putc('{', out);
    put_words(out, "base_weights", 'd', trees->threshold + first, nodes);
    put_typed(out, "categories", 'l', 0);
    put_typed(out, "categories_nodes", 'l', 0);
    put_typed(out, "categories_segments", 'L', 0);
    put_typed(out, "categories_sizes", 'L', 0);
    put_zeros(out, "default_left", nodes);
    put_key(out, "id");
    putc('l', out);
    put_number(out, tree, 4);
    put_words(out, "left_children", 'l', left, nodes);
    put_words(out, "loss_changes", 'd', trees->gain + first, nodes);
    put_words(out, "parents", 'l', parent, nodes);
    put_words(out, "right_children", 'l', right, nodes);
    put_words(out, "split_conditions", 'd', trees->threshold + first, nodes);
    put_words(out, "split_indices", 'l', trees->feature + first, nodes);
    put_zeros(out, "split_type", nodes);
    put_words(out, "sum_hessian", 'd', trees->cover + first, nodes);
    put_open(out, "tree_param");
    put_text(out, "num_deleted", "0");
    put_count(out, "num_feature", trees->features);
    put_count(out, "num_nodes", nodes);
    put_text(out, "size_leaf_vector", "0");
    fputs("}}", out);
}

static void put_booster(FILE *out, const struct trees *trees, int32_t *parent)
{
    put_open(out, "gradient_booster");
    put_open(out, "model");
    put_open(out, "gbtree_model_param");
    put_text(out, "num_parallel_tree", "1");
    put_count(out, "num_trees", trees->trees);
    put_text(out, "size_leaf_vector", "0");
    putc('}', out);
    put_array(out, "tree_info", trees->trees);
    for (size_t i = 0; i < trees->trees; i++)
        fwrite("i\0", 1, 2, out);
    put_array(out, "trees", trees->trees);
    for (size_t i = 0; i < trees->trees; i++)
        put_tree(out, trees, i, parent);
    putc('}', out);
    put_text(out, "name", "gbtree");
    putc('}', out);
}

static void put_learner(FILE *out, const struct trees *trees, int32_t *parent)
{
    char start[32];

    put_open(out, "learner");
    put_open(out, "attributes");
    putc('}', out);
    put_array(out, "feature_names", 0);
    put_array(out, "feature_types", 0);
    put_booster(out, trees, parent);
    put_open(out, "learner_model_param");
    snprintf(start, sizeof start, "%.9E", trees->start);
    put_text(out, "base_score", start);
    put_text(out, "boost_from_average", "0");
    put_text(out, "num_class", "0");
    put_count(out, "num_feature", trees->features);
    put_text(out, "num_target", "1");
    putc('}', out);
    put_open(out, "objective");
    put_text(out, "name", "reg:squarederror");
    put_open(out, "reg_loss_param");
    put_text(out, "scale_pos_weight", "1");
    fputs("}}}", out);
}

enum slide_status trees_write(const struct trees *trees, char **bytes, size_t *size, struct slide_error *error)
{
    int32_t *parent = malloc((trees->nodes + 1) * sizeof *parent);
    FILE *out;
    int failed;

    *bytes = NULL;
    out = parent ? open_memstream(bytes, size) : NULL;
    if (!out) {
        free(parent);
        return slide_out_of_memory(error, (double)trees->nodes * sizeof *parent, "the trees' bytes");
    }
    putc('{', out);
    put_learner(out, trees, parent);
    put_array(out, "version", 3);
    fwrite("i\1i\7i\4}", 1, 7, out);
    failed = ferror(out) | fclose(out);
    free(parent);
    if (!failed)
        return SLIDE_OK;
    free(*bytes);
    *bytes = NULL;
    return slide_out_of_memory(error, 40. * (double)trees->nodes, "the trees' bytes");
}
