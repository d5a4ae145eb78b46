#include "learn/scale.h"

#include <stddef.h>
#include <string.h>

const struct scale_method scale_methods[] = {
    {"none", "values as they are", SCALE_NONE},
    {"minmax", "0 at the least training value, 1 at the largest", SCALE_MINMAX},
    {"zscore", "mean 0 and standard deviation 1 over the training samples", SCALE_ZSCORE},
    {NULL, NULL, SCALE_NONE},
};

const struct scale_method *scale_method_find(const char *name)
{
    for (const struct scale_method *method = scale_methods; method->name; method++)
        if (strcmp(method->name, name) == 0)
            return method;
    return NULL;
}

const char *scale_name(enum scale_kind kind)
{
    return scale_methods[kind].name;
}
