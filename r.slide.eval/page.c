/** The growing of an HTML page. */
#define _GNU_SOURCE /* open_memstream */
#include "page.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "base/picture.h"

static void __attribute__((noreturn)) refuse_short_memory(void)
{
    G_fatal_error(_("Not enough memory for the report. Use a smaller or coarser region."));
}

struct page page_begin(void)
{
    struct page page = {NULL, NULL, 0};

    return page;
}

/* The stream writes to the page's own fields, so it opens when the page is where it stays. */
static FILE *stream_of(struct page *page)
{
    if (!page->stream)
        page->stream = open_memstream(&page->bytes, &page->size);
    if (!page->stream)
        refuse_short_memory();
    return page->stream;
}

void page_end(struct page *page)
{
    if (fclose(stream_of(page)) != 0)
        refuse_short_memory();
    page->stream = NULL;
}

void page_markup(struct page *page, const char *markup)
{
    fputs(markup, stream_of(page));
}

static bool is_utf8(const char *text)
{
    json_t *json = json_string(text);

    json_decref(json);
    return json != NULL;
}

void page_text(struct page *page, const char *text)
{
    FILE *stream = stream_of(page);
    const bool valid = is_utf8(text);

    for (; *text; text++) {
        const unsigned char c = (unsigned char)*text;

        if (c == '&')
            fputs("&amp;", stream);
        else if (c == '<')
            fputs("&lt;", stream);
        else if (c == '>')
            fputs("&gt;", stream);
        else if (c == '"')
            fputs("&quot;", stream);
        else if (c == '\'')
            fputs("&#39;", stream);
        else if (c >= 0x80 && !valid)
            fputc('?', stream);
        else
            fputc((c < ' ' && c != '\n') || c == 0x7f ? ' ' : c, stream);
    }
}

static void text_of_arguments(struct page *page, const char *format, va_list arguments)
{
    char *text = NULL;

    G_vasprintf(&text, format, arguments);
    page_text(page, text);
    G_free(text);
}

void page_format(struct page *page, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    text_of_arguments(page, format, arguments);
    va_end(arguments);
}

void page_element(struct page *page, const char *name, const char *format, ...)
{
    va_list arguments;

    fprintf(stream_of(page), "<%s>", name);
    va_start(arguments, format);
    text_of_arguments(page, format, arguments);
    va_end(arguments);
    fprintf(stream_of(page), "</%.*s>\n", (int)strcspn(name, " "), name);
}

void page_section(struct page *page, const char *anchor, const char *heading)
{
    fprintf(stream_of(page), "<section id=\"%s\">\n", anchor);
    page_element(page, "h2", "%s", heading);
}

void page_table_begin(struct page *page, const char *caption, const char *const *head)
{
    int columns = 0;

    while (head[columns])
        columns++;
    fprintf(stream_of(page), "<div class=\"scroll\" tabindex=\"0\"><table style=\"--columns:%d\">\n", columns);
    if (caption)
        page_element(page, "caption", "%s", caption);
    page_markup(page, "<thead><tr>");
    for (; *head; head++)
        page_element(page, "th scope=\"col\"", "%s", *head);
    page_markup(page, "</tr></thead><tbody>\n");
}

void page_table_end(struct page *page)
{
    page_markup(page, "</tbody></table></div>\n");
}

void page_row_begin(struct page *page, const char *format, ...)
{
    va_list arguments;

    page_markup(page, "<tr><th scope=\"row\">");
    va_start(arguments, format);
    text_of_arguments(page, format, arguments);
    va_end(arguments);
    page_markup(page, "</th>");
}

void page_row_end(struct page *page)
{
    page_markup(page, "</tr>\n");
}

static void number_cell(struct page *page, double value, const char *format, int digits)
{
    page_markup(page, "<td class=\"n\">");
    if (isfinite(value))
        fprintf(stream_of(page), format, digits, value);
    else
        page_markup(page, isinf(value) ? value > 0. ? "&infin;" : "&minus;&infin;" : "&ndash;");
    page_markup(page, "</td>");
}

void page_number(struct page *page, double value, int digits)
{
    number_cell(page, value, "%.*f", digits);
}

void page_quantity(struct page *page, double value)
{
    number_cell(page, value, "%.*g", 6);
}

const char *grouped(size_t count, char *text)
{
    char plain[24];
    const int length = snprintf(plain, sizeof plain, "%zu", count);
    char *at = text;

    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            *at++ = ' ';
        *at++ = plain[i];
    }
    *at = '\0';
    return text;
}

void page_count(struct page *page, size_t count)
{
    char text[32];

    fprintf(stream_of(page), "<td class=\"n\">%s</td>", grouped(count, text));
}

void page_cell(struct page *page, const char *text)
{
    page_element(page, "td", "%s", text);
}

void page_fact(struct page *page, const char *name, const char *format, ...)
{
    va_list arguments;

    page_row_begin(page, "%s", name);
    page_markup(page, "<td>");
    va_start(arguments, format);
    text_of_arguments(page, format, arguments);
    va_end(arguments);
    page_markup(page, "</td>");
    page_row_end(page);
}

void page_picture(struct page *page, const char *type, const char *bytes, size_t size, const char *attributes,
                  const char *words)
{
    char *text = picture_base64(bytes, size);

    if (!text)
        refuse_short_memory();
    fprintf(stream_of(page), "<img %s src=\"data:%s;base64,%s\" alt=\"", attributes, type, text);
    page_text(page, words);
    page_markup(page, "\">\n");
    free(text);
}
