/// Packets and frames inside others, by each way that the inspector reads. The chains and values are tshark's.
package let tunnelSamples: [Sample] = [
    Sample("a packet in GTP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 42 00 01 40 00 40 11 26 94 0a 00 00 0b 0a 00 00 0c 9c 40 08 68 00 2e 15 b5 30 ff 00 1e 00 00
        00 01 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:gtp:ip:icmp:data", ["icmp.ident": "12345", "udp.dstport": "2152"]),
    Sample("GTP with an extension header", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 5c 00 01 40 00 40 11 26 7a 0a 00 00 0b 0a 00 00 0c 9c 40 08 68 00 48 6c cb 34 ff 00 38 00 00
        00 01 00 00 00 85 01 10 09 00 60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00
        00 02 85 00 1f 48 00 00 00 00
        """), "eth:ethertype:ip:udp:gtp:ipv6:icmpv6", ["icmpv6.type": "133"]),
    Sample("an echo of GTP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 28 00 01 40 00 40 11 26 ae 0a 00 00 0b 0a 00 00 0c 9c 40 08 4b 00 14 15 1e 32 01 00 04 00 00
        00 00 00 01 00 00
        """), "eth:ethertype:ip:udp:gtp", ["udp.length": "20"]),
    Sample("PPP in GRE (PPTP)", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 42 00 01 40 00 40 2f 26 76 0a 00 00 0b 0a 00 00 0c 30 01 88 0b 00 22 00 07 00 00 00 01 ff 03
        00 21 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:gre:ppp:ip:icmp:data", ["ppp.protocol": "0x0021", "icmp.seq": "1"]),
    Sample("a radio frame in GRE", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 56 00 01 40 00 40 2f 26 62 0a 00 00 0b 0a 00 00 0c 00 00 82 00 08 02 2c 00 02 00 00 00 00 0c
        02 00 00 00 00 0d 02 00 00 00 00 0b 10 00 aa aa 03 00 00 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39
        00 01 68 69
        """), "eth:ethertype:ip:gre:wlan:llc:ip:icmp:data", ["wlan.bssid": "02:00:00:00:00:0d", "llc.type": "0x0800"]),
    Sample("Ethernet in GRE, by MikroTik", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 44 00 01 40 00 40 2f 26 74 0a 00 00 0b 0a 00 00 0c 00 00 64 00 02 00 00 00 00 0c 02 00 00 00
        00 0b 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:gre:eth:ethertype:ip:icmp:data", ["icmp.type": "8"]),
    Sample("several frames in one over the air", linkType: 105, hex("""
        88 02 2c 00 02 00 00 00 00 0c 02 00 00 00 00 0d 02 00 00 00 00 0d 10 00 80 00 02 00 00 00 00 0c 02 00 00 00 00 0b 00 26 aa aa 03 00 00 00 08 00
        45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69 02 00 00 00 00 0c 02 00 00 00 00 0b 00 26 aa aa 03 00
        00 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "wlan:llc:ip:icmp:data:llc:ip:icmp:data", ["wlan.seq": "1", "icmp.ident": "12345"]),
    Sample("IPv6 in Teredo, with authentication and origin", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 61 00 01 40 00 40 11 26 75 0a 00 00 0b 0a 00 00 0c 9c 40 0d d8 00 4d 86 30 00 01 00 00 00 00
        00 00 00 00 00 00 00 00 00 63 bf f5 ff ff f4 60 00 00 00 00 08 3a 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00
        00 00 00 00 00 00 02 85 00 1f 48 00 00 00 00
        """), "eth:ethertype:ip:udp:teredo:ipv6:icmpv6", ["icmpv6.type": "133"]),
    Sample("IPv6 in AYIYA", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 78 00 01 40 00 40 11 26 5e 0a 00 00 0b 0a 00 00 0c 9c 40 13 d0 00 64 4b 7d 44 52 11 29 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 60 00 00 00 00 08 3a 40 20 01
        0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 02 85 00 1f 48 00 00 00 00
        """), "eth:ethertype:ip:udp:ayiya:ipv6:icmpv6", ["icmpv6.type": "133"]),
    Sample("a packet between LISP sites", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 42 00 01 40 00 40 11 26 94 0a 00 00 0b 0a 00 00 0c 9c 40 10 f5 00 2e 89 dc 80 12 34 56 00 00
        00 01 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:lisp-data:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a LISP message in another", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 3e 00 01 40 00 40 11 26 98 0a 00 00 0b 0a 00 00 0c 9c 40 10 f6 00 2a be 4c 80 00 00 00 45 00
        00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:lisp:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("PPP in L2TP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 46 00 01 40 00 40 11 26 90 0a 00 00 0b 0a 00 00 0c 9c 40 06 a5 00 32 09 3a 40 02 00 2a 00 01
        00 02 ff 03 00 21 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:l2tp:ppp:ip:icmp:data", ["ppp.protocol": "0x0021", "icmp.ident": "12345"]),
    Sample("Ethernet in CAPWAP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 50 00 01 40 00 40 11 26 86 0a 00 00 0b 0a 00 00 0c 9c 40 14 7f 00 3c 2c 79 00 10 02 00 00 00
        00 00 02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:capwap.data:eth:ethertype:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a radio frame in CAPWAP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 62 00 01 40 00 40 11 26 74 0a 00 00 0b 0a 00 00 0c 9c 40 14 7f 00 4e 3d 95 00 10 03 00 00 00
        00 00 02 08 2c 00 02 00 00 00 00 0c 02 00 00 00 00 0d 02 00 00 00 00 0b 10 00 aa aa 03 00 00 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8
        00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:capwap.data:wlan:llc:ip:icmp:data", ["wlan.fc.type": "2", "wlan.sa": "02:00:00:00:00:0b", "icmp.ident": "12345"]),
    Sample("CAPWAP, encrypted", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 2f 00 01 40 00 40 11 26 a7 0a 00 00 0b 0a 00 00 0c 9c 40 14 7f 00 1b ba 81 01 00 00 00 17 fe
        fd 00 01 00 00 00 00 00 05 00 02 61 62
        """), "eth:ethertype:ip:udp:capwap.data:dtls", ["udp.length": "27"]),
    Sample("an Ethernet pseudowire with a control word", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 88 47 00 01 01 ff 00 00 00 00 cc 04 0a dc 00 10 cc 03 0b dc 00 10 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a
        c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:mpls:pwethheuristic:pwethcw:eth:ethertype:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a provider backbone frame", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 88 e7 00 00 00 64 02 00 00 00 00 1c 02 00 00 00 00 1b 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01
        c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ieee8021ah:ethertype:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a virtual port tag", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 89 26 00 01 00 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01
        68 69
        """), "eth:ethertype:vntag:ethertype:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a FabricPath frame", hex("""
        02 0a bd 00 00 00 02 0a bc 00 00 00 89 03 00 40 02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8
        00 02 08 00 5f 5c 30 39 00 01 68 69 00 00 00 00
        """), "eth:cfp:eth:ethertype:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("GRE in UDP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 3e 00 01 40 00 40 11 26 98 0a 00 00 0b 0a 00 00 0c 9c 40 12 92 00 2a 34 b1 00 00 08 00 45 00
        00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "eth:ethertype:ip:udp:gre:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a frame on FDDI", linkType: 10, hex("""
        50 40 00 00 00 00 30 40 00 00 00 00 d0 aa aa 03 00 00 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00
        01 68 69
        """), "fddi:llc:ip:icmp:data", ["llc.type": "0x0800", "icmp.ident": "12345"]),
    Sample("Cisco HDLC on a PPP link", linkType: 9, hex("""
        0f 00 08 00 45 00 00 1e 00 01 40 00 40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "ppp:chdlc:ip:icmp:data", ["icmp.ident": "12345"]),
    Sample("a radio frame behind per-packet information", linkType: 192, hex("""
        00 00 08 00 69 00 00 00 08 02 2c 00 02 00 00 00 00 0c 02 00 00 00 00 0d 02 00 00 00 00 0b 10 00 aa aa 03 00 00 00 08 00 45 00 00 1e 00 01 40 00
        40 01 b9 8a c0 a8 00 01 c0 a8 00 02 08 00 5f 5c 30 39 00 01 68 69
        """), "ppi:wlan_radio:wlan:llc:ip:icmp:data", ["wlan.sa": "02:00:00:00:00:0b", "icmp.ident": "12345"]),
    Sample("an ICMP error with labels", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 a8 00 01 40 00 40 01 26 3e 0a 00 00 0b 0a 00 00 0c 0b 00 09 24 00 20 00 00 45 00 00 30 00 01
        40 00 40 11 b9 68 c0 a8 00 01 c0 a8 00 02 9c 40 82 9a 00 1c 18 10 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 78 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 20 00 24 04 00 08 01 01 18 f3 a1 ff
        """), "eth:ethertype:ip:icmp:ip:udp:data", ["icmp.length": "32", "icmp.mpls.label": "102202", "icmp.ext.checksum.status": "1"]),
]

/// Datagrams that are known by name: by their port, or by how they begin.
package let datagramSamples: [Sample] = [
    Sample("STUN with what goes through a relay", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 3c 00 01 40 00 40 11 26 9a 0a 00 00 0b 0a 00 00 0c 9c 40 9c 41 00 28 a9 a3 00 17 00 0c 21 12
        a4 42 00 00 00 00 00 00 00 00 00 00 00 00 00 13 00 05 68 65 6c 6c 6f 00 00 00
        """), "eth:ethertype:ip:udp:stun:data", ["data.len": "5"]),
    Sample("a channel of a relay", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 24 00 01 40 00 40 11 26 b2 0a 00 00 0b 0a 00 00 0c 9c 40 0d 96 00 10 3d 16 40 00 00 04 61 62
        63 64
        """), "eth:ethertype:ip:udp:stun:data", ["data.len": "4"]),
    Sample("QUIC", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 47 00 01 40 00 40 11 26 8f 0a 00 00 0b 0a 00 00 0c 9c 40 01 bb 00 33 3c 40 c0 00 00 00 01 08
        01 02 03 04 05 06 07 08 00 00 40 19 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """), "eth:ethertype:ip:udp:quic", ["udp.length": "51"]),
    Sample("DTLS", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 2d 00 01 40 00 40 11 26 a9 0a 00 00 0b 0a 00 00 0c 9c 40 9c 41 00 19 cd 5f 17 fe fd 00 01 00
        00 00 00 00 05 00 04 61 62 63 64
        """), "eth:ethertype:ip:udp:dtls", ["udp.length": "25"]),
    Sample("a call of remote procedures", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 44 00 01 40 00 40 11 26 92 0a 00 00 0b 0a 00 00 0c 9c 40 08 01 00 30 57 e0 12 34 56 78 00 00
        00 00 00 00 00 02 00 01 86 a3 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """), "eth:ethertype:ip:udp:rpc", ["udp.length": "48"]),
    Sample("WireGuard says hello", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 b0 00 01 40 00 40 11 26 26 0a 00 00 0b 0a 00 00 0c 9c 40 ca 6c 00 9c 82 f2 01 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        """), "eth:ethertype:ip:udp:wg", ["udp.length": "156"]),
    Sample("a block of a file by TFTP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 25 00 01 40 00 40 11 26 b1 0a 00 00 0b 0a 00 00 0c 9c 40 00 45 00 11 0b 5a 00 03 00 01 68 65
        6c 6c 6f
        """), "eth:ethertype:ip:udp:tftp:data", ["data.len": "5"]),
    Sample("SNMP", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 44 00 01 40 00 40 11 26 92 0a 00 00 0b 0a 00 00 0c 9c 40 00 a1 00 30 82 f2 30 26 02 01 01 04
        06 70 75 62 6c 69 63 a0 19 02 04 01 02 03 04 02 01 00 02 01 00 30 0b 30 09 06 05 2b 06 01 02 01 05 00
        """), "eth:ethertype:ip:udp:snmp", ["udp.length": "48"]),
]
