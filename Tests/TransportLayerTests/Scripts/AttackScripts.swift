private let attacked = """
    options stamps off, sack off, scale off
    0     connect
    0     > S 0
    +10ms < SA 0 ack 1 win 20000 <mss 1000>
    0     > A 1 ack 1

    """

/// Guesses and lies.
let attackScripts = [
    TCPScript("5961 3.2: a reset in the window, but not at RCV.NXT, is challenged", attacked + """
        0     < R 500
        0     > A 1 ack 1
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.10.7.4: a reset outside the window is dropped", attacked + """
        0     < R -5000
        0     < R 2000000
        +1s   state ESTABLISHED
        """),
    TCPScript("5961 4.2: a SYN is challenged, wherever it lies", attacked + """
        0     < S 100
        0     > A 1 ack 1
        0     < S 900000000
        0     > A 1 ack 1
        0     state ESTABLISHED
        """),
    TCPScript("5961 5.2: data whose acknowledgment is impossible is dropped and challenged", attacked + """
        0     < A 1:101 ack 5000 win 20000
        0     > A 1 ack 1
        0     < A 1:101 ack -500000 win 20000
        0     > A 1 ack 1
        0     readable 0
        """),
    TCPScript("5961 7: ten challenges a second, no more", attacked + """
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     > A 1 ack 1
        0     < R 500
        0     < R 500
        0     none
        +1s   < R 500
        0     > A 1 ack 1
        """),
    TCPScript("A FIN before bytes that have arrived is not believed; one behind the window neither", attacked + """
        0     < A 501:601 ack 1 win 20000
        0     > A 1 ack 1
        0     < FA 301 ack 1 win 20000
        0     > A 1 ack 1
        0     < A 1:501 ack 1 win 20000
        0     > A 1 ack 601
        0     state ESTABLISHED
        """),
    TCPScript("SACK blocks that lie outside of what is on its way mean nothing", """
        options stamps off, scale off, nagle off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 20000 <mss 1000, sackok>
        0     > A 1 ack 1
        0     write 2000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        +10ms < A 1 ack 1 win 20000 <sack 5000:9000, sack 1501:1400, sack 1001:900000>
        0     pipe 2000
        """),
    TCPScript("5961 4.2: a peer that has started anew answers the challenge with a reset, and that counts", attacked + """
        0     < S 900000000
        0     > A 1 ack 1
        0     < R 1
        0     failure reset
        """),
    TCPScript("5927 5.2: an established connection outlives what ICMP says", attacked + """
        0     write 100
        0     > A 1:101 ack 1
        0     icmp-port-unreachable 50
        0     icmp-host-unreachable 50
        0     state ESTABLISHED
        +10ms < A 1 ack 101 win 20000
        0     failure none
        """),
    TCPScript("5927 7.3: a path MTU that no path has makes segments no smaller than 512 bytes", attacked + """
        0     write 1000
        0     > A 1:1001 ack 1
        0     icmp-too-big 68 500
        0     > A 1:513 ack 1
        0     > A 513:1001 ack 1
        """),
    TCPScript("An acknowledgment storm: two ends that disagree do not answer one another for ever", attacked + """
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     > A 1 ack 1
        0     < A 1 ack 900 win 20000
        0     none
        0     state ESTABLISHED
        """),
    TCPScript("A peer that names a segment size of nothing gets 16 bytes, not none", """
        options stamps off, sack off, scale off, iw 2, nagle off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 20000 <mss 0>
        0     > A 1 ack 1
        0     write 20
        0     > A 1:17 ack 1
        0     > A 17:21 ack 1
        """),
    TCPScript("A byte at the far end of the window is not kept: buffers grow by what has arrived", """
        options stamps off, sack off
        0     connect
        0     > S 0 <mss 1460, ws 5>
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ws 0>
        0     > A 1 ack 1
        0     < A 60001:60011 ack 1 win 5000
        0     > A 1 ack 1
        0     out-of-order 10
        0     < A 900001:900011 ack 1 win 5000
        0     > A 1 ack 1
        0     out-of-order 10
        """),
]
