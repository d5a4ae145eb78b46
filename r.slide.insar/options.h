/** The options of all operations: one table of definitions, one place for the parser's pointers. */
#ifndef R_SLIDE_INSAR_OPTIONS_H
#define R_SLIDE_INSAR_OPTIONS_H

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
    OPTION_INPUT,
    OPTION_FILE,
    OPTION_DATES,
    OPTION_EVENT,
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
    OPTION_ELEVATION,
    OPTION_INCIDENCE,
    OPTION_HEADING,
    OPTION_SIDE,
    OPTION_AZIMUTH,
    OPTION_FORESHORTENING,
    OPTION_OTHERS,
    OPTION_NPROCS,
    OPTION_VISIBILITY,
    OPTION_LAYOVER,
    OPTION_SHADOW,
    OPTION_LOCAL_INCIDENCE,
    OPTION_SLOPE_VISIBILITY,
    OPTION_SEEN,
    OPTION_CO_SIBLING,
    OPTION_BXS,
    OPTION_DIFFERENCE,
    OPTION_RATIO,
    OPTION_TRACK,
    OPTION_START,
    OPTION_END,
    OPTION_SEASON,
    OPTION_MEDIAN,
    OPTION_MEAN,
    OPTION_SD,
    OPTION_VALID,
    OPTION_BUFFER_PRE,
    OPTION_BUFFER_POST,
    OPTION_SCALE,
    OPTION_OUTPUT_SCALE,
    OPTION_PREFIX,
    OPTION_COHERENCE,
    OPTION_EXCLUDE,
    OPTION_ASCENDING,
    OPTION_DESCENDING,
    OPTION_INCIDENCE_ASCENDING,
    OPTION_INCIDENCE_DESCENDING,
    OPTION_AZIMUTH_ASCENDING,
    OPTION_AZIMUTH_DESCENDING,
    OPTION_AZIMUTH_IS,
    OPTION_SD_ASCENDING,
    OPTION_SD_DESCENDING,
    OPTION_VERTICAL,
    OPTION_EAST,
    OPTION_VERTICAL_SD,
    OPTION_EAST_SD,
    OPTION_SIDECAR,
    OPTION_FORMAT,
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
    OPTION_COHERENCE_PHASE,
    OPTION_SIBLING_COHERENCE,
    OPTION_METHOD,
    OPTION_COMPONENTS,
    OPTION_BOXCAR_COHERENCE,
    OPTION_SIMULATED,
    OPTION_STRENGTH,
    OPTION_WINDOW_STEP,
    OPTION_LEAST_SENSITIVITY,
    OPTION_SENSITIVITY,
    OPTION_WEIGHT,
    OPTION_EQUIVALENT_LOOKS,
    OPTION_MIN_PAIRS,
    OPTION_VELOCITY,
    OPTION_VELOCITY_SD,
    OPTION_VELOCITY_NOISE,
    OPTION_ACCELERATION,
    OPTION_STEP,
    OPTION_DEM_ERROR,
    OPTION_RESIDUAL,
    OPTION_TEMPORAL_COHERENCE,
    OPTION_SERIES,
    OPTION_RANGE,
    OPTION_MEMORY,
    OPTION_LOOPS,
    OPTION_FILTER_DAYS,
    OPTION_FILTER_DISTANCE,
    OPTION_NETWORK,
    OPTION_COUNT
};

/** A set of options has one bit for each; there are more than 64. */
__extension__ typedef unsigned __int128 option_set;

#define WITH(key) ((option_set)1 << (key))
_Static_assert(OPTION_COUNT <= 128, "a set of options has 128 bits");

struct options {
    struct Option *operation;
    struct Flag *list;
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

/** Ends the module when two outputs have one name, or when an output would be written over a map that is read. */
void options_refuse_clashes(const struct options *options);

#endif
