public import ArgumentParser
import Wire

/// Where a server listens and where a client looks for it.
public struct PlaceOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("The port. Default: the lab's own.", valueName: "P"))
    public var port: UInt16?

    @Option(help: ArgumentHelp("The server's name or address, for the client.", valueName: "HOST"))
    public var host: String?

    @Option(help: ArgumentHelp("The address that the server listens on. Default: loopback only; 0.0.0.0 lets everyone in.", valueName: "ADDRESS"))
    public var bind: String?

    public init() {}

    public func validate() throws {
        if let bind, IPAddress(bind) == nil { throw ValidationError("--bind takes an address such as 127.0.0.1 or ::1, and \"\(bind)\" is none") }
    }
}
