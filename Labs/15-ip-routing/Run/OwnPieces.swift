import ArgumentParser
import ExerciseKit
import Lab15Exercise
import LinkLayer
import NetworkLayer
import Stack
import Wire

/// The pieces that the student has written: those that are attempted take our own's place in every stack.
struct OwnPieces: Sendable {
    private var hasRoutes = false, hasFragments = false, hasTable = false

    /// - Parameter mine: false: all is ours.
    /// - Throws: an error where nothing is attempted.
    init(mine: Bool) throws {
        guard mine else { return }
        hasRoutes = Attempt.isMade { try MyRoutes().route(to: 0, among: []) }
        hasFragments = Attempt.isMade {
            var piece = MyFragments()
            return try piece.add([1], at: 0, moreFragments: false)
        }
        hasTable = Attempt.isMade {
            var piece = MyTable()
            return try piece.station(of: IPv4Address(10, 0, 0, 1), at: .zero)
        }
        guard hasRoutes || hasFragments || hasTable else { throw ValidationError("none of the exercises is attempted yet: write one in Labs/15-ip-routing/Exercise") }
    }

    func plug(_ stack: Stack) {
        if hasRoutes { stack.use(MyRoutes()) }
        if hasFragments { stack.use(reassembler: { AdaptedAssembler<MyFragments>() }) }
        if hasTable { stack.use(resolver: { AdaptedARPTable<MyTable>(hardware: $0, addresses: $1) }) }
    }

    /// Whose pieces they are; nothing where all is ours.
    var summary: [String] { Attempt.summary([("the routes", hasRoutes), ("the fragments", hasFragments), ("the ARP table", hasTable)]).map { [$0, ""] } ?? [] }
}
