/// RFC 9293 section 3.5: opening, and what goes wrong with it.
let handshakeScripts = [
    TCPScript("9293 3.5: three-way handshake, active", """
        0     connect
        0     > S 0 <mss 1460, sackok, ts, ws 5>
        0     state SYN-SENT
        +50ms < SA 0 ack 1 win 5000 <mss 1000, sackok, ts 7, ws 2>
        0     > A 1 ack 1 <ts>
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.5: three-way handshake, passive; options are answered, not offered", """
        0     listen
        0     < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1 win 65535 <mss 1460>
        +50ms < A 1 ack 1 win 5000
        0     state ESTABLISHED
        0     write 1500
        0     > A 1:1001 ack 1 <>
        +50ms < A 1 ack 1001 win 5000
        0     > A 1001:1501 ack 1
        """),
    TCPScript("9293 3.5 Figure 7: simultaneous open", """
        options stamps off
        0     connect
        0     > S 0
        +10ms < S 0 win 8000 <mss 1000, sackok>
        0     > SA 0 ack 1 <mss 1460, sackok>
        0     state SYN-RECEIVED
        +10ms < SA 0 ack 1 win 8000 <mss 1000, sackok>
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.8.1: an unanswered SYN is sent again, each time after twice as long; in the end it is given up", """
        0     connect
        0     > S 0
        +1s   > S 0
        +2s   > S 0
        +4s   > S 0
        +8s   > S 0
        +16s  > S 0
        +32s  > S 0
        +60s  > S 0
        +60s  state CLOSED
        0     failure timedOut
        """),
    TCPScript("9293 3.10.7.3: a reset that acknowledges the SYN refuses", """
        0     connect
        0     > S 0
        +5ms  < RA 0 ack 1
        0     state CLOSED
        0     failure refused
        """),
    TCPScript("5961 3.2: a reset that acknowledges nothing does not", """
        0     connect
        0     > S 0
        +5ms  < R 0
        0     state SYN-SENT
        +5ms  < RA 0 ack 500
        0     state SYN-SENT
        """),
    TCPScript("9293 3.10.7.3: an acknowledgment of what was never sent is reset", """
        0     connect
        0     > S 0
        +5ms  < A 0 ack 77
        0     > R 77
        0     state SYN-SENT
        """),
    TCPScript("9293 3.10.7.2: LISTEN resets an acknowledgment and ignores a reset", """
        options cookies off
        0     listen
        0     < A 5 ack 5
        0     > R 5
        0     < R 5
        0     < F 5
        +1s   none
        """),
    TCPScript("9293 3.10.7.4: in SYN-RECEIVED a wrong acknowledgment is reset, and the right one still counts", """
        0     listen
        0     < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1
        0     < A 1 ack 99
        0     > R 99
        0     < A 1 ack 1 win 5000
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.5: a repeated SYN gets the same SYN,ACK; an unanswered SYN,ACK is sent again", """
        0     listen
        0     < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1
        +100ms < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1
        +2s   > SA 0 ack 1
        +100ms < A 1 ack 1 win 5000
        0     state ESTABLISHED
        """),
    TCPScript("9293 3.7.1: a peer that names no MSS gets 536 bytes", """
        options stamps off, sack off, scale off
        0     connect
        0     > S 0 <mss 1460>
        0     < SA 0 ack 1 win 5000
        0     > A 1 ack 1
        0     write 1000
        0     > A 1:537 ack 1
        """),
    TCPScript("7323 2.2: the window of a SYN is not scaled; later ones are", """
        options stamps off, sack off, nagle off, iw 50
        0     connect
        0     > S 0
        0     < SA 0 ack 1 win 3000 <mss 1000, ws 3>
        0     > A 1 ack 1
        0     write 4000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        +10ms < A 1 ack 3001 win 1
        +200ms > A 3001:3009 ack 1
        """),
    TCPScript("9293 3.9.2.2: port unreachable ends an attempt to connect; what is not on its way is not believed", """
        0     connect
        0     > S 0
        +5ms  icmp-port-unreachable 17
        0     state SYN-SENT
        0     icmp-port-unreachable 0
        0     failure refused
        """),
    TCPScript("9293 3.10.7.4: a reset in SYN-RECEIVED leads back to LISTEN", """
        options stamps off, scale off, sack off
        0     listen
        0     < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1
        0     < R 1
        0     < S 100 win 5000 <mss 1000>
        0     > SA 0 ack 101
        """),
    TCPScript("9293 3.10.7.4: text that comes with the handshake's last segment is taken", """
        options stamps off, scale off, sack off
        0     listen
        0     < S 0 win 5000 <mss 1000>
        0     > SA 0 ack 1
        +10ms < PA 1:11 ack 1 win 5000
        0     readable 10
        +40ms > A 1 ack 11
        """),
]
