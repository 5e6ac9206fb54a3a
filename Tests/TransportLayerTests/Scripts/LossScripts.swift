private func opened(_ options: String) -> String {
    """
    options stamps off, scale off, reno on, nagle off, \(options)
    0     connect
    0     > S 0
    +100ms < SA 0 ack 1 win 60000 <mss 1000, sackok>
    0     > A 1 ack 1
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

    """
}

/// Loss: how it is found and repaired, with each of the algorithms.
let lossScripts = [
    TCPScript("5681 3.2: three duplicate acknowledgments: fast retransmit, half the window", opened("sack off") + """
        +100ms < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     recovery disorder
        0     < A 1 ack 1 win 60000
        0     > A 1:1001 ack 1
        0     recovery recovery
        0     ssthresh 5000
        +100ms < A 1 ack 10001 win 60000
        0     recovery open
        0     cwnd 5000
        """),
    TCPScript("5681 2: what carries data or another window is no duplicate", opened("sack off") + """
        +100ms < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 59000
        0     < A 1 ack 1 win 58000
        0     < A 1 ack 1 win 57000
        0     recovery disorder
        """),
    TCPScript("9438 4.6: CUBIC keeps seven tenths of the window", opened("sack off").replacing("reno on, ", with: "") + """
        +100ms < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     > A 1:1001 ack 1
        0     ssthresh 7000
        +100ms < A 1 ack 10001 win 60000
        0     recovery open
        0     cwnd 7000
        """),
    TCPScript("6298 alone: without fast retransmit only the timer tells", opened("sack off, fast off") + """
        +100ms < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     recovery open
        +200ms > A 1:1001 ack 1
        0     recovery loss
        0     cwnd 1000
        """),
    TCPScript("3042: the first two duplicates let one new segment go each", opened("sack off") + """
        0     write 3000
        +100ms < A 1 ack 1 win 60000
        0     > A 10001:11001 ack 1
        0     < A 1 ack 1 win 60000
        0     > A 11001:12001 ack 1
        0     < A 1 ack 1 win 60000
        0     > A 1:1001 ack 1
        """),
    TCPScript("6582 3.2: a partial acknowledgment: the next missing segment goes at once", opened("sack off") + """
        +100ms < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     > A 1:1001 ack 1
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        0     < A 1 ack 1 win 60000
        +100ms < A 1 ack 4001 win 60000
        0     > A 4001:5001 ack 1
        0     recovery recovery
        +100ms < A 1 ack 10001 win 60000
        0     recovery open
        """),
    TCPScript("6675: with SACK three segments beyond the gap show the loss; both gaps are filled", opened("rack off") + """
        +100ms < A 1 ack 1 win 60000 <sack 1001:2001>
        0     < A 1 ack 1 win 60000 <sack 1001:3001>
        0     < A 1 ack 1 win 60000 <sack 4001:5001, sack 1001:3001>
        0     > A 1:1001 ack 1
        0     ssthresh 5000
        0     < A 1 ack 1 win 60000 <sack 4001:6001, sack 1001:3001>
        0     < A 1 ack 1 win 60000 <sack 4001:7001, sack 1001:3001>
        0     > A 3001:4001 ack 1
        +100ms < A 1 ack 10001 win 60000
        0     recovery open
        """),
    TCPScript("8985 6: RACK: a segment sent before one that has arrived, and not come a quarter of a round trip later, is lost", opened("sack on") + """
        +100ms < A 1 ack 1 win 60000 <sack 1001:2001>
        0     recovery disorder
        +25ms > A 1:1001 ack 1
        0     recovery recovery
        +75ms < A 1 ack 10001 win 60000
        0     recovery open
        """),
    TCPScript("8985 6: three arrived beyond it make RACK wait no longer", opened("sack on") + """
        +100ms < A 1 ack 1 win 60000 <sack 1001:2001>
        0     < A 1 ack 1 win 60000 <sack 1001:3001>
        0     < A 1 ack 1 win 60000 <sack 1001:4001>
        0     > A 1:1001 ack 1
        """),
    TCPScript("8985 6, 5681 4.3: a retransmission that is lost, too, is found by what was sent after it, and reduces the window again", opened("sack on") + """
        0     write 6000
        +100ms < A 1 ack 1 win 60000 <sack 1001:7001>
        0     > A 1:1001 ack 1
        0     > A 10001:11001 ack 1
        +100ms < A 1 ack 1 win 60000 <sack 1001:11001>
        0     > A 1:1001 ack 1
        0     > A 11001:12001 ack 1
        0     ssthresh 2500
        +100ms < A 1 ack 1 win 60000 <sack 1001:12001>
        0     > A 1:1001 ack 1
        0     ssthresh 2000
        """),
    TCPScript("9937: what is sent in recovery is measured by what arrives, however much is found lost; one more once no more is", opened("sack on") + """
        0     write 40000
        +100ms < A 1 ack 1 win 60000 <sack 7001:10001>
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        0     ssthresh 5000
        +100ms < A 1 ack 1001 win 60000 <sack 7001:10001>
        0     > A 3001:4001 ack 1
        0     > A 4001:5001 ack 1
        """),
    TCPScript("8985 7: a tail loss probe after two round trips spares the time-out", opened("sack on") + """
        +100ms < A 1 ack 8001 win 60000
        +200ms > A 9001:10001 ack 1
        +100ms < A 1 ack 10001 win 60000
        0     ssthresh none
        +10ms < A 1 ack 10001 win 60000 <sack 9001:10001>
        0     recovery open
        0     ssthresh none
        """),
    TCPScript("6298 5: a time-out: one segment, twice the wait; then slow start", opened("sack off") + """
        +300ms > A 1:1001 ack 1
        0     cwnd 1000
        0     ssthresh 5000
        +600ms > A 1:1001 ack 1
        0     ssthresh 5000
        +100ms < A 1 ack 1001 win 60000
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        """),
    TCPScript("2018 8: a peer that has let go of what it had reported: after a time-out everything goes again", opened("rack off") + """
        +100ms < A 1 ack 1 win 60000 <sack 9001:10001>
        +200ms > A 1:1001 ack 1
        +100ms < A 1 ack 9001 win 60000
        +0ms none
        +300ms > A 9001:10001 ack 1
        """),
    TCPScript("3522: an answer to the original undoes what the time-out did", """
        options scale off, reno on, sack off, nagle off
        0     connect
        0     > S 0
        +100ms < SA 0 ack 1 win 60000 <mss 1012, ts 1>
        0     > A 1 ack 1
        0     write 2000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        +300ms > A 1:1001 ack 1
        0     cwnd 1000
        +50ms < A 1 ack 1001 win 60000 <ts 2 1000100>
        0     cwnd 10000
        """),
]

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
]

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
]
