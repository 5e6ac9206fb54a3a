public import Wire

/// Where a stack's frames go and come from: a TAP device, or one end of a simulated wire.
///
/// Frames begin with the destination address and end with the packet: preamble, padding to the minimum length and
/// FCS are the device's affair.
public protocol FrameDevice: AnyObject {
    /// The largest packet that a frame carries, in bytes: 1500 on Ethernet.
    var mtu: Int { get }

    /// Sends a frame, or drops it where there is no room: a device never waits.
    func transmit(_ frame: consuming [UInt8], id: EventID, cause: EventID)

    /// Takes the next frame that has arrived, into a buffer of its own; nil when there is none.
    func receive() -> [UInt8]?
}
