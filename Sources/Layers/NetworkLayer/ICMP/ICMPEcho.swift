/// What an echo request and its reply carry (RFC 792, RFC 4443 section 4).
public struct ICMPEcho: Hashable, Sendable {
    /// Names the run of `ping`.
    public var identifier: UInt16
    /// Counts its requests.
    public var sequenceNumber: UInt16
    public var payload: [UInt8]

    public init(identifier: UInt16, sequenceNumber: UInt16, payload: [UInt8] = []) {
        self.identifier = identifier
        self.sequenceNumber = sequenceNumber
        self.payload = payload
    }
}
