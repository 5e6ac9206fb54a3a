/// Messages of routing protocols. The values are what Wireshark says of the same bytes.
package let routingSamples: [Sample] = [
    Sample("OSPF hello, password", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 44 00 01 40 00 40 59 26 4a 0a 00 00 0b 0a 00 00 0c 02 01 00 30 01 01 01 01 00 00 00 00 e0 90
        00 01 73 65 63 72 65 74 00 00 ff ff ff 00 00 0a 02 01 00 00 00 28 0a 00 01 02 0a 00 01 01 02 02 02 02
        """), "eth:ethertype:ip:ospf", ["ospf.auth.type": "1", "ospf.auth.simple": "secret", "ospf.hello.network_mask": "255.255.255.0", "ospf.v2.options.e": "1", "ospf.hello.active_neighbor": "2.2.2.2"]),
    Sample("OSPF hello, digest and signalling", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 78 00 01 40 00 40 59 26 16 0a 00 00 0b 0a 00 00 0c 02 01 00 30 01 01 01 01 00 00 00 00 00 00
        00 02 00 00 01 10 00 00 00 07 ff ff ff 00 00 0a 12 01 00 00 00 28 0a 00 01 02 0a 00 01 01 02 02 02 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00
        00 00 00 00 00 09 00 01 00 04 00 00 00 03 00 02 00 14 5a 83 41 12 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f
        """), "eth:ethertype:ip:ospf", ["ospf.auth.crypt.key_id": "1", "ospf.auth.crypt.seq_nbr": "7", "ospf.lls.data_length": "36", "ospf.lls.ext.options.rs": "1", "ospf.v2.lls.sequence_number": "0x5a834112"]),
    Sample("OSPF database description", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 5c 00 01 40 00 40 59 26 32 0a 00 00 0b 0a 00 00 0c 02 02 00 48 01 01 01 01 00 00 00 00 f7 ff
        00 00 00 00 00 00 00 00 00 00 05 dc 42 02 76 af 12 34 00 01 22 01 01 01 01 01 01 01 01 01 80 00 00 01 fe 40 00 40 00 01 22 0a 01 00 00 08 01 01
        01 01 80 00 00 01 e9 36 00 1c
        """), "eth:ethertype:ip:ospf", ["ospf.db.interface_mtu": "1500", "ospf.dbd.m": "1", "ospf.db.dd_sequence": "1991184948", "ospf.lsa": "1", "ospf.advrouter": "1.1.1.1", "ospf.lsa.seqnum": "0x80000001", "ospf.lsid_opaque_type": "1"]),
    Sample("OSPF link state request", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 44 00 01 40 00 40 59 26 4a 0a 00 00 0b 0a 00 00 0c 02 03 00 30 01 01 01 01 00 00 00 00 33 14
        00 00 00 00 00 00 00 00 00 00 00 00 00 01 01 01 01 01 01 01 01 01 00 00 00 05 c0 a8 00 00 02 02 02 02
        """), "eth:ethertype:ip:ospf", ["ospf.lsa": "1", "ospf.link_state_id": "1.1.1.1", "ospf.advrouter": "1.1.1.1"]),
    Sample("OSPF update: router, network, summaries", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 cc 00 01 40 00 40 59 25 c2 0a 00 00 0b 0a 00 00 0c 02 04 00 b8 01 01 01 01 00 00 00 00 d8 5c
        00 00 00 00 00 00 00 00 00 00 00 00 00 04 00 01 22 01 01 01 01 01 01 01 01 01 80 00 00 01 fe 40 00 40 03 00 00 03 0a 00 01 02 0a 00 01 01 02 01
        00 0a 08 00 00 14 0a 00 02 00 ff ff ff 00 03 00 00 01 02 02 02 02 0a 00 03 01 01 00 00 64 00 01 22 02 0a 00 01 02 01 01 01 01 80 00 00 01 66 b6
        00 20 ff ff ff 00 01 01 01 01 02 02 02 02 00 01 22 03 0a 01 00 00 01 01 01 01 80 00 00 01 ba 49 00 20 ff ff 00 00 00 00 00 0a 08 00 00 14 00 01
        22 04 03 03 03 03 01 01 01 01 80 00 00 01 05 22 00 1c 00 00 00 00 00 00 00 05
        """), "eth:ethertype:ip:ospf", ["ospf.ls.number_of_lsas": "4", "ospf.lsa.number_of_links": "3", "ospf.lsa.router.linkid": "10.0.1.2", "ospf.lsa.router.linkdata": "10.0.1.1", "ospf.lsa.router.metric0": "10", "ospf.ls.metric": "20", "ospf.lsa.network.attchrtr": "1.1.1.1", "ospf.lsa.asbr.netmask": "255.255.0.0", "ospf.metric": "10", "ospf.v2.router.lsa.flags.b": "1"]),
    Sample("OSPF update: external routes", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 84 00 01 40 00 40 59 26 0a 0a 00 00 0b 0a 00 00 0c 02 04 00 70 01 01 01 01 00 00 00 00 38 49
        00 00 00 00 00 00 00 00 00 00 00 00 00 02 00 01 22 05 c0 a8 00 00 01 01 01 01 80 00 00 01 f0 16 00 24 ff ff ff 00 80 00 00 14 00 00 00 00 00 00
        00 2a 00 01 22 07 c0 a8 01 00 01 01 01 01 80 00 00 01 6d ab 00 30 ff ff ff 00 00 00 00 14 0a 00 00 01 00 00 00 2a 08 00 00 15 0a 00 00 02 00 00
        00 2b
        """), "eth:ethertype:ip:ospf", ["ospf.lsa.asext.netmask": "255.255.255.0", "ospf.lsa.asext.type": "1", "ospf.lsa.asext.fwdaddr": "0.0.0.0", "ospf.lsa.asext.extrttag": "42", "ospf.v2.options.p": "0"]),
    Sample("OSPF update: opaque", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 01 10 00 01 40 00 40 59 25 7e 0a 00 00 0b 0a 00 00 0c 02 04 00 fc 01 01 01 01 00 00 00 00 47 a5
        00 00 00 00 00 00 00 00 00 00 00 00 00 06 00 01 22 0a 01 00 00 08 01 01 01 01 80 00 00 01 e9 36 00 1c 00 01 00 04 01 01 01 01 00 01 22 0a 01 00
        00 09 01 01 01 01 80 00 00 01 6e 44 00 38 00 02 00 20 00 01 00 01 01 00 00 00 00 02 00 04 02 02 02 02 00 03 00 04 0a 00 01 01 00 05 00 04 00 00
        00 0a 00 01 22 09 03 00 00 00 01 01 01 01 80 00 00 01 88 54 00 2c 00 01 00 04 00 00 00 28 00 02 00 01 01 00 00 00 00 03 00 04 0a 00 00 01 00 01
        22 0a 04 00 00 00 01 01 01 01 80 00 00 01 8a 35 00 28 00 01 00 04 f8 00 00 00 00 07 00 06 61 62 63 64 65 66 00 00 00 01 22 0b c8 00 00 01 01 01
        01 01 80 00 00 01 da dc 00 1c 00 01 00 04 11 22 33 44 00 01 22 06 01 01 01 01 01 01 01 01 80 00 00 01 3b f1 00 1c 00 00 00 01 01 01 01 01
        """), "eth:ethertype:ip:ospf", ["ospf.mpls.routerid": "1.1.1.1", "ospf.mpls.local_addr": "10.0.1.1", "ospf.mpls.te_metric": "10", "ospf.v2.grace.period": "40", "ospf.v2.grace.ip": "10.0.0.1", "ospf.ri.options": "0xf8", "ospf.dynhostname": "abcdef", "ospf.lsid.opaque_id": "0"]),
    Sample("OSPF acknowledgement", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 68 00 01 40 00 40 59 26 26 0a 00 00 0b 0a 00 00 0c 02 05 00 54 01 01 01 01 00 00 00 00 11 af
        00 00 00 00 00 00 00 00 00 00 00 01 22 01 01 01 01 01 01 01 01 01 80 00 00 01 fe 40 00 40 00 01 22 02 0a 00 01 02 01 01 01 01 80 00 00 01 66 b6
        00 20 00 01 22 09 03 00 00 00 01 01 01 01 80 00 00 01 88 54 00 2c
        """), "eth:ethertype:ip:ospf", ["ospf.msg": "5", "ospf.lsa.id": "1.1.1.1", "ospf.lsa.age": "1"]),
    Sample("OSPFv3 hello with trailer", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 00 58 59 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 03 01 00 28 01 01 01 01 00 00 00 01 8f 89 00 00 00 00 00 05 01 00 04 13 00 0a 00 28 02 02 02 02 01 01 01 01 02 02 02 02 00 01
        00 30 00 00 00 01 00 00 00 00 52 da 6c 0e 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f
        """), "eth:ethertype:ipv6:ospf", ["ospf.instance_id": "0", "ospf.v3.options.at": "1", "ospf.hello.interface_id": "5", "ospf.at.sa_id": "0x0001", "ospf.at.crypto_seq_nbr": "1390046222"]),
    Sample("OSPFv3 database description", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 00 44 59 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 03 02 00 44 01 01 01 01 00 00 00 01 5a ce 00 00 00 00 00 13 05 dc 00 02 00 00 1d 46 00 01 20 01 00 00 00 00 01 01 01 01 80 00
        00 01 bd 20 00 28 00 01 00 08 00 00 00 05 01 01 01 01 80 00 00 01 3f 07 00 38
        """), "eth:ethertype:ipv6:ospf", ["ospf.v3.options": "0x000013", "ospf.dbd.ms": "0", "ospf.v3.lsa": "0x2001", "ospf.v3.lsa.fc": "1"]),
    Sample("OSPFv3 link state request", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 00 28 59 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 03 03 00 28 01 01 01 01 00 00 00 01 38 cc 00 00 00 00 20 01 00 00 00 00 01 01 01 01 00 00 40 05 00 00 00 03 02 02 02 02
        """), "eth:ethertype:ipv6:ospf", ["ospf.v3.lsa.s12": "0x0001", "ospf.link_state_id": "0.0.0.0"]),
    Sample("OSPFv3 update: router, network, prefixes", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 00 d8 59 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 03 04 00 d8 01 01 01 01 00 00 00 01 13 fa 00 00 00 00 00 05 00 01 20 01 00 00 00 00 01 01 01 01 80 00 00 01 bd 20 00 28 01 00
        00 33 02 00 00 0a 00 00 00 05 00 00 00 06 02 02 02 02 00 01 20 02 00 00 00 05 01 01 01 01 80 00 00 01 27 cc 00 20 00 00 00 33 01 01 01 01 02 02
        02 02 00 01 20 03 00 00 00 01 01 01 01 01 80 00 00 01 76 47 00 24 00 00 00 4a 40 00 00 00 20 01 0d b8 00 00 00 03 00 01 20 04 00 00 00 02 01 01
        01 01 80 00 00 01 dc 2e 00 20 00 00 00 13 00 00 00 0a 03 03 03 03 00 01 40 05 00 00 00 03 01 01 01 01 80 00 00 01 21 fa 00 38 07 00 00 14 30 00
        00 00 20 01 0d b8 00 01 00 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 2a
        """), "eth:ethertype:ipv6:ospf", ["ospf.v3.lsa.type": "2", "ospf.v3.lsa.neighbor_router_id": "2.2.2.2", "ospf.v3.lsa.attached_router": "1.1.1.1", "ospf.v3.address_prefix.ipv6": "2001:db8:0:3::", "ospf.v3.lsa.destination_router_id": "3.3.3.3", "ospf.v3.as.external.flags.t": "1", "ospf.v3.lsa.forwarding_address.ipv6": "fe80::1", "ospf.v3.lsa.external_route_tag": "42"]),
    Sample("OSPFv3 update: links and the rest", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 01 14 59 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 03 04 01 14 01 01 01 01 00 00 00 01 8e 05 00 00 00 00 00 06 00 01 20 07 00 00 00 03 01 01 01 01 80 00 00 01 f8 e9 00 34 02 00
        00 14 40 08 00 00 20 01 0d b8 00 00 00 04 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09 00 01 00 08 00 00 00 05 01 01 01 01 80 00 00 01 3f 07
        00 38 01 00 00 33 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00 00 00 01 40 00 00 00 20 01 0d b8 00 00 00 12 00 01 20 09 00 00 00 00 01 01
        01 01 80 00 00 01 7c b9 00 40 00 02 20 02 00 00 00 05 01 01 01 01 40 00 00 0a 20 01 0d b8 00 00 00 12 80 02 00 00 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 01 00 01 a0 0c 00 00 00 00 01 01 01 01 80 00 00 01 80 0c 00 1c 00 01 00 04 20 00 00 00 00 01 66 66 00 00 00 00 01 01 01 01 80 00
        00 01 49 a1 00 18 11 22 33 44 00 01 40 05 00 00 00 04 01 01 01 01 80 00 00 01 2b aa 00 20 04 00 00 14 00 02 20 01 00 00 00 00
        """), "eth:ethertype:ipv6:ospf", ["ospf.v3.lsa.link_local_interface_address.ipv6": "fe80::1", "ospf.v3.lsa.num_prefixes": "1", "ospf.v3.lsa.referenced_ls_type": "0x0000", "ospf.v3.prefix.options.p": "1", "ospf.ri.options.srs": "1"]),
    Sample("RIP, password", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 48 00 01 40 00 40 11 26 8e 0a 00 00 0b 0a 00 00 0c 02 08 02 08 00 34 a9 ff 01 02 00 00 ff ff
        00 02 73 65 63 72 65 74 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 10
        """), "eth:ethertype:ip:udp:rip", ["rip.auth.type": "2", "rip.auth.passwd": "secret", "rip.metric": "16"]),
    Sample("RIP, digest", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 5c 00 01 40 00 40 11 26 7a 0a 00 00 0b 0a 00 00 0c 02 08 02 08 00 48 a1 9f 02 02 00 00 ff ff
        00 03 00 2c 01 14 00 00 00 07 00 00 00 00 00 00 00 00 00 02 00 07 0a 01 00 00 ff ff 00 00 00 00 00 00 00 00 00 01 ff ff 00 01 00 01 02 03 04 05
        06 07 08 09 0a 0b 0c 0d 0e 0f
        """), "eth:ethertype:ip:udp:rip", ["rip.auth.type": "3", "rip.key_id": "1", "rip.seq_num": "7", "rip.authentication_data": "000102030405060708090a0b0c0d0e0f", "rip.ip": "10.1.0.0", "rip.netmask": "255.255.0.0"]),
    Sample("RIP version 1", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 34 00 01 40 00 40 11 26 a2 0a 00 00 0b 0a 00 00 0c 02 08 02 08 00 20 db 82 02 01 00 00 00 02
        00 00 0a 00 00 00 00 00 00 00 00 00 00 00 00 00 00 02
        """), "eth:ethertype:ip:udp:rip", ["rip.ip": "10.0.0.0", "rip.metric": "2"]),
    Sample("RIPng", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 86 dd 60 00 00 00 00 48 11 40 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00 00 00
        00 00 00 00 00 02 02 09 02 09 00 48 c2 c9 02 01 00 00 20 01 0d b8 00 00 00 01 00 00 00 00 00 00 00 00 00 00 40 01 fe 80 00 00 00 00 00 00 00 00
        00 00 00 00 00 01 00 00 00 ff 20 01 0d b8 00 00 00 02 00 00 00 00 00 00 00 00 00 05 40 10
        """), "eth:ethertype:ipv6:udp:ripng", ["ripng.cmd": "2", "ripng.rte.ipv6_prefix": "2001:db8:0:1::", "ripng.rte.route_tag": "0x0000", "ripng.rte.prefix_length": "64", "ripng.rte.metric": "1"]),
]
