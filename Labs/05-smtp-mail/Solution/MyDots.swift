import ApplicationLayer
import Wire

/// E1, done: line by line, as bytes.
public struct MyDots: DotStuffing {
    private static let dot = UInt8(ascii: "."), lineFeed = UInt8(ascii: "\n")

    public init() {}

    public func stuffed(_ message: [UInt8]) throws -> [UInt8] {
        var data: [UInt8] = [], atLineStart = true
        for byte in message {
            if atLineStart, byte == Self.dot { data.append(Self.dot) }
            data.append(byte)
            atLineStart = byte == Self.lineFeed
        }
        if !atLineStart { data += Array("\r\n".utf8) }
        return data + Array(".\r\n".utf8)
    }

    public func unstuffed(_ data: [UInt8]) throws -> [UInt8] {
        var message: [UInt8] = [], atLineStart = true
        // The line of one dot is the last that came.
        for byte in data.dropLast(3) {
            if !(atLineStart && byte == Self.dot) { message.append(byte) }
            atLineStart = byte == Self.lineFeed
        }
        return message
    }
}
