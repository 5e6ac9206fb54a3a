/// The URL of `path` on a server that is known by its name or address and its port.
public func httpURL(_ scheme: String = "http", host: String, port: UInt16, _ path: String = "/") -> String {
    "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)\(path)"
}
