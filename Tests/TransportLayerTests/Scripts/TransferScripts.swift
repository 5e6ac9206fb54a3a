private let opened = """
    options stamps off, sack off, scale off
    0     connect
    0     > S 0
    +10ms < SA 0 ack 1 win 20000 <mss 1000>
    0     > A 1 ack 1

    """

/// Sending and acknowledging where nothing goes wrong.
let transferScripts = [
    TCPScript("9293 3.8.6.3: an acknowledgment is held back 40 ms; the second full-sized segment brings it at once", opened + """
        0     < A 1:1001 ack 1 win 20000
        +40ms > A 1 ack 1001
        +10ms < A 1001:2001 ack 1 win 20000
        +10ms < A 2001:3001 ack 1 win 20000
        0     > A 1 ack 3001
        """),
    TCPScript("9293 3.8.6.3: an acknowledgment rides on data", opened + """
        0     < PA 1:101 ack 1 win 20000
        +5ms  write 10
        0     > A 1:11 ack 101
        """),
    TCPScript("9293 3.7.4: Nagle: a small segment waits while another is on its way", opened + """
        0     write 10
        0     > A 1:11 ack 1
        0     write 10
        0     write 10
        +20ms < A 1 ack 11 win 20000
        0     > A 11:31 ack 1
        """),
    TCPScript("9293 3.7.4: without Nagle it does not", "options nagle off\n" + opened + """
        0     write 10
        0     > A 1:11 ack 1
        0     write 10
        0     > A 11:21 ack 1
        """),
    TCPScript("9293 3.7.4: a full-sized segment never waits", opened + """
        0     write 10
        0     > A 1:11 ack 1
        0     write 1005
        0     > A 11:1011 ack 1
        +10ms < A 1 ack 11 win 20000
        +10ms < A 1 ack 1011 win 20000
        0     > A 1011:1016 ack 1
        """),
    TCPScript("6928: the first flight is of ten segments; slow start opens by what is acknowledged, two segments at most", opened + """
        0     write 20000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        0     > A 3001:4001 ack 1
        0     > A 4001:5001 ack 1
        0     > A 5001:6001 ack 1
        0     > A 6001:7001 ack 1
        0     > A 7001:8001 ack 1
        0     > A 8001:9001 ack 1
        0     > A 9001:10001 ack 1
        0     cwnd 10000
        +10ms < A 1 ack 2001 win 20000
        0     > A 10001:11001 ack 1
        0     > A 11001:12001 ack 1
        0     > A 12001:13001 ack 1
        0     > A 13001:14001 ack 1
        0     cwnd 12000
        """),
    TCPScript("9293 3.8.5: urgent data: the pointer points behind it", opened + """
        0     write 5
        0     > A 1:6 ack 1
        +10ms < A 1 ack 6 win 20000
        0     write 5
        0     > A 6:11 ack 1
        +10ms < A 1 ack 11 win 20000
        0     < UA 1:11 ack 11 win 20000 urg 4
        0     urgent-distance 4
        0     read 10
        +40ms > A 11 ack 11
        """),
    TCPScript("9293 3.10.7.4: what comes out of order is acknowledged at once, kept, and given in order", opened + """
        0     < A 1001:2001 ack 1 win 20000
        0     > A 1 ack 1
        0     readable 0
        0     < A 1:1001 ack 1 win 20000
        0     > A 1 ack 2001
        0     readable 2000
        """),
    TCPScript("9293 3.10.7.4: overlapping segments give each byte once; what came first counts", opened + """
        0     < A 1:101 ack 1 win 20000
        +40ms > A 1 ack 101
        0     < A 51:151 ack 1 win 20000
        0     > A 1 ack 151
        0     < A 1:151 ack 1 win 20000
        0     > A 1 ack 151
        0     readable 150
        """),
    TCPScript("6298 2: the first round trip sets SRTT to R and RTTVAR to R/2: RTO = 100 + 4 * 50 ms", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0
        +100ms < SA 0 ack 1 win 20000 <mss 1000>
        0     > A 1 ack 1
        0     rto 300.000 ms
        """),
    TCPScript("6298 3 and 5.7, Karn: a SYN that was sent twice is no measurement, and makes the first timeout 3 s", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0
        +1s   > S 0
        +100ms < SA 0 ack 1 win 20000 <mss 1000>
        0     > A 1 ack 1
        0     rto 3.000 s
        0     cwnd 1000
        """),
    TCPScript("5681 4.1: after silence the window begins anew", opened + """
        0     write 10000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        0     > A 3001:4001 ack 1
        0     > A 4001:5001 ack 1
        0     > A 5001:6001 ack 1
        0     > A 6001:7001 ack 1
        0     > A 7001:8001 ack 1
        0     > A 8001:9001 ack 1
        0     > A 9001:10001 ack 1
        +10ms < A 1 ack 10001 win 20000
        0     cwnd 12000
        +1s   write 1
        0     > A 10001:10002 ack 1
        0     cwnd 10000
        """),
    TCPScript("1191: a smaller path MTU: what was too large goes again at once, smaller, and the window stays", opened + """
        0     write 2000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        +5ms  icmp-too-big 640 1
        0     > A 1:601 ack 1
        0     > A 601:1001 ack 1
        0     > A 1001:1601 ack 1
        0     > A 1601:2001 ack 1
        0     ssthresh none
        """),
    TCPScript("5927 4.1: an ICMP message that quotes nothing on its way changes nothing", opened + """
        0     write 1000
        0     > A 1:1001 ack 1
        +5ms  icmp-too-big 640 5000
        0     icmp-too-big 640 1001
        0     icmp-host-unreachable 1
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.7.4: the FIN does not wait for Nagle's algorithm", opened + """
        0     write 10
        0     > A 1:11 ack 1
        0     write 10
        0     finish
        0     > FA 11:21 ack 1
        """),
]

/// Windows: closed, small, growing.
let windowScripts = [
    TCPScript("9293 3.8.6.1: a closed window is probed with one byte, each time after twice as long; opened, it takes the rest", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 0 <mss 1000>
        0     > A 1 ack 1
        0     write 500
        +200ms > A 1:2 ack 1
        +10ms < A 1 ack 1 win 0
        +190ms > A 1:2 ack 1
        +10ms < A 1 ack 1 win 0
        +390ms > A 1:2 ack 1
        +10ms < A 1 ack 1 win 0
        +50ms < A 1 ack 1 win 5000
        0     > A 1:501 ack 1
        """),
    TCPScript("9293 3.8.6.2.1: the sender does not fill a small window with crumbs; after a while it does", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000>
        0     > A 1 ack 1
        0     write 900
        0     > A 1:901 ack 1
        +10ms < A 1 ack 901 win 300
        0     write 2000
        +200ms > A 901:1201 ack 1
        """),
    TCPScript("9293 3.8.6.2.2: the receiver says that its window opened once that is worth a segment", """
        options stamps off, sack off, scale off, buffer 4000
        0     connect
        0     > S 0 <mss 1460>
        +10ms < SA 0 ack 1 win 5000 <mss 1000>
        0     > A 1 ack 1 win 4000
        0     < A 1:1001 ack 1 win 5000
        0     < A 1001:2001 ack 1 win 5000
        0     > A 1 ack 2001 win 2000
        0     < A 2001:3001 ack 1 win 5000
        0     < A 3001:4001 ack 1 win 5000
        0     > A 1 ack 4001 win 0
        0     read 400
        0     read 600
        0     > A 1 ack 4001 win 1000
        0     read 200
        0     read 1800
        0     > A 1 ack 4001 win 3000
        """),
    TCPScript("9293 3.10.7.4: a probe of our closed window is acknowledged and not taken", """
        options stamps off, sack off, scale off, buffer 1000
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000>
        0     > A 1 ack 1 win 1000
        0     < A 1:1001 ack 1 win 5000
        0     > A 1 ack 1001 win 0
        +1s   < A 1001:1002 ack 1 win 5000
        0     > A 1 ack 1001 win 0
        0     readable 1000
        """),
    TCPScript("9293 3.8.6: what lies beyond the window is cut off", """
        options stamps off, sack off, scale off, buffer 1500
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000>
        0     > A 1 ack 1 win 1500
        0     < A 1:2001 ack 1 win 5000
        0     > A 1 ack 1501 win 0
        0     readable 1500
        """),
    TCPScript("9293 3.8.6: a window that shrinks: nothing more is sent into it, and what was sent goes again within patience", """
        options stamps off, sack off, scale off, nagle off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 3000 <mss 1000>
        0     > A 1 ack 1
        0     write 5000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        +10ms < A 1 ack 1001 win 0
        +200ms > A 1001:2001 ack 1
        """),
    TCPScript("9293 3.8.6.1: a FIN waits before a closed window, and then is the probe", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 0 <mss 1000>
        0     > A 1 ack 1
        0     finish
        0     none
        +200ms > FA 1 ack 1
        +10ms < A 1 ack 2 win 0
        0     state FIN-WAIT-2
        """),
]
