/** How a numeric routine reports that it could not do its work: a status, and a sentence for the user. */
#ifndef SLIDE_BASE_STATUS_H
#define SLIDE_BASE_STATUS_H

enum slide_status {
    SLIDE_OK = 0,
    SLIDE_OUT_OF_MEMORY,
    SLIDE_BAD_INPUT, /**< an argument or a file is not what it must be */
    SLIDE_NO_DATA,   /**< nothing left to work on: empty, all null, one class */
    SLIDE_IO,        /**< a file could not be read or written whole */
    SLIDE_FAILED     /**< a library underneath gave up */
};

/** The caller owns it; a routine that fails fills it with one whole sentence or more, naming thing, value and remedy.
 */
struct slide_error {
    char text[1024];
};

/**
 * Writes the sentence and returns the status, so that a failing routine ends with `return slide_fail(...)`.
 *
 * @param[out] error  may be NULL: then only the status tells
 */
enum slide_status slide_fail(struct slide_error *error, enum slide_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** slide_fail for an allocation of `bytes` for `what`. In the header, so that callers are seen never to go on with
 * SLIDE_OK. */
static inline enum slide_status slide_out_of_memory(struct slide_error *error, double bytes, const char *what)
{
    slide_fail(error, SLIDE_OUT_OF_MEMORY,
               "Not enough memory for %s: %.0f MB are needed. Use a smaller or coarser region.", what, bytes / 1e6);
    return SLIDE_OUT_OF_MEMORY;
}

#endif
