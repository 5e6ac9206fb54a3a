/// Frames of the link layer that tell much. The values are what Wireshark says of the same bytes.
package let linkSamples: [Sample] = [
    Sample("LLDP with entries of IEEE and TIA", hex("""
        01 80 c2 00 00 0e 02 00 00 00 00 0b 88 cc 02 07 04 02 00 00 00 00 0b 04 05 05 65 74 68 30 06 02 00 78 0e 04 00 1c 00 14 10 11 05 01 0a 00 00 01
        02 00 00 00 03 05 00 00 00 00 00 fe 06 00 80 c2 01 00 01 fe 07 00 80 c2 02 06 00 0a fe 0c 00 80 c2 03 00 0a 05 76 6c 61 6e 31 fe 07 00 80 c2 04
        02 88 cc fe 09 00 80 c2 07 03 00 00 00 01 fe 09 00 12 0f 01 03 6c 01 00 1e fe 07 00 12 0f 02 07 01 02 fe 0c 00 12 0f 02 0f 01 04 51 00 82 00 82
        fe 09 00 12 0f 03 03 00 00 00 01 fe 06 00 12 0f 04 05 ee fe 0e 00 12 0f 05 00 11 00 12 00 13 00 14 00 15 fe 07 00 12 bb 01 00 3f 04 fe 08 00 12
        bb 02 01 40 14 2e fe 07 00 12 bb 04 13 00 64 fe 07 00 12 bb 05 68 77 31 fe 07 00 12 bb 06 66 77 31 fe 07 00 12 bb 07 73 77 31 fe 07 00 12 bb 08
        73 6e 31 fe 07 00 12 bb 09 6d 66 31 fe 07 00 12 bb 0a 6d 64 31 fe 07 00 12 bb 0b 61 73 31 fe 07 00 11 22 01 61 62 63 00 00
        """), "eth:ethertype:lldp", ["lldp.ieee.802_1.port_vlan.id": "1", "lldp.ieee.802_1.vlan.name": "vlan1", "lldp.ieee.802_3.mac_phy_auto_neg_status.enabled": "1", "lldp.ieee.802_3.pmd_mau_type": "0x001e", "lldp.ieee.802_3.mdi_power_class": "2", "lldp.ieee.802_3.mdi_pse_allocated": "130", "lldp.ieee.802_3.max_frame_size": "1518", "lldp.media.subtype.class": "4", "lldp.media.vlan_id": "10", "lldp.media.dscp": "46", "lldp.media.sn": "sn1", "lldp.unknown_subtype.content": "616263"]),
]
