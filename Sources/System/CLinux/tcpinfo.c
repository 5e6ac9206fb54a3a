#include "CLinux.h"

#include <errno.h>
#include <string.h>

#ifdef __linux__
// The kernel's own header: the C library's knows fewer of the variables.
#include <linux/tcp.h>
#include <netinet/in.h>

int clinux_tcp_variables(int descriptor, struct clinux_tcp_variables *out) {
    struct tcp_info info;
    memset(&info, 0, sizeof info);
    socklen_t length = sizeof info;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &length) != 0) return -1;
    out->state = info.tcpi_state;
    out->recovery = info.tcpi_ca_state;
    out->segment_size = info.tcpi_snd_mss;
    out->congestion_window = info.tcpi_snd_cwnd;
    out->slow_start_threshold = info.tcpi_snd_ssthresh;
    out->unacknowledged = info.tcpi_unacked;
    out->sacked = info.tcpi_sacked;
    out->lost = info.tcpi_lost;
    out->timeout_us = info.tcpi_rto;
    out->round_trip_us = info.tcpi_rtt;
    out->round_trip_variation_us = info.tcpi_rttvar;
    // An older kernel fills in less than the header knows.
    out->send_window = length >= offsetof(struct tcp_info, tcpi_snd_wnd) + sizeof info.tcpi_snd_wnd ? (int64_t)info.tcpi_snd_wnd : -1;
    memset(out->congestion_control, 0, sizeof out->congestion_control);
    length = sizeof out->congestion_control - 1;
    if (getsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, out->congestion_control, &length) != 0) out->congestion_control[0] = 0;
    return 0;
}
#else
int clinux_tcp_variables(int descriptor, struct clinux_tcp_variables *out) {
    (void)descriptor;
    (void)out;
    errno = ENOSYS;
    return -1;
}
#endif
