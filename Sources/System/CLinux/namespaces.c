#define _GNU_SOURCE
#include "CLinuxNamespaces.h"

#include <errno.h>

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int write_text(const char *path, const char *text) {
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -1;
    ssize_t written = write(file, text, strlen(text));
    int number = errno;
    close(file);
    errno = number;
    return written == (ssize_t)strlen(text) ? 0 : -1;
}

int clinux_enter_private_network(const char **step) {
    uid_t user = geteuid();
    gid_t group = getegid();
    char text[64];
    *step = "unshare(CLONE_NEWUSER | CLONE_NEWNET)";
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0) return -1;
    // A program that gave up another user's rights would not own its files in /proc.
    prctl(PR_SET_DUMPABLE, 1);
    // The user stays who it is: its files remain its own.
    *step = "write /proc/self/setgroups";
    if (write_text("/proc/self/setgroups", "deny") < 0 && errno != ENOENT) return -1;
    *step = "write /proc/self/uid_map";
    snprintf(text, sizeof text, "%u %u 1\n", (unsigned)user, (unsigned)user);
    if (write_text("/proc/self/uid_map", text) < 0) return -1;
    *step = "write /proc/self/gid_map";
    snprintf(text, sizeof text, "%u %u 1\n", (unsigned)group, (unsigned)group);
    if (write_text("/proc/self/gid_map", text) < 0) return -1;
    // Some systems let anyone make the namespaces and then allow nothing in them: this is where that shows.
    *step = "set lo up";
    return clinux_up("lo");
}

int clinux_try_private_network(const char **step) {
    static const char *const nothing = "fork";
    *step = nothing;
    int ends[2];
    if (pipe(ends) < 0) return errno;
    pid_t child = fork();
    if (child < 0) {
        int number = errno;
        close(ends[0]);
        close(ends[1]);
        return number;
    }
    struct { int number; const char *step; } outcome = {0, NULL};
    if (child == 0) {
        // `step` points to a constant, which has the same address in the parent.
        const char *reached = NULL;
        if (clinux_enter_private_network(&reached) < 0) outcome.number = errno;
        outcome.step = reached;
        ssize_t written = write(ends[1], &outcome, sizeof outcome);
        _exit(written == sizeof outcome ? 0 : 1);
    }
    close(ends[1]);
    ssize_t count;
    do { count = read(ends[0], &outcome, sizeof outcome); } while (count < 0 && errno == EINTR);
    close(ends[0]);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    if (count != (ssize_t)sizeof outcome) return EIO;
    if (outcome.step) *step = outcome.step;
    return outcome.number;
}

int clinux_thread_count(void) {
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return -1;
    int count = 0;
    for (struct dirent *entry; (entry = readdir(tasks));) count += entry->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static int outcome_at_start = -1;
static const char *step_at_start = "";

// Runs before `main`, and so before the language's runtime or any library of ours starts a thread.
__attribute__((constructor)) static void enter_if_asked(void) {
    const char *asked = getenv(CLINUX_PRIVATE_NETWORK_VARIABLE);
    if (!asked || strcmp(asked, "enter") != 0) return;
    unsetenv(CLINUX_PRIVATE_NETWORK_VARIABLE);
    outcome_at_start = clinux_enter_private_network(&step_at_start) == 0 ? 0 : errno;
}

int clinux_private_network_at_start(const char **step) {
    *step = step_at_start;
    return outcome_at_start;
}

int clinux_current_network(void) { return open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC); }
int clinux_set_network(int descriptor) { return setns(descriptor, CLONE_NEWNET); }
int clinux_new_network(void) { return unshare(CLONE_NEWNET); }

#else

static int unsupported(void) {
    errno = ENOSYS;
    return -1;
}
int clinux_enter_private_network(const char **step) { *step = "private network"; return unsupported(); }
int clinux_try_private_network(const char **step) { *step = "private network"; return ENOSYS; }
int clinux_thread_count(void) { return unsupported(); }
int clinux_private_network_at_start(const char **step) { *step = ""; return -1; }
int clinux_current_network(void) { return unsupported(); }
int clinux_set_network(int descriptor) { (void)descriptor; return unsupported(); }
int clinux_new_network(void) { return unsupported(); }

#endif
