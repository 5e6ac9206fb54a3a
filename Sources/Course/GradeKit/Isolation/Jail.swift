import Foundation

/// Where a student's program runs: what it can reach.
public enum Jail: Sendable, Equatable {
    /// In a process of its own, with limits of time, memory and output; nothing more.
    case none
    /// The same as the user "nobody": it cannot read what is ours, but it has the network.
    case nobody
    /// In namespaces of its own: no network, no other process to be seen, and of the disk only the system's folders, read-only,
    /// and the program itself. `runtime` are folders that the program needs besides the system's.
    case namespaces(runtime: [String])

    /// The best that this computer permits, found by trying whether `program` runs there to a good end, and what is missing.
    static func best(for program: String) async -> (jail: Jail, missing: [String]) {
        #if os(Linux)
        let candidate = Jail.namespaces(runtime: runtimeFolders())
        if await candidate.runs(program) { return (candidate, []) }
        if geteuid() == 0, await Jail.nobody.runs(program) { return (.nobody, ["no namespaces on this computer: student code runs as the user nobody, but can reach the network and see other processes"]) }
        return (.none, ["no namespaces for an ordinary user on this computer: student code can reach the network, other processes and your files"])
        #else
        return (.none, ["namespaces are Linux's: student code can reach the network, other processes and your files"])
        #endif
    }

    private func runs(_ program: String) async -> Bool {
        let end = try? await ProcessRunner.run(self, program, input: Data(), patience: 10)
        return end?.status == 0 && end?.signal == nil
    }

    /// Folders in which the Swift runtime is, where they are not the system's.
    private static func runtimeFolders() -> [String] {
        guard let data = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd() else { return [] }
        let maps = String(decoding: data, as: UTF8.self)
        var folders: [String] = []
        for line in maps.split(separator: "\n") where line.hasSuffix("/libswiftCore.so") || line.hasSuffix("/libFoundation.so") {
            guard let slash = line.firstIndex(of: "/"), let last = line.lastIndex(of: "/") else { continue }
            let folder = String(line[slash..<last])
            if !folder.hasPrefix("/usr/"), !folder.hasPrefix("/lib"), !folders.contains(folder) { folders.append(folder) }
        }
        return folders
    }

    /// The command line that runs `program` here; `root` is an empty folder.
    func command(_ program: String, root: String) -> [String] {
        // Without any capability, also where it is "root" of a namespace of its own: that could leave a changed root again.
        let bare = ["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
        let asNobody = ["--reuid=65534", "--regid=65534", "--clear-groups"] + bare
        switch self {
        case .none: return [program]
        case .nobody: return ["/usr/bin/setpriv"] + asNobody + [program]
        case .namespaces(let runtime):
            // A root of its own in memory, with the system's folders and the program, read-only. As root the program becomes nobody;
            // otherwise it is "root" of its own namespace, which owns nothing outside.
            let isRoot = geteuid() == 0
            let script = """
                set -e
                root="$1"; program="$2"; shift 2
                mount -t tmpfs -o size=1m,mode=755 tmpfs "$root"
                for folder in /usr /lib /lib64 /bin "$@"; do
                    if [ -L "$folder" ]; then ln -s "$(readlink "$folder")" "$root$folder"
                    elif [ -d "$folder" ]; then
                        mkdir -p "$root$folder"
                        mount --rbind "$folder" "$root$folder"
                        mount -o remount,bind,ro "$root$folder"
                    fi
                done
                mkdir "$root/dev"
                for device in null urandom; do : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
                # libdispatch looks there for its threads once a second, and ends the process where one is not to be seen.
                mkdir "$root/proc"
                mount -t proc -o ro,nosuid,nodev,noexec,hidepid=2 proc "$root/proc"
                : > "$root/program"
                mount --bind "$program" "$root/program"
                mount -o remount,ro "$root"
                cd "$root"
                ulimit -n 64
                # This shell stays: the first process of a namespace would not hear its own alarm.
                /usr/sbin/chroot "$root" /usr/bin/setpriv \((isRoot ? asNobody : bare).joined(separator: " ")) /program
                """
            let user = isRoot ? [] : ["--user", "--map-root-user"]
            return ["/usr/bin/unshare"] + user + ["--net", "--pid", "--fork", "--kill-child", "--mount", "--ipc", "--uts", "/bin/sh", "-c", script, "sh", root, program] + runtime
        }
    }
}
