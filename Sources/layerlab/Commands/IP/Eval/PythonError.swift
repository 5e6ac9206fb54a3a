import Wire

/// An exception of Python's `ipaddress`, by the name of its class.
struct PythonError: Error {
    let name: String
    let message: String

    static func value(_ message: String) -> PythonError { PythonError(name: "ValueError", message: message) }

    /// The exception that Python raises for one of our errors.
    init(_ error: AddressError) {
        let name = switch error.kind {
        case .address, .socketAddress: "AddressValueError"
        case .mask: "NetmaskValueError"
        case .value: "ValueError"
        case .version: "TypeError"
        case .index: "IndexError"
        }
        self.init(name: name, message: error.description)
    }

    init(name: String, message: String) {
        self.name = name
        self.message = message
    }

    /// Runs `body` and turns our errors into Python's.
    static func from<Value>(_ body: () throws(AddressError) -> Value) throws(PythonError) -> Value {
        do { return try body() } catch { throw PythonError(error) }
    }
}

/// A line that is not in the protocol: no exception of `ipaddress`, but the sender's mistake.
struct ProtocolError: Error {
    let message: String
}
