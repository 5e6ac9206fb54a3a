// gumbo within limits. It checks no allocation, takes time that grows with the square of a page's depth, can make far more nodes
// than the page has tags, and lets its tree go by recursion. A stranger's page may have any shape, so: all of gumbo's memory comes
// from here, each request for memory is also where the limits are looked at, and when one is reached the parser is left by longjmp
// and everything that it holds is freed.
#include "CGumbo.h"

#include <setjmp.h>
#include <stdlib.h>
#include <time.h>

struct block {
    struct block *next, *previous;
    size_t size;
    max_align_t bytes[];
};

struct html_page {
    struct block *blocks;
    size_t left;
    struct timespec end;
    unsigned requests;
    int failure;
    jmp_buf way_out;
    GumboOutput *output;
};

static void *take(void *user, size_t size) {
    struct html_page *page = user;
    if (++page->requests % 64 == 0) {
        struct timespec now;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        if (now.tv_sec > page->end.tv_sec || (now.tv_sec == page->end.tv_sec && now.tv_nsec > page->end.tv_nsec)) page->failure = HTML_TOO_SLOW;
    }
    if (size > page->left || sizeof(struct block) > page->left - size) page->failure = HTML_TOO_BIG;
    struct block *block = page->failure ? NULL : malloc(sizeof(struct block) + size);
    if (!block) {
        if (!page->failure) page->failure = HTML_TOO_BIG;
        longjmp(page->way_out, 1);
    }
    block->size = sizeof(struct block) + size;
    block->previous = NULL;
    block->next = page->blocks;
    if (block->next) block->next->previous = block;
    page->blocks = block;
    page->left -= block->size;
    return block->bytes;
}

static void give(void *user, void *bytes) {
    struct html_page *page = user;
    if (!bytes) return;
    struct block *block = (struct block *)((char *)bytes - offsetof(struct block, bytes));
    if (block->previous) block->previous->next = block->next; else page->blocks = block->next;
    if (block->next) block->next->previous = block->previous;
    page->left += block->size;
    free(block);
}

int html_parse(const char *bytes, size_t count, size_t memory, long milliseconds, struct html_page **result) {
    struct html_page *page = calloc(1, sizeof *page);
    *result = NULL;
    if (!page) return HTML_TOO_BIG;
    page->left = memory;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &page->end);
    page->end.tv_sec += milliseconds / 1000;
    page->end.tv_nsec += milliseconds % 1000 * 1000000;
    if (page->end.tv_nsec >= 1000000000) { page->end.tv_sec++; page->end.tv_nsec -= 1000000000; }
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = give;
    options.userdata = page;
    options.max_errors = 0;
    if (setjmp(page->way_out) == 0) {
        page->output = gumbo_parse_with_options(&options, bytes, count);
        *result = page;
        return HTML_OK;
    }
    int failure = page->failure;
    html_free(page);
    return failure;
}

const GumboNode *html_document(const struct html_page *page) { return page->output->document; }

void html_free(struct html_page *page) {
    if (!page) return;
    for (struct block *block = page->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(page);
}

const GumboVector *html_children(const GumboNode *node) {
    switch (node->type) {
    case GUMBO_NODE_DOCUMENT: return &node->v.document.children;
    case GUMBO_NODE_ELEMENT:
    case GUMBO_NODE_TEMPLATE: return &node->v.element.children;
    default: return NULL;
    }
}

const GumboElement *html_element(const GumboNode *node) { return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE ? &node->v.element : NULL; }

const char *html_text(const GumboNode *node) {
    switch (node->type) {
    case GUMBO_NODE_TEXT:
    case GUMBO_NODE_CDATA:
    case GUMBO_NODE_WHITESPACE: return node->v.text.text;
    default: return NULL;
    }
}
