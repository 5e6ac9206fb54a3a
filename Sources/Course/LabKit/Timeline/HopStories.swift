import Wire

/// Where frames are seen on several cables on their way, each cable has a story of its own: a router that passes a segment on does not send it again.
struct HopStories {
    private struct Flow: Hashable {
        var source: SocketAddress
        var destination: SocketAddress
    }

    /// By cable; where nobody knows the cable, all share one.
    private var stories: [String: TCPStory] = [:]
    private var firstCables: [Flow: String] = [:]
    /// Cables and flows that are told apart; those beyond share a story.
    private static let limit = 4096

    mutating func tell(_ segment: SegmentFacts, from: String?, to: String?, sender: String, receiver: String) -> TCPStory.Telling {
        let cable = cable(from, to), key = stories[cable] != nil || stories.count < Self.limit ? cable : ""
        let flow = Flow(source: segment.source, destination: segment.destination)
        if firstCables[flow] == nil, firstCables.count < Self.limit { firstCables[flow] = cable }
        return stories[key, default: TCPStory()].tell(segment, sender: sender, receiver: receiver)
    }

    /// Whether this is the cable on which the flow was seen first: the sender's own.
    func isFirst(_ segment: SegmentFacts, from: String?, to: String?) -> Bool {
        firstCables[Flow(source: segment.source, destination: segment.destination)].map { $0 == cable(from, to) } ?? true
    }

    private func cable(_ from: String?, _ to: String?) -> String {
        guard let from, let to else { return "" }
        return from < to ? "\(from) \(to)" : "\(to) \(from)"
    }
}
