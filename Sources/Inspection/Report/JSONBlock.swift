/// JSON (RFC 8259) in the making: arrays, numbers and strings, as bytes.
public struct JSONBlock: Sendable {
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    public init() {}

    /// What was written, as the elements of an array.
    public var array: [UInt8] { [UInt8(ascii: "[")] + bytes + [UInt8(ascii: "]")] }

    private mutating func begin() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    /// An element that is JSON already.
    public mutating func raw(_ json: [UInt8]) {
        begin()
        bytes.append(contentsOf: json)
    }

    /// An element that is a number.
    public mutating func number(_ value: Int) { raw(Array("\(value)".utf8)) }

    /// An element that is an array: `body` writes what is in it.
    public mutating func list(_ body: (inout JSONBlock) -> Void) {
        begin()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// An element that is a string, whatever is in it.
    public mutating func text(_ text: String) {
        begin()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20: bytes.append(contentsOf: Array("\\u00".utf8) + [Self.digit(byte >> 4), Self.digit(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x57 }
}

/// Base64 (RFC 4648 section 4).
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        let size = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: size) { out in
            var at = 0, index = 0
            while index < bytes.count {
                let left = bytes.count - index
                let word = UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0) | (left > 2 ? UInt32(bytes[index + 2]) : 0)
                out[at] = alphabet[Int(word >> 18)]
                out[at + 1] = alphabet[Int(word >> 12 & 63)]
                out[at + 2] = left > 1 ? alphabet[Int(word >> 6 & 63)] : UInt8(ascii: "=")
                out[at + 3] = left > 2 ? alphabet[Int(word & 63)] : UInt8(ascii: "=")
                index += 3
                at += 4
            }
            return size
        }
    }
}
