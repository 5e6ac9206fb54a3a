/// RFC 7323, 2018, 2883 and 3168: what is offered, agreed upon and done.
let extensionScripts = [
    TCPScript("2018 4: SACK blocks: the run that arrived last goes first; 2883: a duplicate before all", """
        options stamps off, scale off
        0     connect
        0     > S 0 <mss 1460, sackok>
        +10ms < SA 0 ack 1 win 5000 <mss 1000, sackok>
        0     > A 1 ack 1
        0     < A 1001:2001 ack 1 win 5000
        0     > A 1 ack 1 <sack 1001:2001>
        0     < A 5001:6001 ack 1 win 5000
        0     > A 1 ack 1 <sack 5001:6001, sack 1001:2001>
        0     < A 3001:4001 ack 1 win 5000
        0     > A 1 ack 1 <sack 3001:4001, sack 5001:6001, sack 1001:2001>
        0     < A 2001:3001 ack 1 win 5000
        0     > A 1 ack 1 <sack 1001:4001, sack 5001:6001>
        0     < A 3001:4001 ack 1 win 5000
        0     > A 1 ack 1 <sack 3001:4001, sack 1001:4001, sack 5001:6001>
        0     < A 1:1001 ack 1 win 5000
        0     > A 1 ack 4001 <sack 5001:6001>
        0     < A 1:1001 ack 1 win 5000
        0     > A 1 ack 4001 <sack 1:1001, sack 5001:6001>
        """),
    TCPScript("7323 5.3: PAWS: a segment with an older timestamp is dropped and answered", """
        options sack off, scale off
        0     connect
        0     > S 0 <mss 1460, ts>
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ts 1000>
        0     > A 1 ack 1 <ts>
        0     < A 1:101 ack 1 win 5000 <ts 1010>
        +40ms > A 1 ack 101 <ts>
        0     < A 101:201 ack 1 win 5000 <ts 900>
        0     > A 1 ack 101
        0     readable 100
        """),
    TCPScript("7323 3.2: once agreed upon, a segment without timestamp is dropped; a reset is not", """
        options sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ts 1000>
        0     > A 1 ack 1
        0     < A 1:101 ack 1 win 5000
        +1s   readable 0
        0     < R 1
        0     failure reset
        """),
    TCPScript("3168 6.1: ECN is agreed upon; a mark is echoed until CWR; an echo halves the window once", """
        options stamps off, scale off, ecn on, reno on, nagle off, sack off
        0     connect
        0     > SEW 0
        +10ms < SAE 0 ack 1 win 60000 <mss 1000>
        0     > A 1 ack 1
        0     < A 1:101 ack 1 win 60000 ce
        0     > AE 1 ack 101
        0     < A 101:201 ack 1 win 60000 ect
        +40ms > AE 1 ack 201
        0     < AW 201:301 ack 1 win 60000
        +40ms > A 1 ack 301
        0     write 10000
        0     > A 1:1001 ack 301 ect
        0     > A 1001:2001 ack 301 ect
        0     > A 2001:3001 ack 301 ect
        0     > A 3001:4001 ack 301 ect
        0     > A 4001:5001 ack 301 ect
        0     > A 5001:6001 ack 301 ect
        0     > A 6001:7001 ack 301 ect
        0     > A 7001:8001 ack 301 ect
        0     > A 8001:9001 ack 301 ect
        0     > A 9001:10001 ack 301 ect
        +10ms < AE 301 ack 1001 win 60000
        0     ssthresh 4500
        0     < AE 301 ack 2001 win 60000
        0     ssthresh 4500
        +5ms  < A 301 ack 10001 win 60000
        0     write 1000
        0     > AW 10001:11001 ack 301 ect
        """),
    TCPScript("3168 6.1.1: without the peer's ECE there is no ECN", """
        options stamps off, scale off, ecn on, sack off
        0     connect
        0     > SEW 0
        +10ms < SA 0 ack 1 win 60000 <mss 1000>
        0     > A 1 ack 1
        0     write 100
        0     > A 1:101 ack 1
        """),
    TCPScript("7323 2.3: a shift above 14 counts as 14", """
        options stamps off, sack off
        0     connect
        0     > S 0 <mss 1460, ws 5>
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ws 15>
        0     > A 1 ack 1
        0     window 5000
        0     < A 1 ack 1 win 2
        0     window 32768
        """),
    TCPScript("7323 3.2: without the peer's timestamps there are none", """
        options sack off, scale off
        0     connect
        0     > S 0 <mss 1460, ts>
        +10ms < SA 0 ack 1 win 5000 <mss 1000>
        0     > A 1 ack 1 <>
        """),
    TCPScript("7323 4.3: the timestamp of the segment that is acknowledged first is echoed, never that of one behind a gap", """
        options sack off, scale off
        0     connect
        0     > S 0 <mss 1460, ts ecr 0>
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ts 1000>
        0     > A 1 ack 1 <ts ecr 1000>
        0     < A 1:101 ack 1 win 5000 <ts 1010>
        +10ms < A 101:201 ack 1 win 5000 <ts 1020>
        +30ms > A 1 ack 201 <ts ecr 1010>
        0     < A 301:401 ack 1 win 5000 <ts 1030>
        0     > A 1 ack 201 <ts ecr 1010>
        0     < A 201:301 ack 1 win 5000 <ts 1040>
        0     > A 1 ack 401 <ts ecr 1040>
        """),
    TCPScript("7323 5.2: a reset is not judged by its timestamp", """
        options sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ts 1000>
        0     > A 1 ack 1
        0     < R 1 <ts 1>
        0     failure reset
        """),
    TCPScript("7323 5.5: a timestamp that is 24 days old says nothing any more", """
        options sack off, scale off
        0     connect
        0     > S 0
        +10ms < SA 0 ack 1 win 5000 <mss 1000, ts 1000>
        0     > A 1 ack 1
        +2073700s < A 1:101 ack 1 win 5000 <ts 900>
        0     readable 100
        +40ms > A 1 ack 101 <ts ecr 900>
        """),
    TCPScript("3168 6.1.4, 6.1.5: neither a bare acknowledgment nor what is sent again is ECN-capable", """
        options stamps off, scale off, ecn on, reno on, nagle off, sack off
        0     connect
        0     > SEW 0 nect
        +100ms < SAE 0 ack 1 win 60000 <mss 1000>
        0     > A 1 ack 1 nect
        0     write 1000
        0     > A 1:1001 ack 1 ect
        +300ms > A 1:1001 ack 1 nect
        """),
    TCPScript("3168 6.1.1.1: a SYN that is not answered is sent again without asking for ECN", """
        options stamps off, scale off, ecn on, sack off
        0     connect
        0     > SEW 0
        +1s   > S 0
        +10ms < SAE 0 ack 1 win 60000 <mss 1000>
        0     > A 1 ack 1
        0     write 100
        0     > A 1:101 ack 1 nect
        """),
]
