import Wire

/// One line of the timeline, in its columns, before anybody has decided how it looks.
struct Row {
    enum Kind {
        /// What the program printed.
        case output
        /// What the program asked of a socket, and what came of it.
        case call
        /// A message of the application's protocol, that one end says or hears.
        case message
        /// What a switch, a hub or a card did with a frame.
        case device
        /// A heading: what the following lines are about.
        case chapter
        /// A frame; the highest layer in it gives the colour.
        case frame(Layer)
        /// What is wrong, or what a newcomer should know.
        case note
    }

    var kind: Kind
    var time: Instant
    var id: EventID
    var cause: EventID
    /// The frame's number.
    var number: Int?
    /// "client → server" for a frame, "client" for a call.
    var who: String
    /// "TCP SYN, ACK", "connect".
    var what: String
    /// "14 B".
    var size = ""
    /// "seq 1   ack 15".
    var facts = ""
    /// What it is for, in plain words.
    var words = ""
    /// The message that it carries, for as much room as is left.
    var message: [UInt8]?
}
