public import Wire

/// Where a stack's frames go and come from: a TAP device, or one end of a simulated wire.
///
/// Frames begin with the destination address and end with the packet: preamble, padding to the minimum length and
/// FCS are the device's affair. What is done to frames on their way (told, lost, delayed) is a device that wraps another.
public protocol FrameDevice: AnyObject {
    /// The largest packet that a frame carries, in bytes: 1500 on Ethernet.
    var mtu: Int { get }
    /// Whether no frame will ever come or go again: the device has been taken away.
    var isGone: Bool { get }

    /// Sends a frame, or drops it where there is no room: a device never waits. The buffer stays the caller's.
    func transmit(_ frame: [UInt8], id: EventID, cause: EventID)

    /// Puts the next frame that has arrived into `frame`, which is empty and has room for an ordinary one; false when there is none.
    ///
    /// - Parameter id: what the frame is called from now on, if there is one.
    func receive(into frame: inout [UInt8], id: EventID) -> Bool
}

extension FrameDevice {
    public var isGone: Bool { false }
}
