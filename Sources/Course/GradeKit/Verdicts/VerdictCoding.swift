#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

// A verdict as one line of text: how it comes out of the process in which a student's code was judged.
extension Verdict {
    public var encoded: String {
        (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    public init?(encoded: String) {
        guard let verdict = try? JSONDecoder().decode(Verdict.self, from: Data(encoded.utf8)) else { return nil }
        guard verdict.possible >= 0, (0...verdict.possible).contains(verdict.earned), verdict.story.count <= 1000 else { return nil }
        self = verdict
    }
}

