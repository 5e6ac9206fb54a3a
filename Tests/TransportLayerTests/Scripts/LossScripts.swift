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
    TCPScript("6298 5.3: what is newly acknowledged starts the timer anew", """
        options stamps off, scale off, sack off, reno on, nagle off
        0     connect
        0     > S 0
        +100ms < SA 0 ack 1 win 60000 <mss 1000>
        0     > A 1 ack 1
        0     write 2000
        0     > A 1:1001 ack 1
        0     > A 1001:2001 ack 1
        # SRTT 112.5 ms and RTTVAR 62.5 ms after a round trip of 200 ms.
        +200ms < A 1 ack 1001 win 60000
        +362.5ms > A 1001:2001 ack 1
        """),
    TCPScript("6582 3.2 step 2: duplicates of what a time-out has sent again show nothing", opened("sack off") + """
        +300ms > A 1:1001 ack 1
        +100ms < A 1 ack 1001 win 60000
        0     > A 1001:2001 ack 1
        0     > A 2001:3001 ack 1
        +10ms < A 1 ack 1001 win 60000
        0     < A 1 ack 1001 win 60000
        0     < A 1 ack 1001 win 60000
        0     < A 1 ack 1001 win 60000
        0     recovery loss
        0     none
        """),
    TCPScript("3042, 6675: with SACK, too, the first two let one new segment go each", opened("sack on") + """
        0     write 2000
        +100ms < A 1 ack 1 win 60000 <sack 1001:2001>
        0     > A 10001:11001 ack 1
        +5ms  < A 1 ack 1 win 60000 <sack 1001:3001>
        0     > A 11001:12001 ack 1
        0     recovery disorder
        0     cwnd 10000
        """),
    TCPScript("8985 7.4: a duplicate report for the probe says that nothing was lost: the window stays", opened("sack on") + """
        +200ms > A 9001:10001 ack 1
        +10ms < A 1 ack 10001 win 60000
        +90ms < A 1 ack 10001 win 60000 <sack 9001:10001>
        0     write 1000
        0     > A 10001:11001 ack 1
        +100ms < A 1 ack 11001 win 60000
        0     ssthresh none
        """),
    TCPScript("8985 7.4: without such a report the probe has repaired a loss, and the window is reduced", opened("sack on") + """
        +200ms > A 9001:10001 ack 1
        0     write 1000
        +100ms < A 1 ack 10001 win 60000
        0     > A 10001:11001 ack 1
        +100ms < A 1 ack 11001 win 60000
        0     ssthresh 2000
        """),
    TCPScript("8985 7.3: where there is new data, the probe is that", opened("sack on") + """
        0     write 1000
        +200ms > A 10001:11001 ack 1
        +100ms < A 1 ack 11001 win 60000
        0     recovery open
        0     ssthresh none
        """),
    TCPScript("2018 5: an acknowledgment that was overtaken still tells what has arrived", opened("sack on") + """
        +100ms < A 1 ack 2001 win 60000
        0     pipe 8000
        0     < A 1 ack 1001 win 60000 <sack 3001:4001>
        0     pipe 7000
        0     < A 1 ack 1001 win 60000 <sack 3001:4001>
        0     pipe 7000
        """),
]
