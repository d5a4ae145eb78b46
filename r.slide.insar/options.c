#include "options.h"

#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "operations.h"
#include "radar/displacement.h"
#include "radar/sibling.h"

enum { INPUT, INPUTS, FILES, OUTPUT, VALUE };

struct definition {
    const char *key;
    int role; /* an input map, several of them, several files, an output map, or a value */
    const char *section;
    const char *label;
    const char *description;
};

#define DISPLACEMENT N_("Displacement")
#define CHANGE N_("Change")
#define COHERENCE N_("Coherence")

static const struct definition definitions[OPTION_COUNT] = {
    [OPTION_PHASE] = {"phase", INPUT, DISPLACEMENT, N_("Unwrapped phase [radians]"), NULL},
    [OPTION_WAVELENGTH] = {"wavelength", VALUE, DISPLACEMENT, N_("Radar wavelength in metres, or a sensor's name"),
                           NULL},
    [OPTION_PRODUCER] = {"producer", VALUE, DISPLACEMENT, N_("Who unwrapped the phase: gives its sign"), NULL},
    [OPTION_POSITIVE] = {"positive", VALUE, DISPLACEMENT, N_("Motion that a positive phase is, with producer=other"),
                         NULL},
    [OPTION_UNIT] = {"unit", VALUE, DISPLACEMENT, N_("Unit of the displacement"), NULL},
    [OPTION_REFERENCE] = {"reference", VALUE, DISPLACEMENT, N_("Place that did not move: its mean becomes zero"), NULL},
    [OPTION_RADIUS] = {"radius", VALUE, DISPLACEMENT, N_("Radius of the reference area in metres"),
                       N_("Default: the one cell that holds the place")},
    [OPTION_RAMP] = {"ramp", VALUE, DISPLACEMENT, N_("Ramp to take away before referencing"), NULL},
    [OPTION_OUTPUT] = {"output", OUTPUT, DISPLACEMENT, N_("Line-of-sight displacement, toward the satellite positive"),
                       NULL},
    [OPTION_ABSOLUTE] = {"absolute", OUTPUT, DISPLACEMENT, N_("Magnitude of the line-of-sight displacement"), NULL},
    [OPTION_PRE] = {"pre", INPUT, CHANGE, N_("Coherence of a pair before the event"), NULL},
    [OPTION_CO] = {"co", INPUT, CHANGE, N_("Coherence of the pair that spans the event"), NULL},
    [OPTION_POST] = {"post", INPUT, CHANGE, N_("Coherence of a pair after the event"), NULL},
    [OPTION_DPM] = {"dpm", OUTPUT, CHANGE, N_("Damage proxy map: pre - co, or pre - post without co="), NULL},
    [OPTION_CECL] = {"cecl", OUTPUT, CHANGE, N_("Co-event coherence loss: pre - co"), NULL},
    [OPTION_PECI] = {"peci", OUTPUT, CHANGE, N_("Post-event coherence increase: post - co"), NULL},
    [OPTION_SUM] = {"sum", OUTPUT, CHANGE, N_("Sum of CECL and PECI"), NULL},
    [OPTION_MAX] = {"max", OUTPUT, CHANGE, N_("Larger of CECL and PECI"), NULL},
    [OPTION_IMAGES] = {"images", FILES, COHERENCE, N_("Two complex images, co-registered: the earlier, then the later"),
                       N_("Any format with complex pixels that GDAL reads")},
    [OPTION_REAL] = {"real", INPUTS, COHERENCE, N_("Real parts of the earlier and the later image, instead of images="),
                     NULL},
    [OPTION_IMAGINARY] = {"imaginary", INPUTS, COHERENCE, N_("Imaginary parts of the earlier and the later image"),
                          NULL},
    [OPTION_WINDOW] = {"window", VALUE, COHERENCE, N_("Boxcar window in cells of the estimate, rows x columns, odd"),
                       NULL},
    [OPTION_LOOKS] = {"looks", VALUE, COHERENCE,
                      N_("Pixels of the images, rows x columns, that make one cell of the estimate"), NULL},
    [OPTION_BIAS] = {"bias", VALUE, COHERENCE, N_("Correction of the bias that few looks bring"), NULL},
    [OPTION_OVERSAMPLING] = {"oversampling", VALUE, COHERENCE, N_("Pixels for each independent look"),
                             N_("For bias=touzi; both directions multiplied")},
    [OPTION_BEFORE] = {"before", FILES, COHERENCE, N_("Six or more images before the event, to find siblings by"),
                       N_("Complex images on the pixels of images=; or before_amplitude=")},
    [OPTION_BEFORE_AMPLITUDE] = {"before_amplitude", INPUTS, COHERENCE,
                                 N_("Six or more amplitude maps before the event, to find siblings by"), NULL},
    [OPTION_SIBLING_WINDOW] = {"sibling_window", VALUE, COHERENCE, N_("Window to look for siblings in, as window="),
                               NULL},
    [OPTION_SIBLING_TEST] = {"sibling_test", VALUE, COHERENCE, N_("Test that tells amplitude histories apart"), NULL},
    [OPTION_SIBLING_LEVEL] = {"sibling_level", VALUE, COHERENCE, N_("Share of true siblings that the test refuses"),
                              NULL},
    [OPTION_SIBLINGS_LEAST] = {"siblings_least", VALUE, COHERENCE, N_("A cell with fewer siblings is null"), NULL},
    [OPTION_COHERENCE] = {"coherence", OUTPUT, COHERENCE, N_("Coherence over the boxcar window"), NULL},
    [OPTION_COHERENCE_PHASE] = {"coherence_phase", OUTPUT, COHERENCE,
                                N_("Phase of the coherence: earlier image times the later one's conjugate [radians]"),
                                NULL},
    [OPTION_SIBLING_COHERENCE] = {"sibling_coherence", OUTPUT, COHERENCE, N_("Coherence over the siblings"), NULL},
    [OPTION_BX_S] = {"bx_s", OUTPUT, COHERENCE, N_("Boxcar minus sibling coherence"), NULL},
    [OPTION_NPROCS] = {"nprocs", VALUE, COHERENCE, N_("Number of threads"), NULL},
};

static void define_one(struct options *options, enum option_key key)
{
    static const int standard[] = {
        [INPUT] = G_OPT_R_INPUT, [INPUTS] = G_OPT_R_INPUTS, [FILES] = G_OPT_F_INPUT, [OUTPUT] = G_OPT_R_OUTPUT};
    const struct definition *definition = &definitions[key];
    struct Option *option =
        definition->role == VALUE ? G_define_option() : G_define_standard_option(standard[definition->role]);

    option->key = definition->key;
    option->required = NO;
    if (definition->role == FILES)
        option->multiple = YES;
    if (definition->role == VALUE)
        option->type = TYPE_STRING;
    option->guisection = _(definition->section);
    option->label = _(definition->label);
    option->description = definition->description ? _(definition->description) : NULL;
    options->of[key] = option;
}

static void define_displacement_values(struct options *options)
{
    struct Option *wavelength = options->of[OPTION_WAVELENGTH], *positive = options->of[OPTION_POSITIVE];
    char *sensors = G_store(_("Names: "));

    for (const struct radar_sensor *sensor = radar_sensors; sensor->name; sensor++) {
        char *longer = NULL;

        G_asprintf(&longer, "%s%s%s (%.6g m)", sensors, sensor == radar_sensors ? "" : ", ", sensor->name,
                   radar_wavelength(sensor));
        G_free(sensors);
        sensors = longer;
    }
    wavelength->description = sensors;
    wavelength->key_desc = "metres|name";
    for (const struct phase_convention *row = phase_conventions; row->name; row++)
        option_add_choice(options->of[OPTION_PRODUCER], row->name, row->description);
    option_add_choice(positive, "away", _("range increases: away from the satellite"));
    option_add_choice(positive, "toward", _("range decreases: toward the satellite"));
    option_add_choice(options->of[OPTION_UNIT], "m", _("metres"));
    option_add_choice(options->of[OPTION_UNIT], "cm", _("centimetres"));
    option_add_choice(options->of[OPTION_UNIT], "mm", _("millimetres"));
    options->of[OPTION_UNIT]->answer = "m";
    option_add_choice(options->of[OPTION_RAMP], "none", _("nothing is taken away"));
    option_add_choice(options->of[OPTION_RAMP], "plane", _("a plane, fitted robustly"));
    options->of[OPTION_RAMP]->answer = "none";
    options->of[OPTION_REFERENCE]->type = TYPE_DOUBLE;
    options->of[OPTION_REFERENCE]->key_desc = "east,north";
    options->of[OPTION_REFERENCE]->gisprompt = "old,coords,coords";
    options->of[OPTION_RADIUS]->type = TYPE_DOUBLE;
}

static void define_coherence_values(struct options *options)
{
    option_add_choice(options->of[OPTION_BIAS], "none", _("the sample coherence as it is"));
    option_add_choice(options->of[OPTION_BIAS], "touzi", _("its expectation inverted (Touzi et al. 1999)"));
    for (const struct sibling_method *row = sibling_methods; row->name; row++)
        option_add_choice(options->of[OPTION_SIBLING_TEST], row->name, row->description);
    options->of[OPTION_WINDOW]->answer = "3x3";
    options->of[OPTION_LOOKS]->answer = "1x1";
    options->of[OPTION_BIAS]->answer = "none";
    options->of[OPTION_OVERSAMPLING]->answer = "1.0"; /* as scripts pass it on */
    options->of[OPTION_OVERSAMPLING]->type = TYPE_DOUBLE;
    options->of[OPTION_SIBLING_WINDOW]->answer = "15x15";
    options->of[OPTION_SIBLING_TEST]->answer = "ad";
    options->of[OPTION_SIBLING_LEVEL]->answer = "0.05";
    options->of[OPTION_SIBLING_LEVEL]->type = TYPE_DOUBLE;
    options->of[OPTION_SIBLINGS_LEAST]->answer = "9";
    options->of[OPTION_SIBLINGS_LEAST]->type = TYPE_INTEGER;
    options->of[OPTION_NPROCS]->answer = "1";
    options->of[OPTION_NPROCS]->type = TYPE_INTEGER;
}

void options_define(struct options *options)
{
    options->operation = G_define_option();
    options->operation->key = "operation";
    options->operation->type = TYPE_STRING;
    options->operation->required = YES;
    options->operation->description = _("What to compute");
    for (const struct operation *row = operations; row->name; row++)
        option_add_choice(options->operation, row->name, row->description);
    for (enum option_key key = 0; key < OPTION_COUNT; key++)
        define_one(options, key);
    define_displacement_values(options);
    define_coherence_values(options);
}

const char *option_answer(const struct options *options, enum option_key key)
{
    return options->of[key]->answer;
}

option_set options_given(const struct options *options)
{
    option_set given = 0;

    for (enum option_key key = 0; key < OPTION_COUNT; key++) {
        const struct Option *option = options->of[key];

        /* scripts and windows also pass on defaults that nobody chose: option->count cannot tell */
        if (option->answer && !(option->def && strcmp(option->answer, option->def) == 0))
            given |= WITH(key);
    }
    return given;
}

const char *options_text(const struct options *options, option_set set, const char *last)
{
    static char texts[2][512];
    static int turn = 0;
    char *text = texts[turn = !turn];
    size_t length = 0;

    text[0] = '\0';
    for (enum option_key key = 0; key < OPTION_COUNT; key++) {
        if (!(set & WITH(key)))
            continue;
        const int is_last = set >> key == 1;

        if (length > 0)
            length += snprintf(text + length, sizeof texts[0] - length, is_last ? " %s " : ", ", last);
        length += snprintf(text + length, sizeof texts[0] - length, "%s=", options->of[key]->key);
    }
    return text;
}

void options_refuse_same_outputs(const struct options *options)
{
    for (enum option_key key = 0; key < OPTION_COUNT; key++)
        for (enum option_key other = 0; other < key; other++)
            if (definitions[key].role == OUTPUT && definitions[other].role == OUTPUT && options->of[key]->answer &&
                options->of[other]->answer && strcmp(options->of[key]->answer, options->of[other]->answer) == 0)
                G_fatal_error(_("%s= and %s= are both <%s>: give each output its own name"), options->of[other]->key,
                              options->of[key]->key, options->of[key]->answer);
}
