// System calls that Swift's Glibc module does not show (epoll, accept4, TUN), and those whose macros Swift cannot read
// (control messages, ICMP filters). The parts that other systems have too work there as well; the rest answers ENOSYS.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

// Every call returns -1 and sets errno on failure, as the system's own do. Descriptors made here are non-blocking and
// closed on exec.

int clinux_socket(int family, int type, int protocol);
int clinux_accept(int listener, struct sockaddr_storage *address, socklen_t *length);
int clinux_pipe(int ends[2]);

// --- epoll ---------------------------------------------------------------------------------------------------------

enum { CLINUX_READABLE = 1, CLINUX_WRITABLE = 2, CLINUX_ERROR = 4, CLINUX_HANGUP = 8 };

/// What one epoll or poll event says: `ready` is a set of CLINUX_…
struct clinux_event {
    int32_t descriptor;
    uint32_t ready;
};

int clinux_epoll_create(void);
/// Watches a descriptor, edge-triggered, for reading and writing.
int clinux_epoll_add_edges(int epoll, int descriptor);
/// Watches a descriptor, level-triggered, for reading only.
int clinux_epoll_add_readable(int epoll, int descriptor);
int clinux_epoll_remove(int epoll, int descriptor);
/// Waits for at most `nanoseconds` (negative: without end); returns how many `events` were written, at most 256 a call.
int clinux_epoll_wait(int epoll, struct clinux_event *events, int count, int64_t nanoseconds);

/// poll(2) over `count` descriptors with a set of CLINUX_READABLE and CLINUX_WRITABLE each in `wanted`; fills in `ready`.
int clinux_poll(const int32_t *descriptors, const uint32_t *wanted, uint32_t *ready, int count, int64_t nanoseconds);

// --- messages with control data --------------------------------------------------------------------------------------

/// Receives a datagram with the time to live it arrived with (-1: not told). `flags` as for recvmsg.
ssize_t clinux_receive_with_hops(int descriptor, void *buffer, size_t size, struct sockaddr_storage *from, int *hops);

/// An entry of a socket's error queue (IP_RECVERR).
struct clinux_returned_error {
    struct sockaddr_storage reporter;     // who sent the ICMP error; family 0: not told
    struct sockaddr_storage destination;  // where the datagram was going
    uint32_t number;                      // errno
    uint32_t info;                        // the next hop's MTU for "too big"
    uint8_t origin;                       // 1: the host itself, 2: ICMP, 3: ICMPv6
    uint8_t type, code;
};

/// Takes one entry from the error queue; what came back of the datagram goes to `buffer`, and its length is returned.
ssize_t clinux_take_error(int descriptor, struct clinux_returned_error *error, void *buffer, size_t size);
/// Asks for the error queue (IP_RECVERR, IPV6_RECVERR).
int clinux_keep_errors(int descriptor, int family);
/// Asks for the time to live of what arrives.
int clinux_tell_hops(int descriptor, int family);
/// Lets only echo replies through to a raw ICMP or ICMPv6 socket.
int clinux_filter_echo_replies(int descriptor, int family);

// --- TCP -------------------------------------------------------------------------------------------------------------

/// What Linux says of a connection (TCP_INFO): numbers of segments, but for the windows; times in microseconds.
struct clinux_tcp_variables {
    uint8_t state, recovery;
    uint32_t segment_size, congestion_window, slow_start_threshold;
    uint32_t unacknowledged, sacked, lost;
    uint32_t timeout_us, round_trip_us, round_trip_variation_us;
    int64_t send_window;  // bytes; -1: not told
    char congestion_control[17];
};

int clinux_tcp_variables(int descriptor, struct clinux_tcp_variables *out);

// --- signals ---------------------------------------------------------------------------------------------------------

/// From now on `signal` writes its number, one byte, to `descriptor`. With `once` the next one does what it does by default.
int clinux_signal_to_pipe(int signal, int descriptor, int once);
/// Gives the signal its default behaviour back.
int clinux_signal_default(int signal);

// --- TAP -------------------------------------------------------------------------------------------------------------

/// Opens the TAP device `name` (made if need be; empty: the system chooses), frames only, without the 4-byte prefix.
/// `name` has room for `size` bytes and receives the name that was given.
int clinux_open_tap(char *name, size_t size);
/// The device's MTU; its hardware address goes to `mac`.
int clinux_device_mtu(const char *name);
int clinux_set_device_mtu(const char *name, int mtu);
/// Sets the device up.
int clinux_set_device_up(const char *name);
/// Gives the kernel's side of the device an IPv4 address and a prefix length.
int clinux_set_device_ipv4(const char *name, uint32_t address, int prefix);

// --- files -----------------------------------------------------------------------------------------------------------

/// A stream whose bytes `next` writes, at most `size` at a time (0: the end; -1: it fails). It has no buffer: each fread asks for just what it was asked
/// for, a byte at a time. Give it one (setvbuf) before much is read. `position` tells how many bytes `next` has written, for ftello.
FILE *clinux_reading_stream(ssize_t (*next)(void *context, char *target, size_t size), int64_t (*position)(void *context), void *context);
