import NetworkLayer
import Wire

/// E2: your reassembly of one datagram. Read section 7 of the worksheet; then replace the body, and add what you need to keep.
///
/// `LAB=15 swift test` judges it; with `swift run ip-routing --mine` every host puts fragments together with it.
public struct MyFragments: FragmentAssembler {
    public init() {}

    public mutating func add(_ payload: [UInt8], at offset: Int, moreFragments: Bool) throws -> [UInt8]? { throw NotAttempted("E2") }
}
