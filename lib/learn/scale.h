/** How continuous features are brought to one scale: the choices, and their names in options and model files. */
#ifndef SLIDE_LEARN_SCALE_H
#define SLIDE_LEARN_SCALE_H

enum scale_kind { SCALE_NONE, SCALE_MINMAX, SCALE_ZSCORE };

struct scale_method {
    const char *name;
    const char *description;
    enum scale_kind kind;
};

/** Ends with a NULL name. */
extern const struct scale_method scale_methods[];

/** NULL when there is none of that name. */
const struct scale_method *scale_method_find(const char *name);
const char *scale_name(enum scale_kind kind);

#endif
