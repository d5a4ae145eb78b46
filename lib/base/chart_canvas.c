/** PLplot as a sheet in memory that neither prints, asks nor ends the program. */
#define _GNU_SOURCE /* open_memstream */
#include "base/chart_canvas.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <plplot/plplot.h>

enum { PEN = 1, DOTS_PER_INCH = 96, MOST_DEVICES = 100, MOST_CORNERS = 16 };

/* beyond it, pixels would leave PLplot's integers */
static const double farthest = 20000.;

/* PLplot ends the program where it gives up unless its handler jumps; the handler takes nothing but PLplot's words. */
static jmp_buf given_up;
static char last_words[200];
static bool is_lost; /* where it gave up once, it is in no state to go on */

static int jump_out(const char *words)
{
    snprintf(last_words, sizeof last_words, "%s", words ? words : "");
    is_lost = true;
    longjmp(given_up, 1);
}

static void remember(const char *words)
{
    snprintf(last_words, sizeof last_words, "%s", words ? words : "");
}

static bool device_is_listed(const char *device)
{
    const char *menu[MOST_DEVICES], *name[MOST_DEVICES];
    const char **menus = menu, **names = name;
    int count = MOST_DEVICES;

    plgDevs(&menus, &names, &count);
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], device) == 0)
            return true;
    return false;
}

enum slide_status canvas_check_device(const char *device, struct slide_error *error)
{
    if (is_lost)
        return slide_fail(error, SLIDE_FAILED, "PLplot could not draw an earlier picture: %s", last_words);
    plsexit(jump_out);
    last_words[0] = '\0';
    if (setjmp(given_up) == 0 && device_is_listed(device))
        return SLIDE_OK;
    return slide_fail(error, SLIDE_FAILED,
                      "PLplot has no driver '%s' for this type of picture: install the package plplot-driver-cairo, or "
                      "choose the other type",
                      device);
}

static void sheet_open(const char *device, struct canvas canvas, FILE *stream)
{
    plsabort(remember);
    plsdev(device);
    plsfile(stream);
    plspage(DOTS_PER_INCH, DOTS_PER_INCH, (PLINT)canvas.width, (PLINT)canvas.height, 0, 0);
    plscolbga(255, 255, 255, 1.);
    plfontld(0);
    plinit();
    pladv(0);
    canvas_unclip(&canvas);
}

enum slide_status canvas_draw(const char *device, struct canvas canvas, canvas_drawer *draw, const void *subject,
                              struct canvas_picture *picture, struct slide_error *error)
{
    enum slide_status status = canvas_check_device(device, error);
    FILE *stream;

    *picture = (struct canvas_picture){NULL, 0};
    if (status != SLIDE_OK)
        return status;
    stream = open_memstream(&picture->bytes, &picture->size);
    if (!stream)
        return slide_out_of_memory(error, canvas.width * canvas.height * 4., "a picture");
    last_words[0] = '\0';
    if (setjmp(given_up) != 0)
        return slide_fail(error, SLIDE_FAILED, "PLplot could not draw the picture: %s", last_words);
    sheet_open(device, canvas, stream);
    draw(&canvas, subject);
    plend1(); /* closes the stream */
    if (last_words[0] != '\0' || picture->size == 0) {
        free(picture->bytes);
        return slide_fail(error, SLIDE_FAILED, "PLplot could not draw the picture: %s", last_words);
    }
    return SLIDE_OK;
}

/* PLplot refuses a box that is empty or leaves the sheet: at least a pixel of it stays. */
void canvas_clip(const struct canvas *canvas, struct canvas_box box)
{
    const double left = fmax(0., fmin(canvas->width - 1., box.left)), right = fmin(canvas->width, box.right);
    const double bottom = fmax(0., fmin(canvas->height - 1., box.bottom)), top = fmin(canvas->height, box.top);
    const double far = fmax(left + 1., right), high = fmax(bottom + 1., top);

    plvpor(left / canvas->width, far / canvas->width, bottom / canvas->height, high / canvas->height);
    plwind(left, far, bottom, high);
}

void canvas_unclip(const struct canvas *canvas)
{
    canvas_clip(canvas, (struct canvas_box){0., canvas->width, 0., canvas->height});
}

static void take_colour(struct canvas_colour colour)
{
    plscol0a(PEN, colour.red, colour.green, colour.blue, colour.opacity);
    plcol0(PEN);
}

/* PLplot's lines are at most this long: longer ones are drawn in parts that share a point. */
static void draw_parts(const double *x, const double *y, size_t count)
{
    enum { MOST_POINTS = 200 };
    double px[MOST_POINTS], py[MOST_POINTS];

    for (size_t first = 0; first + 1 < count; first += MOST_POINTS - 1) {
        const size_t n = count - first < MOST_POINTS ? count - first : MOST_POINTS;

        for (size_t i = 0; i < n; i++) {
            px[i] = fmax(-farthest, fmin(farthest, x[first + i]));
            py[i] = fmax(-farthest, fmin(farthest, y[first + i]));
        }
        plline((PLINT)n, px, py);
    }
}

void canvas_line(const double *x, const double *y, size_t count, const struct canvas_pen *pen)
{
    const PLINT mark = 1500, space = 1000; /* micrometres: 6 and 4 pixels */

    if (count < 2)
        return;
    take_colour(pen->colour);
    plwidth(pen->width);
    if (pen->dashed)
        plstyl(1, &mark, &space);
    draw_parts(x, y, count);
    if (pen->dashed)
        plstyl(0, &mark, &space);
}

void canvas_fill(const double *x, const double *y, size_t count, struct canvas_colour colour)
{
    if (count < 3)
        return;
    take_colour(colour);
    plfill((PLINT)count, x, y);
}

void canvas_fill_box(struct canvas_box box, struct canvas_colour colour)
{
    const double x[] = {box.left, box.right, box.right, box.left};
    const double y[] = {box.bottom, box.bottom, box.top, box.top};

    canvas_fill(x, y, 4, colour);
}

void canvas_dot(double x, double y, double across, struct canvas_colour colour)
{
    double px[MOST_CORNERS], py[MOST_CORNERS];

    for (int i = 0; i < MOST_CORNERS; i++) {
        px[i] = x + across / 2. * cos(2. * M_PI * i / MOST_CORNERS);
        py[i] = y + across / 2. * sin(2. * M_PI * i / MOST_CORNERS);
    }
    canvas_fill(px, py, MOST_CORNERS, colour);
}

/* Bytes of the UTF-8 character that begins here; 0: it is none. */
static size_t character_bytes(const unsigned char *text)
{
    const size_t length = text[0] < 0x80                      ? 1
                          : text[0] >= 0xc2 && text[0] < 0xe0 ? 2
                          : text[0] >= 0xe0 && text[0] < 0xf0 ? 3
                          : text[0] >= 0xf0 && text[0] < 0xf5 ? 4
                                                              : 0;

    for (size_t i = 1; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

/* Of an upright sans serif letter in shares of its size, as in DejaVu Sans, which is a wide one. */
static double character_width(const unsigned char *text)
{
    if (text[0] >= 0xe2) /* beyond U+2000; from U+3000 on letters are as wide as high */
        return text[0] >= 0xe3 ? 1.05 : 0.7;
    if (strchr("iljtfrI.,:;'|()[]! -", text[0]))
        return 0.42;
    if (strchr("mwMW%@", text[0]))
        return 1.;
    return text[0] >= 'A' && text[0] <= 'Z' ? 0.74 : 0.65;
}

double canvas_text_width(const char *text, double size)
{
    const unsigned char *at = (const unsigned char *)text;
    double width = 0.;

    while (*at) {
        const size_t bytes = character_bytes(at);

        width += character_width(at);
        at += bytes > 0 ? bytes : 1;
    }
    return width * size;
}

void canvas_text_within(const char *text, double size, double width, char *out, size_t room)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    double left = width - size;
    size_t length = 0;

    if (canvas_text_width(text, size) <= width && strlen(text) < room) {
        memcpy(out, text, strlen(text) + 1);
        return;
    }
    while (text[length]) {
        const size_t bytes = character_bytes((const unsigned char *)text + length);
        const size_t next = length + (bytes > 0 ? bytes : 1);

        left -= character_width((const unsigned char *)text + length) * size;
        if (left < 0. || next + sizeof ellipsis > room)
            break;
        length = next;
    }
    memcpy(out, text, length);
    memcpy(out + length, ellipsis, sizeof ellipsis);
}

/* PLplot takes a number sign for a command: it is doubled. @return whether all of it found room */
static void escape(const char *text, char *out, size_t room)
{
    size_t used = 0;

    while (*text && used + 5 < room) {
        const size_t bytes = character_bytes((const unsigned char *)text);

        if (bytes == 0 || (unsigned char)*text < ' ') {
            out[used++] = bytes == 0 ? '?' : ' ';
            text++;
            continue;
        }
        if (*text == '#')
            out[used++] = '#';
        memcpy(out + used, text, bytes);
        used += bytes;
        text += bytes;
    }
    out[used] = '\0';
}

void canvas_text(double x, double y, const char *text, const struct canvas_type *type)
{
    char escaped[500];

    escape(text, escaped, sizeof escaped);
    if (escaped[0] == '\0')
        return;
    take_colour(type->colour);
    plsfci(type->bold ? 0x80000100 : 0x80000000);
    /* PLplot's size is in mm, and the svg driver cuts pixels down to a whole number */
    plschr((type->size + 0.05) * 25.4 / DOTS_PER_INCH, 1.);
    plptex(x, y, type->upward ? 0. : 1., type->upward ? 1. : 0., type->align, escaped);
}

void canvas_text_on_white(double x, double y, const char *text, const struct canvas_type *type)
{
    const struct canvas_colour white = {255, 255, 255, 0.75};
    const double width = canvas_text_width(text, type->size), left = x - type->align * width;

    canvas_fill_box((struct canvas_box){left - 1., left + width + 1., y - type->size * 0.6, y + type->size * 0.6},
                    white);
    canvas_text(x, y, text, type);
}
