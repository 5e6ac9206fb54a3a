public import PhysicalLayer
import Wire

/// Lab 13, E1: bits to levels, or levels to bits.
public enum LineCodeTrial: Trial {
    public enum Input: Codable, Sendable {
        case encode([Bool])
        /// -1, 0, 1.
        case decode([Int8])
    }

    public enum Output: Codable, Sendable, Equatable {
        case levels([Int8])
        case bits([Bool])
        case refused(symbol: Int)
    }

    public static func run(_ piece: any LineCode, _ input: Input) async throws -> Output {
        switch input {
        case .encode(let bits):
            let levels = piece.encode(bits).map(\.rawValue)
            // As handed out it sends nothing.
            if levels.isEmpty, !bits.isEmpty { throw NotAttempted("E1") }
            return .levels(levels)
        case .decode(let raw):
            do throws(LineCodeError) { return .bits(try piece.decode(raw.map { Level(rawValue: $0) ?? .zero })) } catch {
                if error.what == "not attempted" { throw NotAttempted("E1") }
                return .refused(symbol: error.symbol)
            }
        }
    }
}
