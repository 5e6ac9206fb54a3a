/// Management frames of 802.11. The values are what Wireshark says of the same bytes.
package let radioSamples: [Sample] = [
    Sample("802.11 beacon", linkType: 105, hex("""
        80 00 3a 01 ff ff ff ff ff ff 02 00 00 00 00 0b 02 00 00 00 00 0b 10 00 88 77 66 55 44 33 22 11 64 00 31 04 00 03 6e 65 74 01 05 82 84 8b 96 0c
        03 01 06 05 04 00 01 00 00 07 06 44 45 20 01 0d 14 30 14 01 00 00 0f ac 04 01 00 00 0f ac 04 01 00 00 0f ac 02 00 00 32 04 30 48 60 6c 0b 05 02
        00 10 00 00 2a 01 00 dd 09 00 50 f2 04 10 4a 00 01 10
        """), "wlan", ["wlan.fixed.beacon": "100", "wlan.fixed.capabilities.privacy": "1", "wlan.supported_rates": "0x82", "wlan.ds.current_channel": "6", "wlan.country_info.code": "DE", "wlan.country_info.fnm.nc": "13", "wlan.rsn.pcs": "1027076", "wlan.rsn.akms": "1027074", "wlan.extended_supported_rates": "0x30", "wlan.qbss.scount": "2", "wlan.tim.dtim_period": "1"]),
    Sample("802.11 authentication", linkType: 105, hex("""
        b0 00 3a 01 02 00 00 00 00 0a 02 00 00 00 00 0b 02 00 00 00 00 0b 10 00 00 00 01 00 00 00
        """), "wlan", ["wlan.fixed.auth.alg": "0", "wlan.fixed.auth_seq": "0x0001", "wlan.fixed.status_code": "0x0000"]),
    Sample("802.11 deauthentication", linkType: 105, hex("""
        c0 00 3a 01 02 00 00 00 00 0a 02 00 00 00 00 0b 02 00 00 00 00 0b 10 00 03 00
        """), "wlan", ["wlan.fixed.reason_code": "0x0003", "wlan.fc.type_subtype": "0x000c"]),
    Sample("802.11 association response", linkType: 105, hex("""
        10 00 3a 01 02 00 00 00 00 0a 02 00 00 00 00 0b 02 00 00 00 00 0b 10 00 31 04 00 00 01 c0 01 04 82 84 8b 96
        """), "wlan", ["wlan.fixed.aid": "0x0001", "wlan.fixed.status_code": "0x0000"]),
    Sample("802.11 reassociation request", linkType: 105, hex("""
        20 00 3a 01 02 00 00 00 00 0a 02 00 00 00 00 0b 02 00 00 00 00 0b 10 00 31 04 0a 00 02 00 00 00 00 0c 00 03 6e 65 74
        """), "wlan", ["wlan.fixed.current_ap": "02:00:00:00:00:0c", "wlan.fixed.listen_ival": "0x000a"]),
]
