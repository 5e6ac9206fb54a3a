// A FILE that is no file: fopencookie is GNU's (musl has it, too), funopen BSD's.
#ifdef __linux__
#define _GNU_SOURCE
#endif
#include "CLinux.h"

#include <stdlib.h>

struct source {
    ssize_t (*next)(void *context, char *target, size_t size);
    int64_t (*position)(void *context);
    void *context;
};

static int end(void *source) {
    free(source);
    return 0;
}

#ifdef __linux__
static ssize_t take(void *source, char *target, size_t size) { return ((struct source *)source)->next(((struct source *)source)->context, target, size); }

// Tells where the stream is, and moves nowhere.
static int tell(void *source, off64_t *offset, int whence) {
    if (whence != SEEK_CUR || *offset != 0) return -1;
    *offset = ((struct source *)source)->position(((struct source *)source)->context);
    return 0;
}
#else
static int take(void *source, char *target, int size) { return (int)((struct source *)source)->next(((struct source *)source)->context, target, (size_t)size); }

static fpos_t tell(void *source, fpos_t offset, int whence) {
    if (whence != SEEK_CUR || offset != 0) return -1;
    return ((struct source *)source)->position(((struct source *)source)->context);
}
#endif

FILE *clinux_reading_stream(ssize_t (*next)(void *context, char *target, size_t size), int64_t (*position)(void *context), void *context) {
    struct source *source = malloc(sizeof *source);
    if (!source) return NULL;
    *source = (struct source){next, position, context};
#ifdef __linux__
    FILE *file = fopencookie(source, "rb", (cookie_io_functions_t){.read = take, .seek = tell, .close = end});
#else
    FILE *file = funopen(source, take, NULL, tell, end);
#endif
    if (!file) {
        free(source);
        return NULL;
    }
    setvbuf(file, NULL, _IONBF, 0);
    return file;
}
