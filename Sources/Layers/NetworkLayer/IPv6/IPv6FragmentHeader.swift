import Wire

/// A fragment header (RFC 8200 section 4.5).
///
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |  Next Header  |   Reserved    |      Fragment Offset    |Res|M|
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
///     |                         Identification                        |
///     +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
public struct IPv6FragmentHeader: Hashable, Sendable {
    /// Bytes of the header.
    public static let length = 8

    /// Where this fragment's part lies in the fragmentable part, in bytes: a multiple of 8 (the wire counts in eights).
    public var fragmentOffset: UInt16
    public var moreFragments: Bool
    /// The same in all fragments of one packet.
    public var identification: UInt32

    public init(fragmentOffset: UInt16, moreFragments: Bool, identification: UInt32) {
        self.fragmentOffset = fragmentOffset
        self.moreFragments = moreFragments
        self.identification = identification
    }

    /// Offset 0 and nothing to come: a whole packet that only looks like a fragment (RFC 6946).
    public var isAtomic: Bool { fragmentOffset == 0 && !moreFragments }
}
