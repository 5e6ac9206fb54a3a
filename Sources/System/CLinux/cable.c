#define _GNU_SOURCE
#include "CLinuxNamespaces.h"

#include <errno.h>

#ifdef __linux__
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

// --- a netlink message: a header, then attributes, some of which hold attributes ----------------------------------------

struct message {
    union {
        struct nlmsghdr header;
        uint8_t bytes[1024];
    };
};

static void *append(struct message *message, size_t size) {
    void *place = message->bytes + NLMSG_ALIGN(message->header.nlmsg_len);
    message->header.nlmsg_len = NLMSG_ALIGN(message->header.nlmsg_len) + (uint32_t)size;
    return place;
}

static struct rtattr *attribute(struct message *message, unsigned short type, const void *value, size_t size) {
    struct rtattr *attribute = append(message, RTA_LENGTH(size));
    attribute->rta_type = type;
    attribute->rta_len = (unsigned short)RTA_LENGTH(size);
    if (size) memcpy(RTA_DATA(attribute), value, size);
    return attribute;
}

static void end(struct message *message, struct rtattr *attribute) {
    attribute->rta_len = (unsigned short)(message->bytes + message->header.nlmsg_len - (uint8_t *)attribute);
}

/// Sends a request and takes the kernel's answer.
static int ask(struct message *message) {
    int socket_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (socket_ < 0) return -1;
    struct { struct nlmsghdr header; struct nlmsgerr error; uint8_t rest[1024]; } answer;
    int number = 0;
    if (send(socket_, message->bytes, message->header.nlmsg_len, 0) < 0) {
        number = errno;
    } else {
        ssize_t count;
        do { count = recv(socket_, &answer, sizeof answer, 0); } while (count < 0 && errno == EINTR);
        if (count < 0) number = errno;
        else if (count < (ssize_t)(sizeof answer.header + sizeof answer.error.error) || answer.header.nlmsg_type != NLMSG_ERROR) number = EPROTO;
        else number = -answer.error.error;
    }
    close(socket_);
    errno = number;
    return number ? -1 : 0;
}

int clinux_make_cable(const char *name, const uint8_t mac[6], const uint8_t other_mac[6], int other_network) {
    size_t length = strlen(name) + 1;
    if (length > IFNAMSIZ) {
        errno = EINVAL;
        return -1;
    }
    struct message message = {0};
    message.header.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg));
    message.header.nlmsg_type = RTM_NEWLINK;
    message.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK;
    message.header.nlmsg_seq = 1;
    attribute(&message, IFLA_IFNAME, name, length);
    attribute(&message, IFLA_ADDRESS, mac, 6);
    struct rtattr *link = attribute(&message, IFLA_LINKINFO, NULL, 0);
    attribute(&message, IFLA_INFO_KIND, "veth", 5);
    struct rtattr *data = attribute(&message, IFLA_INFO_DATA, NULL, 0);
    struct rtattr *peer = attribute(&message, VETH_INFO_PEER, NULL, 0);
    memset(append(&message, sizeof(struct ifinfomsg)), 0, sizeof(struct ifinfomsg));
    attribute(&message, IFLA_IFNAME, name, length);
    attribute(&message, IFLA_ADDRESS, other_mac, 6);
    uint32_t network = (uint32_t)other_network;
    attribute(&message, IFLA_NET_NS_FD, &network, sizeof network);
    end(&message, peer);
    end(&message, data);
    end(&message, link);
    return ask(&message);
}

// --- what is set by ioctl -------------------------------------------------------------------------------------------

static int set(const char *name, unsigned long request, struct ifreq *wanted) {
    int socket_ = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -1;
    snprintf(wanted->ifr_name, sizeof wanted->ifr_name, "%s", name);
    int result = ioctl(socket_, request, wanted);
    int number = errno;
    close(socket_);
    errno = number;
    return result < 0 ? -1 : 0;
}

int clinux_up(const char *name) {
    struct ifreq wanted = {0};
    if (set(name, SIOCGIFFLAGS, &wanted) < 0) return -1;
    wanted.ifr_flags |= IFF_UP;
    return set(name, SIOCSIFFLAGS, &wanted);
}

static int set_address(const char *name, unsigned long request, uint32_t address) {
    struct ifreq wanted = {0};
    struct sockaddr_in internet = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
    memcpy(&wanted.ifr_addr, &internet, sizeof internet);
    return set(name, request, &wanted);
}

int clinux_bring_up(const char *name, uint32_t address, int prefix) {
    uint32_t mask = prefix <= 0 ? 0 : prefix >= 32 ? UINT32_MAX : ~(UINT32_MAX >> prefix);
    if (set_address(name, SIOCSIFADDR, address) < 0) return -1;
    if (set_address(name, SIOCSIFNETMASK, mask) < 0) return -1;
    return clinux_up(name);
}

int clinux_offloads_off(const char *name) {
    // Segmentation by the device first: it rests on checksums by the device.
    static const uint32_t commands[] = {ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_STXCSUM};
    for (unsigned index = 0; index < sizeof commands / sizeof *commands; index++) {
        struct ethtool_value off = {.cmd = commands[index], .data = 0};
        struct ifreq wanted = {0};
        wanted.ifr_data = (void *)&off;
        if (set(name, SIOCETHTOOL, &wanted) < 0 && errno != EOPNOTSUPP) return -1;
    }
    return 0;
}

int clinux_no_ipv6_autoconfiguration(const char *name) {
    // /proc/sys/net shows the network of the thread that opens it.
    char path[128];
    snprintf(path, sizeof path, "/proc/sys/net/ipv6/conf/%s/addr_gen_mode", name);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return errno == ENOENT ? 0 : -1;
    ssize_t written = write(file, "1", 1);
    int number = errno;
    close(file);
    errno = number;
    return written == 1 ? 0 : -1;
}

#else

static int unsupported(void) {
    errno = ENOSYS;
    return -1;
}
int clinux_make_cable(const char *name, const uint8_t mac[6], const uint8_t other_mac[6], int other_network) {
    (void)name, (void)mac, (void)other_mac, (void)other_network;
    return unsupported();
}
int clinux_offloads_off(const char *name) { (void)name; return unsupported(); }
int clinux_no_ipv6_autoconfiguration(const char *name) { (void)name; return unsupported(); }
int clinux_bring_up(const char *name, uint32_t address, int prefix) { (void)name, (void)address, (void)prefix; return unsupported(); }
int clinux_up(const char *name) { (void)name; return unsupported(); }

#endif
