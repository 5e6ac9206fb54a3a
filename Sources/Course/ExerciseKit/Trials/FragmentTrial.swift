public import NetworkLayer
import Wire

/// Lab 15, E2: one datagram's fragments in the order in which they come, and what each led to.
public enum FragmentTrial: Trial {
    public struct Fragment: Codable, Sendable {
        public var offset: Int
        public var payload: [UInt8]
        public var more: Bool
        public init(_ offset: Int, _ payload: [UInt8], more: Bool) { (self.offset, self.payload, self.more) = (offset, payload, more) }
    }

    public enum Moment: Codable, Sendable, Equatable {
        case waiting
        case whole([UInt8])
        case refused
    }

    /// As far as it got: nothing comes after a datagram is whole or refused.
    public static func run(_ piece: any FragmentAssembler.Type, _ input: [Fragment]) async throws -> [Moment] {
        var assembler = piece.init(), moments: [Moment] = []
        for fragment in input {
            do {
                guard let whole = try assembler.add(fragment.payload, at: fragment.offset, moreFragments: fragment.more) else {
                    moments.append(.waiting)
                    continue
                }
                return moments + [.whole(whole)]
            } catch let error as NotAttempted { throw error } catch { return moments + [.refused] }
        }
        return moments
    }
}
