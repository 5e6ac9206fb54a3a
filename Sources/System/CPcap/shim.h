#include <pcap/pcap.h>
#ifdef __linux__
#include <linux/if_packet.h>
#endif
