// Network namespaces and the virtual Ethernet cable between two of them. Linux only; elsewhere every call fails with ENOSYS.
#pragma once

#include <stdint.h>
#include <sys/types.h>

// Unless it says otherwise, a call returns 0, or -1 with errno set.

/// Moves this process, of one thread, into a user namespace of its own, in which it is itself and has every capability,
/// and into a network namespace of its own whose loopback is up. What failed goes to `step`.
int clinux_enter_private_network(const char **step);

/// Tries clinux_enter_private_network in a child that ends at once: 0, or the errno with which it would fail (and `step`).
int clinux_try_private_network(const char **step);

/// Threads of this process; -1 where /proc does not say.
int clinux_thread_count(void);

/// The environment variable that makes a program enter a private network before its `main` begins.
#define CLINUX_PRIVATE_NETWORK_VARIABLE "LAYERLAB_PRIVATE_NETWORK"
/// What came of that: -1 when it was not asked for, 0 when it was done, otherwise the errno (and `step`).
int clinux_private_network_at_start(const char **step);

/// The calling thread's network namespace, as a descriptor.
int clinux_current_network(void);
/// Moves the calling thread into another network namespace.
int clinux_set_network(int descriptor);
/// Moves the calling thread into a new network namespace.
int clinux_new_network(void);

/// Lays a cable: a device `name` in the calling thread's network, and one of the same name at its other end, in `other_network`.
int clinux_make_cable(const char *name, const uint8_t mac[6], const uint8_t other_mac[6], int other_network);
/// Lets a device's kernel segment and sum up in software before the frame leaves, as a wire would see it.
int clinux_offloads_off(const char *name);
/// Keeps a device from speaking IPv6 by itself (router solicitations, listener reports).
int clinux_no_ipv6_autoconfiguration(const char *name);
/// Gives a device an IPv4 address (a number, first octet highest) and a prefix length, and sets it up.
int clinux_bring_up(const char *name, uint32_t address, int prefix);
/// Sets a device up.
int clinux_up(const char *name);
