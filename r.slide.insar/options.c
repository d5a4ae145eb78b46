#include "options.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/options.h"
#include "operations.h"
#include "radar/backscatter.h"
#include "radar/decomposition.h"
#include "radar/displacement.h"
#include "radar/sibling.h"
#include "radar/unwrap.h"
#include "radar/phase_weight.h"

enum { INPUT, INPUTS, FILES, IMAGES, OUTPUT, OUTPUT_FILE, VALUE };

struct definition {
    const char *key;
    int role; /* an input map, several of them, several files of text or of images, an output map or file, a value */
    const char *section;
    const char *label;
    const char *description;
};

#define DISPLACEMENT N_("Displacement")
#define CHANGE N_("Change")
#define GEOMETRY N_("Geometry")
#define SHARED N_("Input and output")
#define STACK N_("Stack")
#define BACKSCATTER N_("Backscatter")
#define DECOMPOSITION N_("Decomposition")
#define METADATA N_("Metadata")
#define COHERENCE N_("Coherence")
#define FILTER N_("Filter")
#define SLOPE N_("Slope")
#define UNWRAPPING N_("Unwrapping")
#define SBAS N_("SBAS")
#define RESOURCES N_("Resources")
#define PRINT N_("Print")

/* As forms and help show them: in the order of work, but the change of coherence, which most people want, first */
static const char *const sections[] = {SHARED,        CHANGE, COHERENCE,   FILTER,    UNWRAPPING,
                                       DISPLACEMENT,  STACK,  BACKSCATTER, SBAS,      GEOMETRY,
                                       DECOMPOSITION, SLOPE,  METADATA,    RESOURCES, PRINT};

static const struct definition definitions[OPTION_COUNT] = {
    [OPTION_PHASE] = {"phase", INPUT, DISPLACEMENT,
                      N_("Phase [radians]: unwrapped for displacement, wrapped for unwrap and filter"), NULL},
    [OPTION_WAVELENGTH] = {"wavelength", VALUE, DISPLACEMENT, N_("Radar wavelength in metres, or a sensor's name"),
                           NULL},
    [OPTION_PRODUCER] = {"producer", VALUE, DISPLACEMENT, N_("Who unwrapped the phase: gives its sign"), NULL},
    [OPTION_POSITIVE] = {"positive", VALUE, DISPLACEMENT, N_("Motion that a positive phase is, with producer=other"),
                         NULL},
    [OPTION_UNIT] = {"unit", VALUE, DISPLACEMENT, N_("Unit of the displacement"), NULL},
    [OPTION_REFERENCE] = {"reference", VALUE, DISPLACEMENT, N_("Place that did not move: its mean becomes zero"), NULL},
    [OPTION_RADIUS] = {"radius", VALUE, DISPLACEMENT, N_("Radius of the reference area in metres"),
                       N_("Default: the one cell that holds the place; with reference=auto five cells")},
    [OPTION_RAMP] = {"ramp", VALUE, DISPLACEMENT, N_("Ramp to take away before referencing"),
                     N_("With operation=sbas from each pair")},
    [OPTION_OUTPUT] =
        {"output", OUTPUT, SHARED, N_("Output: displacement, coherence, phase or velocity along the slope"),
         N_("What the operation makes; displacement is along the line of sight, toward the satellite positive")},
    [OPTION_ABSOLUTE] = {"absolute", OUTPUT, DISPLACEMENT, N_("Output: magnitude of the line-of-sight displacement"),
                         NULL},
    [OPTION_PRE] = {"pre", INPUT, CHANGE, N_("Coherence of a pair before the event"), NULL},
    [OPTION_CO] = {"co", INPUT, CHANGE, N_("Coherence of the pair that spans the event"), NULL},
    [OPTION_POST] = {"post", INPUT, CHANGE, N_("Coherence of a pair after the event"), NULL},
    [OPTION_DPM] = {"dpm", OUTPUT, CHANGE, N_("Output: damage proxy map, pre - co, or pre - post without co="), NULL},
    [OPTION_CECL] = {"cecl", OUTPUT, CHANGE, N_("Output: co-event coherence loss, pre - co"), NULL},
    [OPTION_PECI] = {"peci", OUTPUT, CHANGE, N_("Output: post-event coherence increase, post - co"), NULL},
    [OPTION_SUM] = {"sum", OUTPUT, CHANGE, N_("Output: sum of CECL and PECI"), NULL},
    [OPTION_MAX] = {"max", OUTPUT, CHANGE, N_("Output: larger of CECL and PECI"), NULL},
    [OPTION_ELEVATION] = {"elevation", INPUT, GEOMETRY, N_("Elevation [m]"),
                          N_("operation=sbas takes from each pair the phase that grows with it")},
    [OPTION_INCIDENCE] = {"incidence", VALUE, GEOMETRY,
                          N_("Incidence angle from the vertical [degrees]: a map or a number"), N_("On flat ground")},
    [OPTION_HEADING] = {"heading", VALUE, GEOMETRY, N_("Flight direction in degrees clockwise from true north"),
                        N_("About -13 in an ascending orbit, -167 in a descending one")},
    [OPTION_SIDE] = {"side", VALUE, GEOMETRY, N_("Side to which the sensor looks, with heading="), NULL},
    [OPTION_AZIMUTH] = {"azimuth", VALUE, GEOMETRY,
                        N_("Look direction away from the sensor, degrees clockwise from north"),
                        N_("Instead of heading=")},
    [OPTION_FORESHORTENING] = {"foreshortening", VALUE, GEOMETRY,
                               N_("Share of slant range below which it is foreshortened"),
                               N_("Of that on flat ground; default: 1, every slope that faces the sensor")},
    [OPTION_OTHERS] = {"others", INPUTS, GEOMETRY, N_("Visibility maps of other orbits, for seen="), NULL},
    [OPTION_NPROCS] = {"nprocs", VALUE, RESOURCES, N_("Number of threads"), NULL},
    [OPTION_VISIBILITY] = {"visibility", OUTPUT, GEOMETRY, N_("Output: 0 clear, 1 foreshortened, 2 layover, 3 shadow"),
                           NULL},
    [OPTION_LAYOVER] = {"layover", OUTPUT, GEOMETRY, N_("Output: 0 none, 1 active, 2 passive layover"), NULL},
    [OPTION_SHADOW] = {"shadow", OUTPUT, GEOMETRY, N_("Output: 0 none, 1 own, 2 cast shadow"), NULL},
    [OPTION_LOCAL_INCIDENCE] = {"local_incidence", OUTPUT, GEOMETRY, N_("Output: local incidence angle [degrees]"),
                                NULL},
    [OPTION_SLOPE_VISIBILITY] = {"slope_visibility", OUTPUT, GEOMETRY,
                                 N_("Output: as visibility= from local slope alone, for comparison"), NULL},
    [OPTION_SEEN] = {"seen", OUTPUT, GEOMETRY,
                     N_("Output: number of orbits, this one and others=, that see the ground"), NULL},
    [OPTION_CO_SIBLING] = {"co_sibling", INPUT, CHANGE, N_("Sibling coherence of the pair that spans the event"), NULL},
    [OPTION_BXS] = {"bxs", OUTPUT, CHANGE,
                    N_("Output: boxcar minus sibling coherence of the pair that spans the event"), NULL},
    [OPTION_DIFFERENCE] = {"difference", OUTPUT, CHANGE,
                           N_("Output: later minus earlier, co - pre, or post - pre without co="), NULL},
    [OPTION_RATIO] = {"ratio", OUTPUT, CHANGE, N_("Output: share that was kept, co / pre, or post / pre without co="),
                      NULL},
    [OPTION_TRACK] = {"track", VALUE, CHANGE, N_("Sensor and track, such as alos2_a121: ends the semantic labels"),
                      N_("Keeps the features of several sensors and tracks apart")},
    [OPTION_INPUT] = {"input", INPUTS, SHARED, N_("Maps of one place and many dates; of metadata, the imported maps"),
                      N_("operation=metadata takes them in the order of file=; for operation=slope_parallel, one map "
                         "of line-of-sight velocity, toward the satellite positive")},
    [OPTION_FILE] = {"file", FILES, SHARED, N_("Files that list the maps; of metadata, the product's files"),
                     N_("Lists have lines of map, date or two dates, and any words that tell polarisation and orbit")},
    [OPTION_DATES] = {"dates", VALUE, SHARED, N_("Dates of the maps of input=, in their order"),
                      N_("YYYY-MM-DD, of a pair YYYYMMDD_YYYYMMDD; default: what the maps say of themselves")},
    [OPTION_START] = {"start", VALUE, STACK, N_("First day of the window, YYYY-MM-DD"), NULL},
    [OPTION_END] = {"end", VALUE, STACK, N_("Last day of the window, YYYY-MM-DD"), NULL},
    [OPTION_SEASON] = {"season", VALUE, STACK, N_("First and last day of a season that recurs every year"),
                       N_("December to February is 12-01,02-29")},
    [OPTION_MEDIAN] = {"median", OUTPUT, STACK, N_("Output: median of the maps"), NULL},
    [OPTION_MEAN] = {"mean", OUTPUT, STACK, N_("Output: mean of the maps"), NULL},
    [OPTION_SD] = {"sd", OUTPUT, STACK, N_("Output: standard deviation of the maps"),
                   N_("Divided by the number of valid values, not by one less")},
    [OPTION_VALID] = {"count", OUTPUT, STACK, N_("Output: number of maps with a value"), NULL},
    [OPTION_EVENT] = {"event", VALUE, SHARED, N_("Day of the event, or first and last day of several"), NULL},
    [OPTION_BUFFER_PRE] = {"buffer_pre", VALUE, BACKSCATTER, N_("Days before the event to take images from"), NULL},
    [OPTION_BUFFER_POST] = {"buffer_post", VALUE, BACKSCATTER, N_("Days after the event to take images from"), NULL},
    [OPTION_SCALE] = {"scale", VALUE, BACKSCATTER, N_("Scale of the maps"), NULL},
    [OPTION_OUTPUT_SCALE] = {"output_scale", VALUE, BACKSCATTER, N_("Scale of the outputs"), NULL},
    [OPTION_PREFIX] = {"prefix", VALUE, BACKSCATTER, N_("Outputs are prefix_label_pre, _post and _diff for each label"),
                       NULL},
    [OPTION_COHERENCE] = {"coherence", INPUTS, COHERENCE, N_("Coherence, for reference=auto or as a weight of phase"),
                          N_("operation=sbas takes one for each map of input=, in the same order")},
    [OPTION_EXCLUDE] = {"exclude", INPUT, DISPLACEMENT, N_("Cells left out: what moved; of unwrapping water"),
                        N_("Neither null nor zero; of the ramp's fit and of reference=auto what moved")},
    [OPTION_ASCENDING] = {"ascending", INPUT, DECOMPOSITION,
                          N_("Displacement toward the satellite, from an ascending track"), NULL},
    [OPTION_DESCENDING] = {"descending", INPUT, DECOMPOSITION,
                           N_("Displacement toward the satellite, from a descending track"), NULL},
    [OPTION_INCIDENCE_ASCENDING] = {"incidence_ascending", VALUE, DECOMPOSITION,
                                    N_("Incidence angle, ascending [degrees]: a map or a number"), NULL},
    [OPTION_INCIDENCE_DESCENDING] = {"incidence_descending", VALUE, DECOMPOSITION,
                                     N_("Incidence angle, descending [degrees]: a map or a number"), NULL},
    [OPTION_AZIMUTH_ASCENDING] = {"azimuth_ascending", VALUE, DECOMPOSITION,
                                  N_("Azimuth angle, ascending [degrees]: a map or a number"), NULL},
    [OPTION_AZIMUTH_DESCENDING] = {"azimuth_descending", VALUE, DECOMPOSITION,
                                   N_("Azimuth angle, descending [degrees]: a map or a number"), NULL},
    [OPTION_AZIMUTH_IS] = {"azimuth_is", VALUE, DECOMPOSITION, N_("What the azimuth angles are"),
                           N_("Producers differ: there is no default")},
    [OPTION_SD_ASCENDING] = {"sd_ascending", VALUE, DECOMPOSITION,
                             N_("Standard deviation, ascending: a map or a number"), N_("In the displacement's unit")},
    [OPTION_SD_DESCENDING] = {"sd_descending", VALUE, DECOMPOSITION,
                              N_("Standard deviation, descending: a map or a number"),
                              N_("In the displacement's unit")},
    [OPTION_VERTICAL] = {"vertical", OUTPUT, DECOMPOSITION, N_("Output: vertical displacement, up positive"), NULL},
    [OPTION_EAST] = {"east", OUTPUT, DECOMPOSITION, N_("Output: eastward displacement"), NULL},
    [OPTION_VERTICAL_SD] = {"vertical_sd", OUTPUT, DECOMPOSITION,
                            N_("Output: standard deviation of the vertical displacement"), NULL},
    [OPTION_EAST_SD] = {"east_sd", OUTPUT, DECOMPOSITION, N_("Output: standard deviation of the eastward displacement"),
                        NULL},
    [OPTION_SIDECAR] = {"sidecar", FILES, METADATA, N_("Parameter files that belong to all of these files"),
                        N_("Those beside a file are found by themselves")},
    [OPTION_FORMAT] = {"format", VALUE, PRINT, N_("Format of what is printed"), NULL},
    [OPTION_IMAGES] = {"images", IMAGES, COHERENCE,
                       N_("Two complex images, co-registered: the earlier, then the later"),
                       N_("Any format with complex pixels that GDAL reads")},
    [OPTION_REAL] = {"real", INPUTS, COHERENCE, N_("Real parts of the earlier and the later image, instead of images="),
                     NULL},
    [OPTION_IMAGINARY] = {"imaginary", INPUTS, COHERENCE, N_("Imaginary parts of the earlier and the later image"),
                          NULL},
    [OPTION_WINDOW] = {"window", VALUE, COHERENCE,
                       N_("Boxcar window in cells, rows x columns, odd; the filter's, even"),
                       N_("Default: 3x3; for operation=filter 64")},
    [OPTION_LOOKS] = {"looks", VALUE, COHERENCE,
                      N_("Pixels of the images, rows x columns, that make one cell of the estimate"), NULL},
    [OPTION_BIAS] = {"bias", VALUE, COHERENCE, N_("Correction of the bias that few looks bring"), NULL},
    [OPTION_OVERSAMPLING] = {"oversampling", VALUE, COHERENCE, N_("Pixels for each independent look"),
                             N_("For bias=touzi; both directions multiplied")},
    [OPTION_BEFORE] = {"before", IMAGES, COHERENCE, N_("Six or more images before the event, to find siblings by"),
                       N_("Complex images on the pixels of images=; or before_amplitude=")},
    [OPTION_BEFORE_AMPLITUDE] = {"before_amplitude", INPUTS, COHERENCE,
                                 N_("Six or more amplitude maps before the event, for siblings"), NULL},
    [OPTION_SIBLING_WINDOW] = {"sibling_window", VALUE, COHERENCE, N_("Window to look for siblings in, as window="),
                               NULL},
    [OPTION_SIBLING_TEST] = {"sibling_test", VALUE, COHERENCE, N_("Test that tells amplitude histories apart"), NULL},
    [OPTION_SIBLING_LEVEL] = {"sibling_level", VALUE, COHERENCE, N_("Significance level of the test"),
                              N_("The share of true siblings that it refuses")},
    [OPTION_SIBLINGS_LEAST] = {"siblings_least", VALUE, COHERENCE,
                               N_("Number of siblings without which a cell is null"), NULL},
    [OPTION_COHERENCE_PHASE] = {"coherence_phase", OUTPUT, COHERENCE,
                                N_("Output: phase of the coherence, earlier minus later image [radians]"),
                                N_("Of the earlier image times the later one's conjugate")},
    [OPTION_SIBLING_COHERENCE] = {"sibling_coherence", OUTPUT, COHERENCE, N_("Output: coherence over the siblings"),
                                  NULL},
    [OPTION_METHOD] = {"method", VALUE, UNWRAPPING, N_("How phase is unwrapped"), NULL},
    [OPTION_COMPONENTS] = {"components", OUTPUT, UNWRAPPING,
                           N_("Output: parts of the unwrapped phase that hang together, numbered from 1"),
                           N_("Between two of them the number of whole cycles is not known")},
    [OPTION_BOXCAR_COHERENCE] = {"boxcar_coherence", OUTPUT, COHERENCE, N_("Output: coherence beside an interferogram"),
                                 NULL},
    [OPTION_SIMULATED] = {"simulated", VALUE, COHERENCE, N_("Simulated phase to take away [radians]: a map or a file"),
                          N_("On the pixels of the images, with the sign of earlier times conjugate of later")},
    [OPTION_STRENGTH] = {"strength", VALUE, FILTER, N_("Strength, 0 to 1; or coherence: 1 minus its mean"),
                         N_("coherence is as in Baran et al. 2003")},
    [OPTION_WINDOW_STEP] = {"window_step", VALUE, FILTER, N_("Cells from a window to the next"), NULL},
    [OPTION_LEAST_SENSITIVITY] = {"least_sensitivity", VALUE, SLOPE,
                                  N_("Least share of motion that the line of sight must see"), NULL},
    [OPTION_SENSITIVITY] = {"sensitivity", OUTPUT, SLOPE,
                            N_("Output: share of motion down the slope that the line of sight sees"), NULL},
    [OPTION_WEIGHT] = {"weight", VALUE, SBAS, N_("How coherence weighs the pairs in each cell"), NULL},
    [OPTION_EQUIVALENT_LOOKS] = {"equivalent_looks", VALUE, SBAS, N_("Number of independent looks of the phase"),
                                 N_("For weight=variance and weight=fisher")},
    [OPTION_MIN_PAIRS] = {"min_pairs", VALUE, SBAS, N_("A cell with data in fewer pairs is null"), NULL},
    [OPTION_VELOCITY] = {"velocity", OUTPUT, SBAS, N_("Output: velocity toward the satellite, per year"), NULL},
    [OPTION_VELOCITY_SD] = {"velocity_sd", OUTPUT, SBAS, N_("Output: standard error of the velocity, per year"),
                            N_("From the pairs' misfit and the dates' scatter about the model of displacement over "
                               "time")},
    [OPTION_VELOCITY_NOISE] = {"velocity_noise", OUTPUT, SBAS,
                               N_("Output: part of that error which the pairs' misfit explains, per year"),
                               N_("Propagated through the network")},
    [OPTION_ACCELERATION] = {"acceleration", OUTPUT, SBAS,
                             N_("Output: acceleration toward the satellite, per year squared"),
                             N_("The velocity is then that in the middle of the time")},
    [OPTION_STEP] = {"step", OUTPUT, SBAS, N_("Output: step of the displacement at event="), NULL},
    [OPTION_DEM_ERROR] = {"dem_error", OUTPUT, SBAS, N_("Output: error of the elevation model [m]"),
                          N_("Taken away from the displacements; needs baselines in file=, range= and incidence=")},
    [OPTION_RESIDUAL] = {"residual", OUTPUT, SBAS, N_("Output: root mean square of the pairs' misfit"), NULL},
    [OPTION_TEMPORAL_COHERENCE] = {"temporal_coherence", OUTPUT, SBAS,
                                   N_("Output: temporal coherence of the pairs' misfit"), NULL},
    [OPTION_SERIES] = {"series", VALUE, SBAS, N_("Space-time raster dataset of the displacements"),
                       N_("Its maps are series_YYYYMMDD")},
    [OPTION_RANGE] = {"range", VALUE, SBAS, N_("Slant range of the scene's middle in metres"), NULL},
    [OPTION_LOOPS] = {"loops", VALUE, SBAS, N_("What to do with pairs that no loop of three closes with"),
                      N_("Phase that was unwrapped wrongly by whole turns, cell by cell")},
    [OPTION_FILTER_DAYS] = {"filter_days", VALUE, SBAS,
                            N_("Days beyond which motion is smooth: the rest is atmosphere"),
                            N_("Standard deviation of the filter's weights in time; acts on output= and series=")},
    [OPTION_FILTER_DISTANCE] = {"filter_distance", VALUE, SBAS,
                                N_("Metres over which the atmosphere is smooth, with filter_days="),
                                N_("Standard deviation of the filter's weights in space")},
    [OPTION_NETWORK] = {"network", OUTPUT_FILE, SBAS,
                        N_("Output: chart of the dates, the pairs and their perpendicular baselines"),
                        N_(".png or .svg")},
    [OPTION_MEMORY] = {"memory", VALUE, RESOURCES, N_("Memory for the blocks of rows in MB"), NULL},
};

static void define_one(struct options *options, enum option_key key)
{
    static const int standard[] = {
        [INPUT] = G_OPT_R_INPUT,      [INPUTS] = G_OPT_R_INPUTS, [FILES] = G_OPT_F_INPUT,
        [IMAGES] = G_OPT_F_BIN_INPUT, [OUTPUT] = G_OPT_R_OUTPUT, [OUTPUT_FILE] = G_OPT_F_OUTPUT};
    const struct definition *definition = &definitions[key];
    struct Option *option =
        definition->role == VALUE ? G_define_option() : G_define_standard_option(standard[definition->role]);

    option->key = definition->key;
    option->required = NO;
    if (definition->role == FILES || definition->role == IMAGES)
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
    option_add_choice(options->of[OPTION_RAMP], "quadratic", _("a quadratic surface, fitted robustly"));
    options->of[OPTION_RAMP]->answer = "none";
    options->of[OPTION_REFERENCE]->key_desc = "place|auto|median";
    options->of[OPTION_REFERENCE]->multiple = YES; /* coordinates, so that scripts may give them as a list */
    options->of[OPTION_REFERENCE]->description = _(
        "east,north or east,north,radius in metres, or auto: the most coherent place; with operation=sbas also median: "
        "of all cells that every pair has");
    options->of[OPTION_RADIUS]->type = TYPE_DOUBLE;
}

static void define_geometry_values(struct options *options)
{
    struct Option *side = options->of[OPTION_SIDE], *threads = options->of[OPTION_NPROCS];

    options->of[OPTION_INCIDENCE]->key_desc = "map|number";
    options->of[OPTION_INCIDENCE]->gisprompt = "old,cell,raster";
    options->of[OPTION_HEADING]->type = TYPE_DOUBLE;
    options->of[OPTION_AZIMUTH]->type = TYPE_DOUBLE;
    option_add_choice(side, "right", _("right of the flight direction, as nearly all satellites"));
    option_add_choice(side, "left", _("left of it"));
    side->answer = "right";
    options->of[OPTION_FORESHORTENING]->type = TYPE_DOUBLE;
    threads->type = TYPE_INTEGER;
    threads->answer = "1";
}

static void define_stack_values(struct options *options)
{
    static const enum option_key dates[] = {OPTION_START, OPTION_END};

    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        options->of[dates[i]]->key_desc = "YYYY-MM-DD";
    options->of[OPTION_DATES]->key_desc = "date";
    options->of[OPTION_DATES]->multiple = YES;
    options->of[OPTION_SEASON]->key_desc = "MM-DD,MM-DD";
    options->of[OPTION_EVENT]->key_desc = "YYYY-MM-DD";
    options->of[OPTION_EVENT]->multiple = YES;
    options->of[OPTION_TRACK]->key_desc = "name";
    options->of[OPTION_PREFIX]->key_desc = "name";
    options->of[OPTION_BUFFER_PRE]->type = options->of[OPTION_BUFFER_POST]->type = TYPE_INTEGER;
    options->of[OPTION_BUFFER_PRE]->options = options->of[OPTION_BUFFER_POST]->options = "1-36500";
    options->of[OPTION_BUFFER_PRE]->answer = "60";
    options->of[OPTION_BUFFER_POST]->answer = "12";
    for (const struct backscatter_scale *row = backscatter_scales; row->name; row++) {
        option_add_choice(options->of[OPTION_SCALE], row->name, row->description);
        option_add_choice(options->of[OPTION_OUTPUT_SCALE], row->name, row->description);
    }
    options->of[OPTION_SCALE]->answer = "db";
    options->of[OPTION_OUTPUT_SCALE]->answer = "db";
}

static void define_decomposition_values(struct options *options)
{
    static const enum option_key map_or_number[] = {OPTION_INCIDENCE_ASCENDING, OPTION_INCIDENCE_DESCENDING,
                                                    OPTION_AZIMUTH_ASCENDING,   OPTION_AZIMUTH_DESCENDING,
                                                    OPTION_SD_ASCENDING,        OPTION_SD_DESCENDING};

    for (size_t i = 0; i < sizeof map_or_number / sizeof *map_or_number; i++) {
        options->of[map_or_number[i]]->key_desc = "map|number";
        options->of[map_or_number[i]]->gisprompt = "old,cell,raster";
    }
    for (const struct azimuth_convention *row = azimuth_conventions; row->name; row++)
        option_add_choice(options->of[OPTION_AZIMUTH_IS], row->name, row->description);
}

static void define_metadata_values(struct options *options)
{
    option_add_choice(options->of[OPTION_FORMAT], "plain", _("plain text"));
    option_add_choice(options->of[OPTION_FORMAT], "json", _("JSON (JavaScript Object Notation)"));
    options->of[OPTION_FORMAT]->answer = "plain";
}

static void define_coherence_values(struct options *options)
{
    option_add_choice(options->of[OPTION_BIAS], "none", _("the sample coherence as it is"));
    option_add_choice(options->of[OPTION_BIAS], "touzi", _("its expectation inverted (Touzi et al. 1999)"));
    for (const struct sibling_method *row = sibling_methods; row->name; row++)
        option_add_choice(options->of[OPTION_SIBLING_TEST], row->name, row->description);
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
}

static void define_unwrapping_values(struct options *options)
{
    for (const struct unwrapper *row = unwrappers; row->name; row++)
        option_add_choice(options->of[OPTION_METHOD], row->name, row->description);
    options->of[OPTION_METHOD]->answer = "flow";
}

static void define_filter_values(struct options *options)
{
    options->of[OPTION_SIMULATED]->key_desc = "map|file";
    options->of[OPTION_STRENGTH]->key_desc = "number|coherence";
    options->of[OPTION_STRENGTH]->answer = "0.8";
    options->of[OPTION_WINDOW_STEP]->answer = "4";
    options->of[OPTION_WINDOW_STEP]->type = TYPE_INTEGER;
    options->of[OPTION_LEAST_SENSITIVITY]->type = TYPE_DOUBLE;
    options->of[OPTION_LEAST_SENSITIVITY]->answer = "0.2";
}

static void define_sbas_values(struct options *options)
{
    static const enum option_key whole[] = {OPTION_EQUIVALENT_LOOKS, OPTION_MIN_PAIRS, OPTION_MEMORY};

    for (const struct weight_method *row = weight_methods; row->name; row++)
        option_add_choice(options->of[OPTION_WEIGHT], row->name, row->description);
    options->of[OPTION_WEIGHT]->answer = "none";
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        options->of[whole[i]]->type = TYPE_INTEGER;
    options->of[OPTION_MIN_PAIRS]->answer = "2";
    options->of[OPTION_MEMORY]->answer = "300";
    option_add_choice(options->of[OPTION_LOOPS], "keep", _("nothing: loops are not looked at"));
    option_add_choice(options->of[OPTION_LOOPS], "drop", _("leave them out"));
    option_add_choice(options->of[OPTION_LOOPS], "repair",
                      _("add the whole turns that two or more loops agree on, else leave them out"));
    options->of[OPTION_LOOPS]->answer = "keep";
    options->of[OPTION_SERIES]->key_desc = "name";
    options->of[OPTION_RANGE]->type = TYPE_DOUBLE;
    options->of[OPTION_FILTER_DAYS]->type = options->of[OPTION_FILTER_DISTANCE]->type = TYPE_DOUBLE;
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
    options->list = G_define_flag();
    options->list->key = 'l';
    options->list->suppress_required = YES;
    options->list->guisection = _(PRINT);
    options->list->description = _("Print, as JSON, which options each operation takes, and exit");
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        for (enum option_key key = 0; key < OPTION_COUNT; key++)
            if (strcmp(definitions[key].section, sections[i]) == 0)
                define_one(options, key);
    define_displacement_values(options);
    define_geometry_values(options);
    define_stack_values(options);
    define_decomposition_values(options);
    define_metadata_values(options);
    define_coherence_values(options);
    define_unwrapping_values(options);
    define_filter_values(options);
    define_sbas_values(options);
}

const char *option_answer(const struct options *options, enum option_key key)
{
    return options->of[key]->answer;
}

option_set options_given(const struct options *options)
{
    option_set given = 0;

    for (enum option_key key = 0; key < OPTION_COUNT; key++)
        if (option_is_chosen(options->of[key]))
            given |= WITH(key);
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

/* maps; incidence= and the like take a number too */
static bool is_read(const struct Option *option)
{
    return option->gisprompt && strncmp(option->gisprompt, "old,cell", strlen("old,cell")) == 0;
}

void options_refuse_clashes(const struct options *options)
{
    struct Option *output[OPTION_COUNT + 1] = {NULL}, *input[OPTION_COUNT + 1] = {NULL};
    size_t outputs = 0, inputs = 0;

    for (enum option_key key = 0; key < OPTION_COUNT; key++) {
        if (definitions[key].role == OUTPUT)
            output[outputs++] = options->of[key];
        else if (is_read(options->of[key]))
            input[inputs++] = options->of[key];
    }
    options_refuse_same_output(output);
    options_refuse_inputs(output, input);
}
