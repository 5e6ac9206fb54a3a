#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/errqueue.h>
#include <linux/if_tun.h>
#include <sys/epoll.h>
#endif

// --- descriptors -----------------------------------------------------------------------------------------------------

#ifndef __linux__
static int prepare(int descriptor) {
    if (descriptor < 0) return -1;
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
#ifdef SO_NOSIGPIPE
    int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
    return descriptor;
}
#endif

int clinux_socket(int family, int type, int protocol) {
#ifdef __linux__
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
#else
    return prepare(socket(family, type, protocol));
#endif
}

int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length) {
#ifdef __linux__
    return accept4(listener, (struct sockaddr *)address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    return prepare(accept(listener, (struct sockaddr *)address, length));
#endif
}

int clinux_pipe(int ends[2]) {
#ifdef __linux__
    return pipe2(ends, O_NONBLOCK | O_CLOEXEC);
#else
    if (pipe(ends) < 0) return -1;
    prepare(ends[0]);
    prepare(ends[1]);
    return 0;
#endif
}

// --- epoll and poll --------------------------------------------------------------------------------------------------

/// Milliseconds, rounded up: a wait that ends too early would be repeated at once.
static int milliseconds(int64_t nanoseconds) {
    if (nanoseconds < 0) return -1;
    int64_t rounded = nanoseconds / 1000000 + (nanoseconds % 1000000 != 0);
    return rounded > 1000000000 ? 1000000000 : (int)rounded;
}

#ifdef __linux__
int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static int add(int epoll, int descriptor, uint32_t events) {
    struct epoll_event event = {.events = events, .data.fd = descriptor};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

int clinux_epoll_add_edges(int epoll, int descriptor) { return add(epoll, descriptor, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET); }
int clinux_epoll_add_readable(int epoll, int descriptor) { return add(epoll, descriptor, EPOLLIN); }

int clinux_epoll_remove(int epoll, int descriptor) {
    struct epoll_event none = {0};
    return epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &none);
}

int clinux_epoll_wait(int epoll, struct clinux_event *events, int count, int64_t nanoseconds) {
    struct epoll_event ready[256];
    if (count > 256) count = 256;
    int found = -1;
    if (nanoseconds > 0) {
        // Milliseconds are too coarse for a clock of nanoseconds, but kernels before 5.11 have nothing finer.
        static int is_missing = 0;
        if (!__atomic_load_n(&is_missing, __ATOMIC_RELAXED)) {
            struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
            found = epoll_pwait2(epoll, ready, count, &limit, NULL);
            if (found < 0 && (errno == ENOSYS || errno == EPERM)) __atomic_store_n(&is_missing, 1, __ATOMIC_RELAXED);
        }
        if (__atomic_load_n(&is_missing, __ATOMIC_RELAXED)) found = epoll_wait(epoll, ready, count, milliseconds(nanoseconds));
    } else {
        found = epoll_wait(epoll, ready, count, nanoseconds < 0 ? -1 : 0);
    }
    for (int i = 0; i < found; i++) {
        uint32_t flags = ready[i].events;
        events[i].descriptor = ready[i].data.fd;
        events[i].ready = (flags & EPOLLIN ? CLINUX_READABLE : 0) | (flags & EPOLLOUT ? CLINUX_WRITABLE : 0)
            | (flags & EPOLLERR ? CLINUX_ERROR : 0) | (flags & (EPOLLHUP | EPOLLRDHUP) ? CLINUX_HANGUP : 0);
    }
    return found;
}
#else
int clinux_epoll_create(void) { errno = ENOSYS; return -1; }
int clinux_epoll_add_edges(int epoll, int descriptor) { errno = ENOSYS; return -1; }
int clinux_epoll_add_readable(int epoll, int descriptor) { errno = ENOSYS; return -1; }
int clinux_epoll_remove(int epoll, int descriptor) { errno = ENOSYS; return -1; }
int clinux_epoll_wait(int epoll, struct clinux_event *events, int count, int64_t nanoseconds) { errno = ENOSYS; return -1; }
#endif

int clinux_poll(const int32_t *descriptors, const uint32_t *wanted, uint32_t *ready, int count, int64_t nanoseconds) {
    struct pollfd *set = calloc(count > 0 ? (size_t)count : 1, sizeof *set);
    if (!set) return -1;
    for (int i = 0; i < count; i++) {
        set[i].fd = descriptors[i];
        set[i].events = (wanted[i] & CLINUX_READABLE ? POLLIN : 0) | (wanted[i] & CLINUX_WRITABLE ? POLLOUT : 0);
    }
#ifdef __linux__
    struct timespec limit = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int found = ppoll(set, (nfds_t)count, nanoseconds < 0 ? NULL : &limit, NULL);
#else
    int found = poll(set, (nfds_t)count, milliseconds(nanoseconds));
#endif
    for (int i = 0; i < count; i++) {
        short flags = found > 0 ? set[i].revents : 0;
        ready[i] = (flags & POLLIN ? CLINUX_READABLE : 0) | (flags & POLLOUT ? CLINUX_WRITABLE : 0)
            | (flags & (POLLERR | POLLNVAL) ? CLINUX_ERROR : 0) | (flags & POLLHUP ? CLINUX_HANGUP : 0);
    }
    int number = errno;
    free(set);
    errno = number;
    return found;
}

// --- messages with control data --------------------------------------------------------------------------------------

ssize_t clinux_receive_with_hops(int descriptor, void *buffer, size_t size, struct sockaddr_storage *from, int *hops) {
    _Alignas(struct cmsghdr) char control[256];
    struct iovec part = {buffer, size};
    struct msghdr message = {.msg_name = from, .msg_namelen = sizeof *from, .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    *hops = -1;
    ssize_t count = recvmsg(descriptor, &message, 0);
    if (count < 0) return -1;
    for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
        int is4 = item->cmsg_level == IPPROTO_IP && (item->cmsg_type == IP_TTL
#ifdef IP_RECVTTL
            || item->cmsg_type == IP_RECVTTL
#endif
        );
        int is6 = item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_HOPLIMIT;
        if (!is4 && !is6) continue;
        if (item->cmsg_len >= CMSG_LEN(sizeof(int))) memcpy(hops, CMSG_DATA(item), sizeof(int));
        else *hops = *(unsigned char *)CMSG_DATA(item);
    }
    return count;
}

ssize_t clinux_take_error(int descriptor, struct clinux_returned_error *error, void *buffer, size_t size) {
#ifdef __linux__
    _Alignas(struct cmsghdr) char control[512];
    memset(error, 0, sizeof *error);
    struct iovec part = {buffer, size};
    struct msghdr message = {.msg_name = &error->destination, .msg_namelen = sizeof error->destination, .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(descriptor, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    if (count < 0) return -1;
    for (struct cmsghdr *item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
        int is4 = item->cmsg_level == IPPROTO_IP && item->cmsg_type == IP_RECVERR;
        int is6 = item->cmsg_level == IPPROTO_IPV6 && item->cmsg_type == IPV6_RECVERR;
        if (!is4 && !is6) continue;
        size_t length = item->cmsg_len - CMSG_LEN(0);
        struct sock_extended_err said;
        if (length < sizeof said) continue;
        memcpy(&said, CMSG_DATA(item), sizeof said);
        error->number = said.ee_errno;
        error->info = said.ee_info;
        error->origin = said.ee_origin;
        error->type = said.ee_type;
        error->code = said.ee_code;
        size_t rest = length - sizeof said;
        if (rest > sizeof error->reporter) rest = sizeof error->reporter;
        memcpy(&error->reporter, CMSG_DATA(item) + sizeof said, rest);
    }
    return count;
#else
    errno = ENOSYS;
    return -1;
#endif
}

int clinux_keep_errors(int descriptor, int family) {
#ifdef __linux__
    int on = 1;
    return family == AF_INET6 ? setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on) : setsockopt(descriptor, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
#else
    errno = EOPNOTSUPP;
    return -1;
#endif
}

int clinux_tell_hops(int descriptor, int family) {
    int on = 1;
    if (family == AF_INET6) {
#ifdef IPV6_RECVHOPLIMIT
        return setsockopt(descriptor, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, &on, sizeof on);
#else
        return 0;
#endif
    }
    return setsockopt(descriptor, IPPROTO_IP, IP_RECVTTL, &on, sizeof on);
}

int clinux_filter_echo_replies(int descriptor, int family) {
    if (family == AF_INET6) {
        struct icmp6_filter filter;
        ICMP6_FILTER_SETBLOCKALL(&filter);
        ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
        return setsockopt(descriptor, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
    }
#ifdef __linux__
    // linux/icmp.h: SOL_RAW 255, ICMP_FILTER 1, a set of types that are kept out; that header does not go with netinet's.
    uint32_t kept_out = ~(UINT32_C(1) << 0);
    return setsockopt(descriptor, 255, 1, &kept_out, sizeof kept_out);
#else
    return 0;
#endif
}

// --- signals ---------------------------------------------------------------------------------------------------------

static volatile sig_atomic_t pipe_of[65];

static void tell(int number) {
    int before = errno;
    unsigned char byte = (unsigned char)number;
    if (number > 0 && number < 65 && pipe_of[number] > 0) {
        ssize_t written = write((int)pipe_of[number], &byte, 1);
        (void)written;  // A full pipe has news enough.
    }
    errno = before;
}

int clinux_signal_to_pipe(int number, int descriptor, int once) {
    if (number <= 0 || number >= 65) { errno = EINVAL; return -1; }
    pipe_of[number] = descriptor;
    struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART | (once ? SA_RESETHAND : 0)};
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL);
}

int clinux_signal_default(int number) {
    if (number <= 0 || number >= 65) { errno = EINVAL; return -1; }
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigemptyset(&action.sa_mask);
    int result = sigaction(number, &action, NULL);
    pipe_of[number] = 0;
    return result;
}

// --- TAP -------------------------------------------------------------------------------------------------------------

#ifdef __linux__
/// One request about the device `name`, on a socket that only carries it.
static int ask(const char *name, unsigned long request, struct ifreq *about) {
    int carrier = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (carrier < 0) return -1;
    strncpy(about->ifr_name, name, IFNAMSIZ - 1);
    int result = ioctl(carrier, request, about), number = errno;
    close(carrier);
    errno = number;
    return result;
}

int clinux_open_tap(char *name, size_t size) {
    int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (device < 0) return -1;
    struct ifreq about = {0};
    about.ifr_flags = IFF_TAP | IFF_NO_PI;
    strncpy(about.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(device, TUNSETIFF, &about) < 0) {
        int number = errno;
        close(device);
        errno = number;
        return -1;
    }
    strncpy(name, about.ifr_name, size - 1);
    name[size - 1] = 0;
    return device;
}

int clinux_device_mtu(const char *name) {
    struct ifreq about = {0};
    return ask(name, SIOCGIFMTU, &about) < 0 ? -1 : about.ifr_mtu;
}

int clinux_set_device_mtu(const char *name, int mtu) {
    struct ifreq about = {0};
    about.ifr_mtu = mtu;
    return ask(name, SIOCSIFMTU, &about);
}

int clinux_set_device_up(const char *name) {
    struct ifreq about = {0};
    if (ask(name, SIOCGIFFLAGS, &about) < 0) return -1;
    about.ifr_flags |= IFF_UP | IFF_RUNNING;
    return ask(name, SIOCSIFFLAGS, &about);
}

int clinux_set_device_ipv4(const char *name, uint32_t address, int prefix) {
    struct ifreq about = {0};
    struct sockaddr_in *in = (struct sockaddr_in *)&about.ifr_addr;
    in->sin_family = AF_INET;
    in->sin_addr.s_addr = htonl(address);
    if (ask(name, SIOCSIFADDR, &about) < 0) return -1;
    in->sin_addr.s_addr = htonl(prefix <= 0 ? 0 : UINT32_MAX << (32 - (prefix > 32 ? 32 : prefix)));
    return ask(name, SIOCSIFNETMASK, &about);
}
#else
int clinux_open_tap(char *name, size_t size) { errno = ENOSYS; return -1; }
int clinux_device_mtu(const char *name) { errno = ENOSYS; return -1; }
int clinux_set_device_mtu(const char *name, int mtu) { errno = ENOSYS; return -1; }
int clinux_set_device_up(const char *name) { errno = ENOSYS; return -1; }
int clinux_set_device_ipv4(const char *name, uint32_t address, int prefix) { errno = ENOSYS; return -1; }
#endif
