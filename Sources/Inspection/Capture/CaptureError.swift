/// What went wrong with a capture: what was being done, with which file, interface or filter, and what is the matter there.
///
/// `read echo.pcap, frame 12, byte 1040: truncated dump file; tried to read 16 header bytes, only got 8`
public struct CaptureError: Error, Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// No such file, or no such interface.
        case notFound
        /// The system does not let this process capture, read or write there.
        case notPermitted
        /// The interface is there but not up.
        case interfaceDown
        /// The file is no capture, or of a kind that libpcap does not read.
        case notACapture
        /// The file ends inside a header or frame, or a length in it cannot be.
        case damaged
        /// The filter's text is no filter; `column` counts its characters from 0 to where it stops making sense.
        case filter(column: Int?)
        /// The file to be written is the one being read.
        case wouldOverwriteInput
        /// The disk is full.
        case noSpace
        /// A frame of one link type for a file of another, or lengths that its format cannot hold.
        case unfitting
        /// Another error of libpcap or of the system.
        case system
    }

    public let kind: Kind
    /// "open", "read", "write", "capture", "filter".
    public let operation: String
    /// The file, interface or filter text.
    public let subject: String
    /// Where in a file: the frame's number, from 1.
    public let frame: Int?
    /// How far into the file reading or writing had come, in bytes.
    public let byteOffset: Int?
    /// What is the matter, in libpcap's own words where they are its.
    public let reason: String
    /// What to do about it; empty where nothing is to be said.
    public let advice: String

    public init(_ kind: Kind, _ operation: String, _ subject: String, frame: Int? = nil, byteOffset: Int? = nil, _ reason: String, advice: String = "") {
        self.kind = kind
        self.operation = operation
        self.subject = subject
        self.frame = frame
        self.byteOffset = byteOffset
        self.reason = reason
        self.advice = advice
    }
}

extension CaptureError: CustomStringConvertible {
    /// One line; for a filter three, with a caret under the place.
    public var description: String {
        var place = "\(operation) \(subject)"
        if let frame { place += ", frame \(frame)" }
        if let byteOffset { place += ", byte \(byteOffset)" }
        var text = "\(place): \(reason)"
        if !advice.isEmpty { text += " (\(advice))" }
        if case .filter(let column?) = kind {
            // Characters that a terminal would not show one column wide become spaces in both lines.
            let shown = String(subject.map { $0.isASCII && $0 >= " " && $0 != "\u{7f}" ? $0 : " " })
            text = "filter: \(reason)\n  \(shown)\n  \(String(repeating: " ", count: column))^"
            if !advice.isEmpty { text += " \(advice)" }
        }
        return text
    }
}
