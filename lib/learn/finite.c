#include "learn/finite.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_NUMBER 400
#define MANY_DIGITS 35 /* before the point: a number that may overflow without an exponent */

/* the byte behind a text in quotes that begins at `at` */
static size_t skip_text(const char *text, size_t size, size_t at)
{
    for (at++; at < size && text[at] != '"'; at++)
        at += text[at] == '\\';
    return at + 1;
}

static size_t token_end(const char *text, size_t size, size_t at)
{
    while (at < size && (isalnum((unsigned char)text[at]) || text[at] == '+' || text[at] == '-' || text[at] == '.'))
        at++;
    return at;
}

static bool may_overflow(const char *token, size_t size)
{
    return size > MANY_DIGITS || memchr(token, 'e', size) || memchr(token, 'E', size);
}

static bool is_word(const char *token, size_t size)
{
    return (size == 4 && (memcmp(token, "true", 4) == 0 || memcmp(token, "null", 4) == 0)) ||
           (size == 5 && memcmp(token, "false", 5) == 0);
}

static bool is_finite_token(const char *token, size_t size)
{
    char copy[LONGEST_NUMBER];

    if (isalpha((unsigned char)token[0]))
        return is_word(token, size);
    if (size > 1 && !isdigit((unsigned char)token[0]) && isalpha((unsigned char)token[1])) /* -Infinity, -NaN */
        return false;
    if (!may_overflow(token, size))
        return true;
    if (size >= LONGEST_NUMBER)
        return false;
    memcpy(copy, token, size);
    copy[size] = '\0';
    return isfinite(strtof(copy, NULL));
}

bool json_is_finite(const char *text, size_t size, size_t *where)
{
    size_t at = 0;

    while (at < size) {
        const size_t end = token_end(text, size, at);

        if (end == at) {
            at = text[at] == '"' ? skip_text(text, size, at) : at + 1;
            continue;
        }
        if (!is_finite_token(text + at, end - at)) {
            if (where)
                *where = at;
            return false;
        }
        at = end;
    }
    return true;
}
