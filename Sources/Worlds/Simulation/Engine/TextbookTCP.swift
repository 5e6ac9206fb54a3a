public import TransportLayer

extension TCPConfiguration {
    /// TCP as RFC 9293 and 5681 have it, without the options that came later: no timestamps, no selective acknowledgments, windows
    /// of up to 65,535 bytes. What a newcomer sees on the wire is then what the first chapter explains.
    public static var textbook: TCPConfiguration {
        var tcp = TCPConfiguration()
        tcp.usesTimestamps = false
        tcp.usesSACK = false
        tcp.usesRACK = false
        tcp.usesWindowScale = false
        tcp.receiveBufferLimit = 65_535
        tcp.congestionControl = { Reno($0) }
        return tcp
    }
}
