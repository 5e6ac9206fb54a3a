import ApplicationLayer
import Compression
import HTTPTypes

/// Undoes an answer's Content-Encoding piece by piece: the coding that was put on last comes off first.
struct HTTPContentDecoder {
    /// One coding.
    fileprivate struct Stage {
        let coding: String
        var inflater: Inflater?
        /// Bytes by which the format is told, kept until there are enough.
        var start: [UInt8] = []
        var hasBegun = false
    }
    private var stages: [Stage]
    private let limit: Int
    private var total = 0
    /// Bytes that one piece may become.
    private static let most = 128 << 20

    /// nil where nothing is coded, or with a coding that is not known: such content stays as it came.
    ///
    /// - Parameter limit: bytes of content once decompressed; nil: as many as come.
    init?(_ fields: HTTPFields, limit: Int?) throws(HTTPClientError) {
        guard let field = fields[.contentEncoding] else { return nil }
        let codings = field.split(separator: ",").map { $0.lowercased().replacing(" ", with: "").replacing("\t", with: "") }.filter { !$0.isEmpty && $0 != "identity" }
        guard !codings.isEmpty, codings.allSatisfy({ ["gzip", "x-gzip", "deflate"].contains($0) }) else { return nil }
        guard codings.count <= 4 else { throw .content("is compressed \(codings.count) times over") }
        stages = codings.reversed().map { Stage(coding: $0) }
        self.limit = limit ?? .max
    }

    mutating func decode(_ bytes: [UInt8]) throws(HTTPClientError) -> [UInt8] {
        var bytes = bytes
        for index in stages.indices {
            if bytes.isEmpty { break }
            // What comes out at the end counts; and no piece may become much larger than it was, in whichever stage.
            bytes = try stages[index].decode(bytes, limit: min(Self.most, index == stages.count - 1 ? limit - total : limit), of: limit)
        }
        total += bytes.count
        return bytes
    }

    /// The content has ended: where its codings have not, some of it is missing. No content at all is none that is damaged.
    func finish() throws(HTTPClientError) {
        for stage in stages where stage.hasBegun && stage.inflater?.isFinished != true { throw .content("is damaged: it is no \(stage.coding)") }
    }
}

extension HTTPContentDecoder.Stage {
    fileprivate mutating func decode(_ bytes: [UInt8], limit: Int, of whole: Int) throws(HTTPClientError) -> [UInt8] {
        var input = bytes, out: [UInt8] = [], position = 0
        hasBegun = true
        if inflater == nil {
            input = start + bytes
            // RFC 9110 means zlib's wrapping by "deflate"; some servers leave it out. A wrapping begins with two bytes that say so.
            if coding == "deflate", input.count < 2 {
                start = input
                return []
            }
            start = []
            inflater = Inflater(coding != "deflate" ? .gzip : input[0] & 0x0f == 8 && (Int(input[0]) << 8 | Int(input[1])) % 31 == 0 ? .zlib : .raw)
        }
        guard let inflater else { return [] }
        do throws(Inflater.Failure) {
            while position < input.count {
                if inflater.isFinished {
                    // gzip files may stand one behind the other (RFC 1952 section 2.2); what is no other one is padding.
                    guard coding != "deflate", input[position] == 0x1f else { return out }
                    inflater.reset()
                }
                try inflater.inflate(input, from: position, into: &out, limit: limit)
                position = input.count - inflater.unread
            }
        } catch {
            throw error == .tooBig ? .content(whole == .max ? "is compressed beyond reason" : "has more than \(whole) bytes once decompressed") : .content("is damaged: it is no \(coding)")
        }
        return out
    }
}
