#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension String {
    /// A number as C's "%g" prints it, which is how tshark prints what is kept as floating point.
    init(general value: Double) {
        var room = [CChar](repeating: 0, count: 40)
        _ = withVaList([value]) { vsnprintf(&room, room.count, "%g", $0) }
        self.init(decoding: room.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
