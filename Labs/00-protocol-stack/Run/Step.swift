import LabKit
import Wire

/// What one layer does with the message: a line of the story.
struct Step {
    var layer: Layer
    /// "+ UDP header".
    var deed: String
    /// How many bytes the layer hands on; nil where it hands on nothing.
    var size: Int?
    /// What stands in the header, or what was found.
    var facts: String
    /// Whether this is where it ended.
    var isRefusal = false

    func line(_ paint: Paint) -> String {
        func left(_ text: String, _ width: Int) -> String { text.count < width ? text + String(repeating: " ", count: width - text.count) : text }
        func right(_ text: String, _ width: Int) -> String { text.count < width ? String(repeating: " ", count: width - text.count) + text : text }
        let line = " \(left(layer.rawValue, 12)) \(left(deed, 26)) \(right(size.map { "\($0) B" } ?? "", 7))  \(facts)"
        return isRefusal ? paint.error(line) : paint.layer(layer, line)
    }
}
