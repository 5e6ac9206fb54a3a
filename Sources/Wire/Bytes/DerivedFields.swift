/// What a serializer writes into the fields that follow from the rest of a packet: its lengths and checksums.
public enum DerivedFields: Sendable {
    /// The values that are right for what is being written.
    case computed
    /// The values that the header holds, right or wrong: for sending on exactly what came, and for tests that craft bad packets.
    case asStored
}
