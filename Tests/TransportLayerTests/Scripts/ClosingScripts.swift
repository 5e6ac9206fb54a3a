/// RFC 9293 section 3.6, and what ends connections otherwise.
private let opened = """
    options stamps off, sack off, scale off, nagle off
    0     connect
    0     > S 0
    +10ms < SA 0 ack 1 win 8000 <mss 1000>
    0     > A 1 ack 1

    """

let closingScripts = [
    TCPScript("9293 3.6 Figure 12: normal close, this end first", opened + """
        0     close
        0     > FA 1 ack 1
        0     state FIN-WAIT-1
        +10ms < A 1 ack 2 win 8000
        0     state FIN-WAIT-2
        +10ms < FA 1 ack 2 win 8000
        0     > A 2 ack 2
        0     state TIME-WAIT
        +59s  state TIME-WAIT
        +1s   state CLOSED
        0     failure none
        """),
    TCPScript("9293 3.6: normal close, the peer first", opened + """
        0     < FA 1 ack 1 win 8000
        0     > A 1 ack 2
        0     state CLOSE-WAIT
        0     write 10
        0     > A 1:11 ack 2
        0     close
        0     > FA 11 ack 2
        0     state LAST-ACK
        +10ms < A 2 ack 12 win 8000
        0     state CLOSED
        0     failure none
        """),
    TCPScript("9293 3.6 Figure 13: simultaneous close", opened + """
        0     close
        0     > FA 1 ack 1
        +10ms < FA 1 ack 1 win 8000
        0     > A 2 ack 2
        0     state CLOSING
        +10ms < A 2 ack 2 win 8000
        0     state TIME-WAIT
        """),
    TCPScript("9293 3.6: the FIN of a peer that acknowledges ours with it leads to TIME-WAIT at once", opened + """
        0     close
        0     > FA 1 ack 1
        +10ms < FA 1 ack 2 win 8000
        0     > A 2 ack 2
        0     state TIME-WAIT
        """),
    TCPScript("9293 3.6: half-close: bytes still come after our FIN", opened + """
        0     finish
        0     > FA 1 ack 1
        +10ms < A 1:501 ack 2 win 8000
        0     state FIN-WAIT-2
        +40ms > A 2 ack 501
        0     read 500
        +10ms < FA 501 ack 2 win 8000
        0     > A 2 ack 502
        0     state TIME-WAIT
        """),
    TCPScript("9293 3.10.7.4: a FIN that comes again in TIME-WAIT is acknowledged again, and the time begins anew", opened + """
        0     close
        0     > FA 1 ack 1
        +10ms < FA 1 ack 2 win 8000
        0     > A 2 ack 2
        +30s  < FA 1 ack 2 win 8000
        0     > A 2 ack 2
        +59s  state TIME-WAIT
        +1s   state CLOSED
        """),
    TCPScript("9293 3.6.1: bytes that come after close are answered with a reset", opened + """
        0     close
        0     > FA 1 ack 1
        +10ms < A 1 ack 2 win 8000
        +10ms < A 1:101 ack 2 win 8000
        0     > RA 2 ack 1
        0     state CLOSED
        """),
    TCPScript("9293 3.6.1: closing with bytes unread is a reset", opened + """
        0     < PA 1:101 ack 1 win 8000
        0     close
        0     > RA 1 ack 101
        0     state CLOSED
        """),
    TCPScript("9293 3.10.5: ABORT sends a reset", opened + """
        0     write 100
        0     > A 1:101 ack 1
        0     abort
        0     > RA 101 ack 1
        0     failure aborted
        """),
    TCPScript("9293 3.10.7.4: a reset at RCV.NXT ends the connection", opened + """
        0     < R 1
        0     state CLOSED
        0     failure reset
        """),
    TCPScript("9293 3.6: what was handed over goes before the FIN", opened + """
        0     write 10000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        0     > A 3001:4001 ack 1
        0     > A 4001:5001 ack 1
        0     > A 5001:6001 ack 1
        0     > A 6001:7001 ack 1
        0     > A 7001:8001 ack 1
        0     close
        0     state FIN-WAIT-1
        +10ms < A 1 ack 8001 win 8000
        0     > A 8001:9001 ack 1
        0     > FA 9001:10001 ack 1
        """),
    TCPScript("9293 3.6: a FIN is sent again", opened + """
        0     close
        0     > FA 1 ack 1
        +200ms > FA 1 ack 1
        +400ms > FA 1 ack 1
        """),
    TCPScript("FIN-WAIT-2 of a closed connection does not last for ever", opened + """
        0     close
        0     > FA 1 ack 1
        +10ms < A 1 ack 2 win 8000
        +59s  state FIN-WAIT-2
        +1s   state CLOSED
        """),
    TCPScript("9293 3.8.3: data that is never acknowledged: given up after the user timeout", opened + """
        0     write 10
        0     > A 1:11 ack 1
        +200ms > A 1:11 ack 1
        +400ms > A 1:11 ack 1
        +800ms > A 1:11 ack 1
        +1600ms > A 1:11 ack 1
        +3200ms > A 1:11 ack 1
        +6400ms > A 1:11 ack 1
        +12800ms > A 1:11 ack 1
        +25600ms > A 1:11 ack 1
        +51200ms > A 1:11 ack 1
        +60s  failure timedOut
        """),
    TCPScript("9293 3.8.4: keep-alive: probes while idle, an answer is enough, silence is the end", "options keepalive 100s\n" + opened + """
        +100s > A 0 ack 1
        +10ms < A 1 ack 1 win 8000
        +100s > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  > A 0 ack 1
        +75s  failure timedOut
        """),
]
