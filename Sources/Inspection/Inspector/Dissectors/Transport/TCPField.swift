/// The Transmission Control Protocol (RFC 9293, with the options of RFC 7323, RFC 2018 and RFC 8684).
///
///      0                   1                   2                   3
///     +-------------------------------+-------------------------------+
///     |          Source port          |       Destination port        |
///     +-------------------------------+-------------------------------+
///     |                        Sequence number                        |
///     |                    Acknowledgement number                     |
///     +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
///     | Offset|     |A|C|E|U|A|P|R|S|F|            Window             |
///     +-------+-----+-+-+-+-+-+-+-+-+-+-------------------------------+
///     |           Checksum            |        Urgent pointer         |
///     +-------------------------------+-------------------------------+
///     |                           Options                             |
enum TCPField: UInt8, FieldSet {
    case sourcePort, destinationPort, stream, length, sequence, rawSequence, nextSequence, acknowledgment, rawAcknowledgment, headerLength
    case flags, flagReserved, flagAE, flagCWR, flagECE, flagURG, flagACK, flagPSH, flagRST, flagSYN, flagFIN
    case window, scaledWindow, scaleFactor, checksum, checksumStatus, urgentPointer
    case options, optionKind, optionLength, mss, windowShift, windowMultiplier, sackPermitted, sackLeft, sackRight, timestampValue, timestampEcho
    case analysis, acknowledgesFrame, roundTrip, initialRoundTrip, analysisFlags, reusedPorts, retransmission, fastRetransmission, spuriousRetransmission, outOfOrder
    case timeout, timeoutFrame, lostSegment, ackLostSegment, windowUpdate, windowFull, keepAlive, keepAliveAck, duplicateAck, duplicateAckNumber, duplicateAckFrame
    case zeroWindowProbe, zeroWindow, zeroWindowProbeAck
    case payload, segmentData, reassembledLength, resetCause

    static var proto: ProtocolID { .tcp }
    var definition: FieldDefinition {
        switch self {
        case .sourcePort: .init("tcp.srcport", "Source port", .decimal, "Which program on the sending host this comes from.")
        case .destinationPort: .init("tcp.dstport", "Destination port", .decimal, "Which program on the receiving host this is for.")
        case .stream: .init("tcp.stream", "Stream", .decimal, "The connection's number in this capture, from 0.")
        case .length: .init("tcp.len", "Payload length", .decimal, "Bytes of the program's data in this segment.")
        case .sequence: .init("tcp.seq", "Sequence number", .decimal, "Where in the sender's stream this segment's first byte stands; the SYN is 0, the first byte 1.")
        case .rawSequence: .init("tcp.seq_raw", "Sequence number (raw)", .decimal, "The sequence number as it stands in the header.")
        case .nextSequence: .init("tcp.nxtseq", "Next sequence number", .decimal, "Where the sender's next segment will begin.")
        case .acknowledgment: .init("tcp.ack", "Acknowledgement number", .decimal, "The first byte of the other end's stream that the sender has not got yet.")
        case .rawAcknowledgment: .init("tcp.ack_raw", "Acknowledgement number (raw)", .decimal, "The acknowledgement number as it stands in the header.")
        case .headerLength: .init("tcp.hdr_len", "Header length", .decimal, "Bytes of this header, options included.")
        case .flags: .init("tcp.flags", "Flags", .hex(4), "What the segment does besides carrying data.")
        case .flagReserved: .init("tcp.flags.res", "Reserved", .boolean, "Must be 0.")
        case .flagAE: .init("tcp.flags.ae", "AE", .boolean, "Accurate congestion notification.")
        case .flagCWR: .init("tcp.flags.cwr", "CWR", .boolean, "The sender has slowed down because of a congestion mark.")
        case .flagECE: .init("tcp.flags.ece", "ECE", .boolean, "A router marked congestion (in a SYN: the sender understands such marks).")
        case .flagURG: .init("tcp.flags.urg", "URG", .boolean, "The urgent pointer counts.")
        case .flagACK: .init("tcp.flags.ack", "ACK", .boolean, "The acknowledgement number counts: in every segment but the first.")
        case .flagPSH: .init("tcp.flags.push", "PSH", .boolean, "The receiver is to hand its program what it has.")
        case .flagRST: .init("tcp.flags.reset", "RST", .boolean, "The connection is broken off, or never was.")
        case .flagSYN: .init("tcp.flags.syn", "SYN", .boolean, "The sender opens its direction and says where its numbers begin.")
        case .flagFIN: .init("tcp.flags.fin", "FIN", .boolean, "The sender will send no more.")
        case .window: .init("tcp.window_size_value", "Window", .decimal, "How much more the sender can take, as it stands in the header.")
        case .scaledWindow: .init("tcp.window_size", "Window in bytes", .decimal, "How many more bytes the sender can take.")
        case .scaleFactor: .init("tcp.window_size_scalefactor", "Window scale", .signed, "What the window is multiplied by; -1: the handshake wasn't seen, -2: not used.")
        case .checksum: .init("tcp.checksum", "Checksum", .hex(4), "Guards header, payload and addresses against damage.")
        case .checksumStatus: .init("tcp.checksum.status", "Checksum status", .decimal, "Whether the checksum is right.", Checksum.name)
        case .urgentPointer: .init("tcp.urgent_pointer", "Urgent pointer", .decimal, "Where urgent data ends, if URG is set.")
        case .options: .init("tcp.options", "Options", .bytes, "What both ends agree on beyond the plain header.")
        case .optionKind: .init("tcp.option_kind", "Option", .decimal, "Which option this is.", TCPOptions.name)
        case .optionLength: .init("tcp.option_len", "Option length", .decimal, "Bytes of the option, kind and length included.")
        case .mss: .init("tcp.options.mss_val", "Maximum segment size", .decimal, "The most payload the sender can take in one segment.")
        case .windowShift: .init("tcp.options.wscale.shift", "Window shift", .decimal, "How many bits the sender's windows are to be shifted left.")
        case .windowMultiplier: .init("tcp.options.wscale.multiplier", "Window multiplier", .decimal, "What the sender's windows are to be multiplied by.")
        case .sackPermitted: .init("tcp.options.sack_perm", "SACK permitted", .bytes, "The sender understands selective acknowledgements.")
        case .sackLeft: .init("tcp.options.sack_le", "SACK left edge", .decimal, "The sender has got a later block, from here…")
        case .sackRight: .init("tcp.options.sack_re", "SACK right edge", .decimal, "…to before here.")
        case .timestampValue: .init("tcp.options.timestamp.tsval", "Timestamp", .decimal, "The sender's clock.")
        case .timestampEcho: .init("tcp.options.timestamp.tsecr", "Timestamp echo", .decimal, "The other end's clock as the sender last heard it: tells the round-trip time.")
        case .analysis: .init("tcp.analysis", "What is noticed", .group, "What the segments before this one tell about it.")
        case .acknowledgesFrame: .init("tcp.analysis.acks_frame", "Acknowledges frame", .decimal, "The frame whose data this one acknowledges.")
        case .roundTrip: .init("tcp.analysis.ack_rtt", "Round trip", .seconds, "From that frame to this one, as seen where the capture was made.")
        case .initialRoundTrip: .init("tcp.analysis.initial_rtt", "First round trip", .seconds, "From the SYN to the handshake's end.")
        case .analysisFlags: .init("tcp.analysis.flags", "Remarkable", .group, "Something is out of the ordinary.")
        case .reusedPorts: .init("tcp.analysis.reused_ports", "Ports used again", .presence, "A new connection between ports that had one before.")
        case .retransmission: .init("tcp.analysis.retransmission", "Retransmission", .presence, "The segment had been sent before.")
        case .fastRetransmission: .init("tcp.analysis.fast_retransmission", "Fast retransmission", .presence, "Sent again because of duplicate acknowledgements, before the timer ran out.")
        case .spuriousRetransmission: .init("tcp.analysis.spurious_retransmission", "Spurious retransmission", .presence, "Sent again although it had been acknowledged.")
        case .outOfOrder: .init("tcp.analysis.out_of_order", "Out of order", .presence, "A later segment was seen first.")
        case .timeout: .init("tcp.analysis.rto", "Timeout", .seconds, "How long after the first sending.")
        case .timeoutFrame: .init("tcp.analysis.rto_frame", "First sent in", .decimal, "The frame in which it was sent first.")
        case .lostSegment: .init("tcp.analysis.lost_segment", "Gap before this", .presence, "A segment before this one is not in the capture, or comes later.")
        case .ackLostSegment: .init("tcp.analysis.ack_lost_segment", "Acknowledges what wasn't captured", .presence, "The acknowledged bytes are not in the capture.")
        case .windowUpdate: .init("tcp.analysis.window_update", "Window update", .presence, "Only the window has changed.")
        case .windowFull: .init("tcp.analysis.window_full", "Window full", .presence, "The segment fills what the receiver could take: the sender must now wait.")
        case .keepAlive: .init("tcp.analysis.keep_alive", "Keep-alive", .presence, "Asks whether the other end is still there.")
        case .keepAliveAck: .init("tcp.analysis.keep_alive_ack", "Keep-alive answer", .presence, "Yes, it is.")
        case .duplicateAck: .init("tcp.analysis.duplicate_ack", "Duplicate acknowledgement", .presence, "Asks for the same byte again: something is missing.")
        case .duplicateAckNumber: .init("tcp.analysis.duplicate_ack_num", "Duplicate number", .decimal, "The how manieth duplicate this is; after the third the sender sends again.")
        case .duplicateAckFrame: .init("tcp.analysis.duplicate_ack_frame", "Duplicate of frame", .decimal, "The frame with the first acknowledgement of that number.")
        case .zeroWindowProbe: .init("tcp.analysis.zero_window_probe", "Zero window probe", .presence, "One byte to find out whether the receiver has room again.")
        case .zeroWindow: .init("tcp.analysis.zero_window", "Zero window", .presence, "The sender of this can take no more for now.")
        case .zeroWindowProbeAck: .init("tcp.analysis.zero_window_probe_ack", "Zero window probe answer", .presence, "Still no room.")
        case .payload: .init("tcp.payload", "Payload", .bytes, "The program's data.")
        case .segmentData: .init("tcp.segment_data", "Part of a message", .bytes, "The message goes on in other segments, or began in one.")
        case .reassembledLength: .init("tcp.reassembled.length", "Message length", .decimal, "Bytes of the message that was put together from several segments.")
        case .resetCause: .init("tcp.reset_cause", "Cause of reset", .text, "What the sender says about the reset.")
        }
    }
}
