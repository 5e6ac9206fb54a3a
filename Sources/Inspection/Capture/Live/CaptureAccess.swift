/// Finds a way to capture with what the system lets us do.
public enum CaptureAccess {
    /// Opens an interface with libpcap; where that is not permitted, with an installed `dumpcap`.
    ///
    /// - Throws: ``CaptureError``; of kind `.notPermitted` when neither may, with what can be done about it.
    public static func open(_ interface: String, options: CaptureOptions = CaptureOptions()) throws(CaptureError) -> any FrameSource {
        do throws(CaptureError) {
            return try LiveCapture(interface: interface, options: options)
        } catch {
            guard error.kind == .notPermitted else { throw error }
            guard DumpcapCapture.installed() != nil else { throw notPermitted(interface, "this user may not open it, and no dumpcap is there for this user") }
            do throws(CaptureError) {
                return try DumpcapCapture(interface: interface, options: options)
            } catch {
                guard error.kind == .notPermitted else { throw error }
                throw notPermitted(interface, "neither this program nor dumpcap may open it")
            }
        }
    }

    /// What the system's administrator can do for a user who wants to capture (with `dumpcap`). One line.
    public static var advice: String {
        #if os(macOS)
        "install Wireshark's ChmodBPF, which lets the group access_bpf capture"
        #else
        "dpkg-reconfigure wireshark-common; adduser $USER wireshark; log in again"
        #endif
    }

    private static func notPermitted(_ interface: String, _ reason: String) -> CaptureError {
        CaptureError(.notPermitted, "capture on", interface, "not permitted: \(reason)", advice: advice)
    }
}
