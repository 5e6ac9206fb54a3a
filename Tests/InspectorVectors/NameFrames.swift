/// Messages of DNS with the rarer records, and of its cousins. The values are what Wireshark says of the same bytes.
package let nameSamples: [Sample] = [
    Sample("DNS keys and signatures", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 01 8e 00 01 40 00 40 11 25 48 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 01 7a 3c 89 12 34 81 80 00 01
        00 03 00 03 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 2b 00 01 c0 0c 00 2b 00 01 00 00 01 2c 00 24 30 39 0d 02 00 01 02 03 04 05 06 07 08
        09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f c0 0c 00 30 00 01 00 00 01 2c 00 44 01 01 03 0d 00 01 02 03 04 05 06 07 08
        09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f 30 31 32 33 34 35 36 37 38
        39 3a 3b 3c 3d 3e 3f c0 0c 00 2e 00 01 00 00 01 2c 00 5f 00 01 0d 02 00 00 01 2c 65 53 f1 00 65 44 ae c0 30 39 07 65 78 61 6d 70 6c 65 03 63 6f
        6d 00 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d
        2e 2f 30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f c0 0c 00 2f 00 01 00 00 01 2c 00 17 01 61 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 06 40
        01 00 00 00 03 c0 0c 00 32 00 01 00 00 01 2c 00 26 01 01 00 0a 04 aa bb cc dd 14 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 00
        06 40 00 00 00 00 02 c0 0c 00 33 00 01 00 00 01 2c 00 09 01 00 00 0a 04 aa bb cc dd
        """), "eth:ethertype:ip:udp:dns", ["dns.ds.key_id": "0x3039", "dns.ds.digest_type": "2", "dns.dnskey.key_id": "59409", "dns.dnskey.flags.secure_entry_point": "1", "dns.rrsig.signature_expiration": "Nov 14, 2023 22:13:20.000000000 UTC", "dns.rrsig.signers_name": "example.com", "dns.nsec.next_domain_name": "a.example.com", "dns.nsec3.salt_value": "aabbccdd", "dns.nsec3.hash_value": "000g40o40k30e209185go38e1s8124gj"]),
    Sample("DNS services and certificates", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 01 13 00 01 40 00 40 11 25 c3 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 00 ff 1a 30 12 34 81 80 00 01
        00 05 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 41 00 01 c0 0c 00 41 00 01 00 00 01 2c 00 37 00 01 00 00 01 00 06 02 68 32 02 68 33
        00 03 00 02 01 bb 00 04 00 04 5d b8 d8 22 00 06 00 10 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01 00 05 00 04 00 00 00 00 c0 0c 00 40 00 01
        00 00 01 2c 00 13 00 00 03 73 76 63 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 c0 0c 00 34 00 01 00 00 01 2c 00 23 03 01 01 00 01 02 03 04 05 06 07
        08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f c0 0c 01 01 00 01 00 00 01 2c 00 16 00 05 69 73 73 75 65 6c 65 74 73 65
        6e 63 72 79 70 74 2e 6f 72 67 c0 0c 01 01 00 01 00 00 01 2c 00 1b 80 05 69 6f 64 65 66 6d 61 69 6c 74 6f 3a 61 40 65 78 61 6d 70 6c 65 2e 63 6f
        6d
        """), "eth:ethertype:ip:udp:dns", ["dns.svcb.svcpriority": "1", "dns.svcb.svcparam.alpn": "h2", "dns.svcb.svcparam.port": "443", "dns.svcb.svcparam.ipv4hint.ip": "93.184.216.34", "dns.tlsa.certificate_usage": "3", "dns.caa.issue": "letsencrypt.org", "dns.caa.tag": "issue"]),
    Sample("DNS rules, fingerprints, places", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 f6 00 01 40 00 40 11 25 e0 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 00 e2 b8 08 12 34 81 80 00 01
        00 06 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 23 00 01 c0 0c 00 23 00 01 00 00 01 2c 00 26 00 64 00 0a 01 73 07 53 49 50 2b 44 32
        55 00 04 5f 73 69 70 04 5f 75 64 70 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 c0 0c 00 2c 00 01 00 00 01 2c 00 22 04 02 00 01 02 03 04 05 06 07 08
        09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f c0 0c 00 27 00 01 00 00 01 2c 00 0d 07 65 78 61 6d 70 6c 65 03 6e 65 74 00
        c0 0c 00 0d 00 01 00 00 01 2c 00 09 03 50 44 50 04 55 4e 49 58 c0 0c 00 1d 00 01 00 00 01 2c 00 10 00 12 16 13 89 16 cb 3c 70 c3 10 df 00 98 bd
        c0 c0 0c 00 63 00 01 00 00 01 2c 00 07 06 76 3d 73 70 66 31
        """), "eth:ethertype:ip:udp:dns", ["dns.naptr.service": "SIP+D2U", "dns.naptr.replacement": "_sip._udp.example.com", "dns.sshfp.algorithm": "4", "dns.dname": "example.net", "dns.hinfo.os": "UNIX", "dns.loc.latitude": "2299972412", "dns.spf": "v=spf1"]),
    Sample("DNS odds and ends", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 01 23 00 01 40 00 40 11 25 b3 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 01 0f fb 0b 12 34 81 80 00 01
        00 07 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 ff 00 01 c0 0c 00 11 00 01 00 00 01 2c 00 24 05 61 64 6d 69 6e 07 65 78 61 6d 70 6c
        65 03 63 6f 6d 00 03 74 78 74 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 c0 0c 00 12 00 01 00 00 01 2c 00 13 00 01 03 61 66 73 07 65 78 61 6d 70 6c
        65 03 63 6f 6d 00 c0 0c 01 00 00 01 00 00 01 2c 00 18 00 0a 00 01 68 74 74 70 73 3a 2f 2f 65 78 61 6d 70 6c 65 2e 63 6f 6d 2f c0 0c 00 24 00 01
        00 00 01 2c 00 12 00 0a 02 6b 78 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 c0 0c 00 0a 00 01 00 00 01 2c 00 04 01 02 03 04 c0 0c 00 25 00 01 00 00
        01 2c 00 0d 00 01 30 39 0d 00 00 00 00 00 00 00 00 c0 0c 00 3b 00 01 00 00 01 2c 00 24 30 39 0d 02 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e
        0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f
        """), "eth:ethertype:ip:udp:dns", ["dns.rp.mailbox": "admin.example.com", "dns.afsdb.hostname": "afs.example.com", "dns.data": "000a000168747470733a2f2f6578616d706c652e636f6d2f", "dns.kx.key_exchange": "kx.example.com", "dns.null": "01020304", "dns.cert.key_tag": "0x3039"]),
    Sample("DNS options", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 c4 00 01 40 00 40 11 26 12 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 00 b0 9b 33 12 34 81 83 00 01
        00 00 00 00 00 01 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01 00 00 29 04 d0 00 00 80 00 00 80 00 03 00 03 6e 73 31 00 08 00 07 00 01 18
        00 c0 00 02 00 08 00 0b 00 02 38 00 20 01 0d b8 00 00 01 00 0a 00 08 00 01 02 03 04 05 06 07 00 0a 00 18 00 01 02 03 04 05 06 07 00 01 02 03 04
        05 06 07 08 09 0a 0b 0c 0d 0e 0f 00 0f 00 09 00 12 62 6c 6f 63 6b 65 64 00 0b 00 02 00 64 00 0c 00 04 00 00 00 00 00 05 00 02 08 0d 00 0d 00 0d
        07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 fd e9 00 01 01
        """), "eth:ethertype:ip:udp:dns", ["dns.opt.code": "3", "dns.opt.client.addr4": "192.0.2.0", "dns.opt.client.addr6": "2001:db8:0:100::", "dns.opt.cookie.client": "0001020304050607", "dns.opt.ext_error.extra_text": "blocked", "dns.opt.dau": "8", "dns.resp.z.do": "1", "dns.qry.name.len": "11", "dns.count.labels": "2"]),
    Sample("DNS signed message", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 85 00 01 40 00 40 11 26 51 0a 00 00 0b 0a 00 00 0c 00 35 9c 40 00 71 c6 17 12 34 81 80 00 01
        00 00 00 00 00 01 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 06 00 01 03 6b 65 79 00 00 fa 00 ff 00 00 00 00 00 3d 0b 68 6d 61 63 2d 73 68 61 32
        35 36 00 00 00 65 53 74 80 01 2c 00 20 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f 12 34 00
        00 00 00
        """), "eth:ethertype:ip:udp:dns", ["dns.tsig.algorithm_name": "hmac-sha256", "dns.tsig.time_signed": "Nov 14, 2023 13:22:08.000000000 UTC", "dns.tsig.fudge": "300", "dns.tsig.original_id": "4660"]),
    Sample("mDNS answer", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 a1 00 01 40 00 40 11 26 35 0a 00 00 0b 0a 00 00 0c 14 e9 14 e9 00 8d 8e 38 00 00 84 00 00 01
        00 02 00 00 00 02 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 0c 00 01 c0 0c 00 01 80 01 00 00 01 2c 00 04 0a 00 00 01 c0 0c 00 1c 80 01 00 00 01
        2c 00 10 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01 c0 0c 00 2f 80 01 00 00 01 2c 00 13 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 04 40 00
        00 08 00 00 29 85 a0 00 00 11 94 00 12 00 04 00 0e 00 00 02 00 00 00 00 01 02 00 00 00 00 01
        """), "eth:ethertype:ip:udp:mdns", ["dns.qry.qu": "0", "dns.resp.cache_flush": "1", "dns.rr.udp_payload_size": "0x05a0"]),
    Sample("LLMNR answer", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 49 00 01 40 00 40 11 26 8d 0a 00 00 0b 0a 00 00 0c 14 eb 9c 40 00 35 95 d3 12 34 84 00 00 01
        00 01 00 00 00 00 07 65 78 61 6d 70 6c 65 03 63 6f 6d 00 00 01 00 01 c0 0c 00 01 00 01 00 00 01 2c 00 04 0a 00 00 01
        """), "eth:ethertype:ip:udp:llmnr", ["dns.flags.conflict": "1", "dns.flags.tentative": "0"]),
]
