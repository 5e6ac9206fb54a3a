public import ArgumentParser
import Foundation
public import LabKit
public import TransportSecurity
import Sockets

/// The options of a lab that speaks over TLS.
public struct SecurityOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Trust the authorities in this PEM file as well.", valueName: "FILE"))
    public var ca: String?

    public init() {}
}

/// TLS for a lab: whose authority, and where its secrets are written down.
public struct LabSecurity: Sendable {
    public let security: TLSSecurity
    /// The authority's certificate, for other programs to trust; nil where it is gone with this run.
    public let authorityPath: String?

    /// For both ends in one process an authority is made for the run; a single end takes the one that is kept in this user's home
    /// (`AuthorityFolder`), so that the two ends know each other and curl can be told.
    ///
    /// - Parameters:
    ///   - serverName: what the lab calls its server; its certificate is also for this computer's own names and for the
    ///     simulator's server.
    ///   - trustsSystem: whether a client also trusts the Internet's authorities.
    /// - Throws: one line for people.
    public init(for end: LabEnd, serverName: String, options: SecurityOptions, trustsSystem: Bool = false) throws {
        var settings = TLSSecurity.Options()
        if let ca = options.ca {
            guard let pem = try? String(contentsOfFile: ca, encoding: .utf8) else { throw ValidationError("--ca: \(ca) cannot be read") }
            guard pem.contains("-----BEGIN CERTIFICATE-----") else { throw ValidationError("--ca: \(ca) holds no certificate in PEM form (a line \"-----BEGIN CERTIFICATE-----\")") }
            settings.trusted = [pem]
        }
        settings.trustsSystem = trustsSystem
        if end != .client { settings.names = [serverName, "localhost", "127.0.0.1", "::1", "10.0.0.12"] }
        if let log = try KeyLogFile.named() { settings.keyLog = { log.add($0) } }
        if end == .both {
            authorityPath = nil
            security = try TLSSecurity(authority: BoxAuthority(), options: settings)
        } else {
            let folder = AuthorityFolder.standard
            security = try TLSSecurity(authority: try folder.authority(), options: settings)
            authorityPath = folder.certificatePath
        }
    }
}
