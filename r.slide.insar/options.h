/** The options of all operations: one table of definitions, one place for the parser's pointers. */
#ifndef R_SLIDE_INSAR_OPTIONS_H
#define R_SLIDE_INSAR_OPTIONS_H

#include <stdint.h>

/** Marks a text for translation where _() cannot stand: in a table. */
#define N_(text) (text)

enum option_key {
    OPTION_PHASE,
    OPTION_WAVELENGTH,
    OPTION_PRODUCER,
    OPTION_POSITIVE,
    OPTION_UNIT,
    OPTION_REFERENCE,
    OPTION_RADIUS,
    OPTION_RAMP,
    OPTION_OUTPUT,
    OPTION_ABSOLUTE,
    OPTION_PRE,
    OPTION_CO,
    OPTION_POST,
    OPTION_DPM,
    OPTION_CECL,
    OPTION_PECI,
    OPTION_SUM,
    OPTION_MAX,
    OPTION_IMAGES,
    OPTION_REAL,
    OPTION_IMAGINARY,
    OPTION_WINDOW,
    OPTION_LOOKS,
    OPTION_BIAS,
    OPTION_OVERSAMPLING,
    OPTION_BEFORE,
    OPTION_BEFORE_AMPLITUDE,
    OPTION_SIBLING_WINDOW,
    OPTION_SIBLING_TEST,
    OPTION_SIBLING_LEVEL,
    OPTION_SIBLINGS_LEAST,
    OPTION_COHERENCE,
    OPTION_COHERENCE_PHASE,
    OPTION_SIBLING_COHERENCE,
    OPTION_BX_S,
    OPTION_NPROCS,
    OPTION_COUNT
};

/** A set of options has one bit for each. */
typedef uint64_t option_set;

#define WITH(key) ((option_set)1 << (key))

struct options {
    struct Option *operation;
    struct Option *of[OPTION_COUNT];
};

/** Declares all of them to the parser. */
void options_define(struct options *options);

/** The answer, a default included; NULL when there is none. */
const char *option_answer(const struct options *options, enum option_key key);

/** The set of options with an answer that is not their default. */
option_set options_given(const struct options *options);

/** "phase= and output=": a set as a reader writes it; `last` joins the last two. Valid until the next two calls. */
const char *options_text(const struct options *options, option_set set, const char *last);

/** Ends the module when two outputs that were given have one name. */
void options_refuse_same_outputs(const struct options *options);

#endif
