/// Handshakes of TLS. The values are what Wireshark says of the same bytes.
package let securitySamples: [Sample] = [
    Sample("TLS 1.2 client hello", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 d1 00 01 40 00 40 06 26 10 0a 00 00 0b 0a 00 00 0c 9c 40 01 bb 00 00 00 01 00 00 00 01 50 18
        03 e8 8f 49 00 00 16 03 01 00 a4 01 00 00 a0 03 03 36 f6 fb 54 01 40 de 2f 5f 77 51 5a 92 06 7b b1 54 7f 4e fa 27 0b 52 a1 e1 40 17 12 be 57 40
        74 00 00 04 c0 2b 00 ff 01 00 00 73 00 00 00 14 00 12 00 00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 63 6f 6d 00 0b 00 04 03 00 01 02 00 0a 00 0c
        00 0a 00 1d 00 17 00 1e 00 19 00 18 00 23 00 00 00 10 00 05 00 03 02 68 32 00 16 00 00 00 17 00 00 00 0d 00 2a 00 28 04 03 05 03 06 03 08 07 08
        08 08 09 08 0a 08 0b 08 04 08 05 08 06 04 01 05 01 06 01 03 03 03 01 03 02 04 02 05 02 06 02
        """), "eth:ethertype:ip:tcp:tls", ["tls.handshake.extensions_server_name": "www.example.com", "tls.handshake.extensions_alpn_str": "h2", "tls.handshake.extensions_supported_group": "0x001d", "tls.handshake.random_time": "Mar 23, 1999 02:24:20.000000000 UTC", "tls.handshake.sig_hash_hash": "4"]),
    Sample("TLS 1.2 server's flight", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 02 eb 00 01 40 00 40 06 23 f6 0a 00 00 0b 0a 00 00 0c 01 bb 9c 41 00 00 00 01 00 00 00 01 50 18
        03 e8 76 86 00 00 16 03 03 00 4a 02 00 00 46 03 03 c3 98 27 3a 23 c4 79 b6 0c 50 65 d3 74 9e 3e 46 6d 5b cb 7d 28 92 03 d3 dc 0a 9a c1 5b e2 c2
        db 00 c0 2b 00 00 1e ff 01 00 01 00 00 0b 00 04 03 00 01 02 00 23 00 00 00 10 00 05 00 03 02 68 32 00 17 00 00 16 03 03 01 ee 0b 00 01 ea 00 01
        e7 00 01 e4 30 82 01 e0 30 82 01 87 a0 03 02 01 02 02 14 1b dc 2f d7 d9 4a b4 26 5b ac b9 72 d9 d2 4e 37 34 e9 ba 45 30 0a 06 08 2a 86 48 ce 3d
        04 03 02 30 35 31 0b 30 09 06 03 55 04 06 13 02 44 45 31 0c 30 0a 06 03 55 04 0a 0c 03 42 6f 78 31 18 30 16 06 03 55 04 03 0c 0f 77 77 77 2e 65
        78 61 6d 70 6c 65 2e 63 6f 6d 30 1e 17 0d 32 36 31 31 32 36 30 35 35 35 34 33 5a 17 0d 33 36 31 31 32 33 30 35 35 35 34 33 5a 30 35 31 0b 30 09
        06 03 55 04 06 13 02 44 45 31 0c 30 0a 06 03 55 04 0a 0c 03 42 6f 78 31 18 30 16 06 03 55 04 03 0c 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 63 6f
        6d 30 59 30 13 06 07 2a 86 48 ce 3d 02 01 06 08 2a 86 48 ce 3d 03 01 07 03 42 00 04 f8 27 fd 49 2a db 61 ca 8a 6f d9 35 5b 64 b3 ff a7 42 50 7b
        6a 87 b9 98 c2 de ae e4 8c 26 bd d1 b5 5e a5 43 4c 7e d7 23 d8 5b b1 96 8e 9e 17 fe 6c d8 fa 4b 41 66 c4 26 dd 34 a6 99 11 18 1b 5c a3 75 30 73
        30 1d 06 03 55 1d 0e 04 16 04 14 8e db b2 35 a7 e8 63 a6 08 3e 72 ad 45 09 c6 a3 bc 15 74 8c 30 1f 06 03 55 1d 23 04 18 30 16 80 14 8e db b2 35
        a7 e8 63 a6 08 3e 72 ad 45 09 c6 a3 bc 15 74 8c 30 0f 06 03 55 1d 13 01 01 ff 04 05 30 03 01 01 ff 30 20 06 03 55 1d 11 04 19 30 17 82 0f 77 77
        77 2e 65 78 61 6d 70 6c 65 2e 63 6f 6d 87 04 0a 00 00 01 30 0a 06 08 2a 86 48 ce 3d 04 03 02 03 47 00 30 44 02 20 33 1b b3 60 98 91 82 ed 64 c8
        a9 7a a0 bd 62 8e f4 c5 5d ff a7 74 1c eb 9c 3d ae 59 56 43 4c 58 02 20 57 c1 a5 c0 27 c8 aa d2 56 b2 bc cd 85 5a 34 9e 6e 00 33 1c f4 8d 10 74
        48 75 e3 3a eb 02 07 75 16 03 03 00 73 0c 00 00 6f 03 00 1d 20 cc 74 54 0c 9f 38 2e 62 62 9f 3c 24 60 75 86 e2 86 3f 65 9d df 64 31 ee 97 f9 06
        40 13 fd 17 2c 04 03 00 47 30 45 02 20 35 f6 14 4d a6 ca f6 6d 1a 81 cf 53 c5 9e 54 f0 4c 2f d9 0d 5d ba c7 46 8f 41 f3 4c fd e0 86 10 02 21 00
        99 98 4a 3f 07 29 d7 cf 06 ad df db d8 87 d7 e1 55 69 2b e2 53 a8 a4 d8 e0 af 72 14 34 5c 8b 61 16 03 03 00 04 0e 00 00 00
        """), "eth:ethertype:ip:tcp:tls:x509sat:x509sat:x509sat:x509sat:x509sat:x509sat:pkcs-1:x509ce:x509ce:x509ce:x509ce", ["tls.handshake.ciphersuite": "0xc02b", "x509af.version": "2", "x509sat.CountryName": "DE", "x509sat.uTF8String": "Box", "x509af.utcTime": "2026-11-26 05:55:43 (UTC)", "x509ce.dNSName": "www.example.com", "x509ce.IPAddress.ipv4": "10.0.0.1", "x509ce.cA": "1", "tls.handshake.server_named_curve": "0x001d", "tls.handshake.sig_len": "71"]),
    Sample("TLS 1.3 client hello", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 01 11 00 01 40 00 40 06 25 d0 0a 00 00 0b 0a 00 00 0c 9c 42 01 bb 00 00 00 01 00 00 00 01 50 18
        03 e8 ee 24 00 00 16 03 01 00 e4 01 00 00 e0 03 03 45 07 78 4e f4 c4 69 d5 31 46 4a 2a 03 b7 6b 1c 05 6b f1 fc ae 93 05 9c 7f b4 c8 7b fb 46 25
        d3 20 d7 35 e8 e9 4e a3 58 09 d2 16 a5 17 7a 0f 27 99 5a 7e 7d 27 e0 be c2 01 85 1c 6e 23 e7 74 11 07 00 08 13 02 13 03 13 01 00 ff 01 00 00 8f
        00 00 00 14 00 12 00 00 0f 77 77 77 2e 65 78 61 6d 70 6c 65 2e 63 6f 6d 00 0b 00 04 03 00 01 02 00 0a 00 06 00 04 00 1d 00 17 00 23 00 00 00 16
        00 00 00 17 00 00 00 0d 00 1e 00 1c 04 03 05 03 06 03 08 07 08 08 08 09 08 0a 08 0b 08 04 08 05 08 06 04 01 05 01 06 01 00 2b 00 03 02 03 04 00
        2d 00 02 01 01 00 33 00 26 00 24 00 1d 00 20 0e d6 81 fb 3b 80 97 76 5d 6d d8 09 84 c6 33 42 e5 89 09 0c 53 29 25 dc 94 59 db 51 cf 1c 36 50
        """), "eth:ethertype:ip:tcp:tls", ["tls.handshake.extensions_key_share_group": "29", "tls.handshake.extensions_key_share_key_exchange_length": "32", "tls.extension.psk_ke_mode": "1", "tls.handshake.extensions.supported_version": "0x0304"]),
    Sample("TLS 1.3 hello retry request", hex("""
        02 00 00 00 00 0c 02 00 00 00 00 0b 08 00 45 00 00 8b 00 01 40 00 40 06 26 56 0a 00 00 0b 0a 00 00 0c 01 bb 9c 43 00 00 00 01 00 00 00 01 50 18
        03 e8 b9 91 00 00 16 03 03 00 58 02 00 00 54 03 03 cf 21 ad 74 e5 9a 61 11 be 1d 8c 02 1e 65 b8 91 c2 a2 11 16 7a bb 8c 5e 07 9e 09 e2 c8 a8 33
        9c 20 d7 35 e8 e9 4e a3 58 09 d2 16 a5 17 7a 0f 27 99 5a 7e 7d 27 e0 be c2 01 85 1c 6e 23 e7 74 11 07 13 02 00 00 0c 00 2b 00 02 03 04 00 33 00
        02 00 17 14 03 03 00 01 01
        """), "eth:ethertype:ip:tcp:tls", ["tls.handshake.extensions_key_share_selected_group": "23", "tls.handshake.extensions.supported_version": "0x0304"]),
]
