/// The protocols that the inspector does not read from inside but calls by name, with the numbers that are assigned to
/// them: IANA's service, protocol and PPP registries and IEEE's EtherTypes. A line is a name, as it stands in
/// `frame.protocols`, and its numbers.
///
/// Only what one is likely to meet is here: a protocol of the Internet's own suite, a router's, a server's. Any other
/// number is shown as data with its number, which is true, where a guess at the name may be wrong.
enum ForeignPortTables {
    /// RFC 6335's registry of services, over TCP.
    static let tcpPorts = """
        bgp 179
        chargen 19
        daytime 13
        diameter 3868
        echo 7
        finger 79
        gopher 70
        imap 143
        irc 6667
        kerberos 88
        ldap 389
        ldp 646
        msdp 639
        mysql 3306
        nbss 139 445
        nntp 119
        pcep 4189
        pgsql 5432
        pop 110
        pptp 1723
        resp 6379
        rpc 111
        rsh 514
        rsync 873
        rtsp 554
        sip 5060
        ssh 22
        tacplus 49
        telnet 23
        time 37
        vnc 5900
        whois 43
        xmpp 5222
        zebra 2600
        """

    /// The same over UDP.
    static let udpPorts = """
        bfd 3784
        bfd_echo 3785
        chargen 19
        daytime 13
        echo 7
        gtp 2123 2152
        gtpprime 3386
        hsrp 1985
        isakmp 500
        kerberos 88
        cldap 389
        l2tp 1701
        ldp 646
        lisp 4342
        lisp-data 4341
        geneve 6081
        mpls-echo 3503
        nbdgm 138
        nbns 137
        ntp 123
        olsr 698
        ptp 319-320
        radius 1645 1646 1812 1813
        ripng 521
        rpc 111
        rx 7000-7009
        sflow 6343
        sip 5060
        snmp 161-162
        ssdp 1900
        stun 3478
        syslog 514
        tacacs 49
        tftp 69
        time 37
        udpencap 4500
        who 513
        wol 9
        zep 17754
        """

    /// RFC 5237's registry of protocol numbers.
    static let ipProtocols = """
        dccp 33
        eigrp 88
        esp 50
        etherip 97
        hip 139
        igrp 9
        ipcomp 108
        l2tp 115
        nhrp 54
        osi 80
        pgm 113
        pim 103
        rsvp 46
        shim6 140
        udplite 136
        vrrp 112
        """

    /// IEEE's EtherTypes (RFC 9542 section 3 tells how they are assigned).
    static let etherTypes = """
        aarp 33011
        batadv 17157
        cfm 35074
        eapol 34958
        ecatf 34980
        fcoe 35078
        goose 35000
        homeplug-av 35041
        ieee1722 8944
        ieee8021ah 35047
        ipx 33079
        isis 8948
        lltd 35033
        macc 34824
        macsec 35045
        mrp-mmrp 35062
        mrp-mvrp 35061
        nsh 35151
        ptp 35063
        slow 34825
        sv 35002
        tipc 35018
        trill 8947
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
}
