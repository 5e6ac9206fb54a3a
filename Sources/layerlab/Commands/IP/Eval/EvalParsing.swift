import Wire

/// Python's three factory functions: IPv4 if it is that, otherwise IPv6, and one kind of error for what is neither.
enum EvalParsing {
    static func address(_ text: String) throws(PythonError) -> AnyAddress {
        if let v4 = IPv4Address(text) { return .v4(v4) }
        if let v6 = ScopedIPv6Address(text) { return .v6(v6) }
        throw neither(text)
    }

    static func network(_ text: String, strict: Bool = true) throws(PythonError) -> AnyNetwork {
        try either(text, { () throws(AddressError) in .v4(try IPv4Network(validating: text, strict: strict)) },
                   { () throws(AddressError) in .v6(try ScopedIPv6Network(validating: text, strict: strict)) })
    }

    static func interface(_ text: String) throws(PythonError) -> [String: Any] {
        try either(text, { () throws(AddressError) in EvalDescription.interface(try IPv4Interface(validating: text)) },
                   { () throws(AddressError) in EvalDescription.interface(try ScopedIPv6Interface(validating: text)) })
    }

    /// The first that can be read; an error that is not about the text (host bits) ends the search.
    private static func either<Value>(_ text: String, _ v4: () throws(AddressError) -> Value, _ v6: () throws(AddressError) -> Value) throws(PythonError) -> Value {
        do throws(AddressError) {
            return try v4()
        } catch {
            guard error.kind == .address || error.kind == .mask else { throw PythonError(error) }
        }
        do throws(AddressError) {
            return try v6()
        } catch {
            guard error.kind == .address || error.kind == .mask else { throw PythonError(error) }
        }
        throw neither(text)
    }

    private static func neither(_ text: String) -> PythonError {
        PythonError.value(AddressError(.address, .neitherVersion, in: text).description)
    }

    /// An address from a number or from octets; `version` 0 takes what fits.
    static func address(number: PythonInteger, version: Int) throws(PythonError) -> AnyAddress {
        let value = number.isNegative ? nil : number.magnitude
        if version != 6, let value, let small = UInt32(exactly: value) { return .v4(IPv4Address(rawValue: small)) }
        if version != 4, let value { return .v6(ScopedIPv6Address(rawValue: value)) }
        throw outOfRange(version)
    }

    static func address(octets: [UInt8], version: Int) throws(PythonError) -> AnyAddress {
        if version != 6, let v4 = try? IPv4Address(octets: octets) { return .v4(v4) }
        if version != 4, let v6 = try? ScopedIPv6Address(octets: octets) { return .v6(v6) }
        throw PythonError(name: version == 0 ? "ValueError" : "AddressValueError", message: AddressError.Reason.wrongByteCount.description)
    }

    private static func outOfRange(_ version: Int) -> PythonError {
        PythonError(name: version == 0 ? "ValueError" : "AddressValueError", message: AddressError.Reason.numberOutOfRange.description)
    }
}
