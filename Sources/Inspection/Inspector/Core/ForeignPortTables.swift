/// The protocols that the inspector does not read from inside but calls by name, with the numbers that are assigned to
/// them: IANA's service, protocol and PPP registries and IEEE's EtherTypes. A line is a name, as it stands in
/// `frame.protocols`, and its numbers.
///
/// Only what one is likely to meet is here: a protocol of the Internet's own suite, a router's, a server's. Any other
/// number is shown as data with its number, which is true, where a guess at the name may be wrong.
enum ForeignPortTables {
    /// RFC 6335's registry of services, over TCP.
    static let tcpPorts = """
        agentx 705
        ajp13 8009
        ams 48898
        amqp 5672
        bgp 179
        bitcoin 8333
        chargen 19
        cql 9042
        cvspserver 2401
        daytime 13
        dhcpfo 647
        diameter 3868
        dicom 104
        distcc 3632
        dlep 854
        dlsw 2065
        dnp3 20000
        doip 13400
        dsi 548
        echo 7
        exec 512
        enip 44818
        finger 79
        gearman 4730
        git 9418
        gopher 70
        icap 1344
        hislip 4880
        iec60870_104 2404
        imap 143
        irc 6667
        isns 3205
        kafka 9092
        kerberos 88
        ldap 389 3268
        ldp 646
        lpd 515
        mbtcp 502
        mqtt 1883
        msdp 639
        mysql 3306
        nbss 139 445
        ncp 524
        nntp 119
        opcua 4840
        openflow 6633 6634 6653
        openvpn 1194
        pcep 4189
        pgsql 5432
        pop 110
        pptp 1723
        resp 6379
        rlogin 513
        rmi 1099
        rpc 111
        rpkirtr 323
        rsh 514
        rsync 873
        rtmpt 1935
        rtsp 554 8554
        sip 5060
        skinny 2000
        smux 199
        socks 1080
        srvloc 427
        ssh 22
        synphasor 4712
        tacplus 49
        tds 1433
        telnet 23
        time 37
        tns 1521
        tpkt 102 3389
        vnc 5900 5901
        whois 43
        x11 6000-6063
        xmpp 5222
        zebra 2600
        """

    /// The same over UDP.
    static let udpPorts = """
        amt 2268
        aodv 654
        auto_rp 496
        babel 6696
        bfd 3784 4784 6784 7784
        bfd_echo 3785
        capwap 5246
        bvlc 47808
        cflow 2055 4739
        chargen 19
        cldap 389
        cnip 1628
        coap 5683
        collectd 25826
        daytime 13
        db-lsp-disc 17500
        dlep 854
        dnp3 20000
        doip 13400
        echo 7
        enip 44818
        geneve 6081
        glbp 3222
        gsmtap 4729
        h225 1718 1719
        hsrp 1985 2029
        iax2 4569
        isakmp 500
        isns 3205
        kerberos 88
        kpasswd 464
        ldp 646
        lmp 701
        lwapp 12222 12223
        lwres 921
        megaco 2944
        mgcp 2427 2727
        mip 434
        mndp 5678
        mpls-echo 3503
        nbdgm 138
        nbns 137
        ntp 123
        olsr 698
        openvpn 1194
        packetbb 269
        portcontrol 5350 5351
        ptp 319-320
        radius 1645 1646 1812 1813 1700 3799
        rmcp 623
        rpc 111
        rx 7000-7009 7021
        sap 9875
        sflow 6343
        srvloc 427
        synphasor 4713
        syslog 514
        tacacs 49
        time 37
        tivoconnect 2190
        tsp 525
        udpencap 4500
        vxlan_gpe 4790
        wccp 2048
        who 513
        xdmcp 177
        zep 17754
        """

    /// RFC 5237's registry of protocol numbers.
    static let ipProtocols = """
        dccp 33
        dsr 48
        eigrp 88
        esp 50
        etherip 97
        hip 139
        igrp 9
        ipcomp 108
        l2tp 115
        mipv6 62 135
        nhrp 54
        osi 80
        pgm 113
        pim 103
        rsvp 46
        rsvp-e2ei 134
        shim6 140
        vrrp 112
        xtp 36
        """

    /// IEEE's EtherTypes (RFC 9542 section 3 tells how they are assigned).
    static let etherTypes = """
        6lowpan 41197
        aarp 33011
        aoe 34978
        avsp 53899
        batadv 17157
        brdwlk 34990
        cfm 35074
        cmd 35081
        dec_dna 24579
        eapol 34958
        ecatf 34980
        ecp21 35136
        elmi 35054
        epl 34987
        fcoe 35078
        fip 35092
        gnw 35143
        goose 35000
        homeplug-av 35041
        hsr 35119
        ieee1722 8944
        ieee1905 35130
        ieee8021ah 35047
        infiniband 35093
        ipx 33079
        isis 8948
        lat 24580
        lltd 35033
        macc 34824
        macsec 35045
        mih 35095
        mrp-mmrp 35062
        mrp-msrp 8938
        mrp-mvrp 35061
        msnlb 34927
        ncsi 35064
        nsh 35151
        pn_rt 34962
        ptp 35063
        slow 34825
        sv 35002
        tipc 35018
        trill 8947
        wai 34996
        wlccp 34605
        wol 2114
        """

    /// PPP's protocol numbers (RFC 3818 tells how they are assigned).
    static let pppProtocols = """
        bacp 49195
        bap 49197
        bcp_bpdu 49
        bcp_ncp 32817
        cbcp 49193
        ccp 33021
        cdpcp 33287
        comp_data 253
        ddp 41
        eap 49703
        ipv6cp 32855
        ipx 43
        mp 61
        mplscp 33409
        osi 35
        osinlcp 32803
        vjc 45 47
        """

    /// IEEE 802.2's service access points (RFC 1340 lists them).
    static let llcServices = """
        bacnet 130
        hpext 248
        ipx 16 224
        netbios 240
        osi 20 32 52 84 254
        rpl 252
        sna 4 8 12 64 200
        vines_llc 188
        x25 126
        xnsllc 128
        """
}
