public import Wire

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Colours for a terminal: one for each layer, and a faint one for what matters less. Nothing ever depends on
/// colour alone, and a pipe, a file and `NO_COLOR` get none.
public struct Paint: Sendable {
    public let isOn: Bool

    public init(isOn: Bool) { self.isOn = isOn }

    /// Colours if `descriptor` is a terminal that shows them and `NO_COLOR` is unset (https://no-color.org).
    public static func fitting(descriptor: Int32 = 1) -> Paint {
        func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
        return Paint(isOn: isatty(descriptor) == 1 && variable("NO_COLOR").isEmpty && variable("TERM") != "dumb")
    }

    private func wrap(_ text: String, _ code: String) -> String { isOn && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text }

    public func faint(_ text: String) -> String { wrap(text, "2") }
    public func bold(_ text: String) -> String { wrap(text, "1") }
    public func warning(_ text: String) -> String { wrap(text, "33") }
    public func error(_ text: String) -> String { wrap(text, "31") }

    public func layer(_ layer: Layer, _ text: String) -> String {
        switch layer {
        case .physical: wrap(text, "90")
        case .link: wrap(text, "35")
        case .network: wrap(text, "34")
        case .transport: wrap(text, "36")
        case .application: wrap(text, "32")
        }
    }
}
