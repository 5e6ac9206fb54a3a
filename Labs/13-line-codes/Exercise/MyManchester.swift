import PhysicalLayer

/// E1: your Manchester code. Read section 7 of the worksheet; then replace the bodies of `encode` and `decode`.
///
/// `LAB=13 swift test` judges it; `swift run line-codes codes --mine` draws it.
public struct MyManchester: LineCode {
    public init() {}
    public var name: String { "My Manchester" }
    public var usedBy: String { "me" }
    public var symbolsPerBit: Int { 2 }

    public func encode(_ bits: Bits) -> [Level] {
        // E1, not attempted: nothing is sent.
        []
    }

    public func decode(_ levels: [Level]) throws(LineCodeError) -> Bits {
        throw LineCodeError(code: name, symbol: 0, what: "not attempted")
    }
}
