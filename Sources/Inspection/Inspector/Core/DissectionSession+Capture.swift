public import Capture

extension DissectionSession {
    /// Dissects a frame as a capture file's reader lends it.
    public mutating func dissect(_ header: FrameHeader, _ bytes: RawSpan, number: Int, into dissection: inout Dissection) {
        bytes.withUnsafeBytes {
            dissect($0, linkType: Int(header.linkType.rawValue), originalLength: header.originalLength, time: header.timestamp, number: number, into: &dissection)
        }
    }

    /// Dissects a captured frame.
    public mutating func dissect(_ frame: CapturedFrame, number: Int, into dissection: inout Dissection) {
        frame.bytes.withUnsafeBytes {
            dissect($0, linkType: Int(frame.linkType.rawValue), originalLength: frame.originalLength, time: frame.timestamp, number: number, into: &dissection)
        }
    }
}
