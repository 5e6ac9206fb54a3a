/// A certificate (RFC 5280): who, whose word for it, from when to when, which key. In DER (X.690): a tag, a length, a value.
///
/// Only what people look for is read; a certificate that is not built as it should be is left as bytes from there on.
enum X509Field: UInt8, FieldSet {
    case version, serial, algorithm, issuer, subject, object, country, directory, teletex, printable, universal, bmp, utf8, ia5, notBefore, notAfter, utcTime, generalizedTime
    case publicKey, extensionID, critical, dnsName, mailAddress, ipv4, ipv6, uri, isAuthority, signature

    static var proto: ProtocolID { .certificate }
    var definition: FieldDefinition {
        switch self {
        case .version: .init("x509af.version", "Version", .decimal, "2 for version 3: counted from 0.")
        case .serial: .init("x509af.serialNumber", "Serial number", .bytes, "The issuer's number for it.")
        case .algorithm: .init("x509af.algorithm.id", "Algorithm", .text, "How the certificate is signed, or what kind of key it holds.")
        case .issuer: .init("x509af.issuer", "Issuer", .decimal, "Who vouches for it.")
        case .subject: .init("x509af.subject", "Subject", .decimal, "Whom it is about.")
        case .object: .init("x509if.oid", "Part of the name", .text, "Which part of the name follows.")
        case .country: .init("x509sat.CountryName", "Country", .text, "The country, in two letters.")
        case .directory: .init("x509sat.DirectoryString", "Text's kind", .decimal, "In which letters the text is written.") { ["teletex", "printable", "universal", "BMP", "UTF-8"][safe: Int(truncatingIfNeeded: $0)] }
        case .teletex: .init("x509sat.teletexString", "Text", .text, "This part of the name.")
        case .printable: .init("x509sat.printableString", "Text", .text, "This part of the name.")
        case .universal: .init("x509sat.universalString", "Text", .bytes, "This part of the name.")
        case .bmp: .init("x509sat.bmpString", "Text", .bytes, "This part of the name.")
        case .utf8: .init("x509sat.uTF8String", "Text", .text, "This part of the name.")
        case .ia5: .init("x509sat.IA5String", "Text", .text, "This part of the name.")
        case .notBefore: .init("x509af.notBefore", "Valid from", .decimal, "The first moment.")
        case .notAfter: .init("x509af.notAfter", "Valid until", .decimal, "The last moment.")
        case .utcTime: .init("x509af.utcTime", "Time", .text, "In UTC.")
        case .generalizedTime: .init("x509af.generalizedTime", "Time", .text, "In UTC.")
        case .publicKey: .init("x509af.subjectPublicKey", "Public key", .bytes, "The subject's key: signatures are checked with it.")
        case .extensionID: .init("x509af.extension.id", "Extension", .text, "Something more about the certificate.")
        case .critical: .init("x509af.critical", "Critical", .boolean, "Who does not understand the extension must refuse the certificate.")
        case .dnsName: .init("x509ce.dNSName", "Host name", .text, "A name that the certificate is good for.")
        case .mailAddress: .init("x509ce.rfc822Name", "Mail address", .text, "An address that the certificate is good for.")
        case .ipv4: .init("x509ce.IPAddress.ipv4", "IPv4 address", .ipv4, "An address that the certificate is good for.")
        case .ipv6: .init("x509ce.IPAddress.ipv6", "IPv6 address", .ipv6, "An address that the certificate is good for.")
        case .uri: .init("x509ce.uniformResourceIdentifier", "Address of the web", .text, "What the certificate is good for.")
        case .isAuthority: .init("x509ce.cA", "Authority", .boolean, "The key may sign other certificates.")
        case .signature: .init("x509af.encrypted", "Signature", .bytes, "The issuer's signature over all of it.")
        }
    }
}

enum X509Certificate {
    /// The most parts of a name and the most extensions that are read.
    private static let limit = 100
    /// What Wireshark calls those who read parts of names, extensions and keys.
    private static let attribute = ForeignProtocols.name("x509sat"), extensionReader = ForeignProtocols.name("x509ce"), netscape = ForeignProtocols.name("ns_cert_exts"), curve = ForeignProtocols.name("pkcs-1")

    static func dissect(_ data: Octets, _ d: inout Dissection) {
        guard data.count == data.reported else { return }
        d.open()
        defer { d.close() }
        var whole = DERReader(data)
        guard let certificate = whole.next(0x30) else { return }
        var outer = DERReader(certificate.value)
        guard let body = outer.next(0x30) else { return }
        guard signed(DERReader(body.value), &d), let algorithm = outer.next(0x30) else { return }
        identifier(.algorithm, DERReader(algorithm.value), &d)
        if let signature = outer.next(0x03), signature.value.count > 1 { d.add(X509Field.signature, 0, signature.value, 1, signature.value.count - 1) }
    }

    /// The part that is signed; whether it could be read.
    private static func signed(_ body: DERReader, _ d: inout Dissection) -> Bool {
        var body = body
        if let version = body.next(0xa0) {
            var inner = DERReader(version.value)
            if let number = inner.next(0x02), number.value.count == 1 { d.add(X509Field.version, Int(number.value[0] ?? 0), number.value, 0, 1) }
        }
        guard let serial = body.next(0x02) else { return false }
        d.add(X509Field.serial, 0, serial.value, 0, serial.value.count)
        guard let algorithm = body.next(0x30) else { return false }
        identifier(.algorithm, DERReader(algorithm.value), &d)
        guard let issuer = body.next(0x30) else { return false }
        name(.issuer, issuer, &d)
        guard let validity = body.next(0x30) else { return false }
        var times = DERReader(validity.value)
        for field in [X509Field.notBefore, .notAfter] { if let element = times.next() { time(field, element, &d) } }
        guard let subject = body.next(0x30) else { return false }
        name(.subject, subject, &d)
        guard let key = body.next(0x30) else { return false }
        var parts = DERReader(key.value)
        if let algorithm = parts.next(0x30) {
            if identifier(.algorithm, DERReader(algorithm.value), &d) == "1.2.840.10045.2.1" { d.chain.append(curve) }
        }
        if let bits = parts.next(0x03), bits.value.count > 1 { d.add(X509Field.publicKey, 0, bits.value, 1, bits.value.count - 1) }
        if let extensions = body.next(0xa3) { self.extensions(extensions.value, &d) }
        return true
    }

    @discardableResult
    private static func identifier(_ field: X509Field, _ list: DERReader, _ d: inout Dissection) -> String {
        var list = list
        guard let object = list.next(0x06) else { return "" }
        let identifier = object.objectIdentifier
        d.add(field, text: identifier, object.value, 0, object.value.count)
        return identifier
    }

    /// A name is a list of sets of pairs: what it is, and the text.
    private static func name(_ field: X509Field, _ element: DERReader.Element, _ d: inout Dissection) {
        d.add(field, 0, element.value, 0, element.value.count)
        d.open()
        defer { d.close() }
        parts(of: element, &d)
    }

    /// A name that stands by itself: of an authority whose certificates are welcome.
    static func name(_ data: Octets, _ d: inout Dissection) {
        guard data.count == data.reported else { return }
        var whole = DERReader(data)
        if let element = whole.next(0x30) { parts(of: element, &d) }
    }

    private static func parts(of element: DERReader.Element, _ d: inout Dissection) {
        var sets = DERReader(element.value), count = 0
        while let set = sets.next(0x31), count < limit {
            var pairs = DERReader(set.value)
            while let pair = pairs.next(0x30), count < limit {
                count += 1
                var parts = DERReader(pair.value)
                guard let object = parts.next(0x06), let text = parts.next() else { continue }
                let identifier = object.objectIdentifier
                d.chain.append(attribute)
                d.add(X509Field.object, text: identifier, object.value, 0, object.value.count)
                d.open()
                self.text(text, of: identifier, &d)
                d.close()
            }
        }
    }

    private static func text(_ text: DERReader.Element, of object: String, _ d: inout Dissection) {
        let value = text.value
        let choices: [Int: (Int, X509Field)] = [0x14: (0, .teletex), 0x13: (1, .printable), 0x1c: (2, .universal), 0x1e: (3, .bmp), 0x0c: (4, .utf8)]
        if object == "2.5.4.6" {
            d.add(X509Field.country, 0, value, 0, value.count)
        } else if text.tag == 0x16 {
            d.add(X509Field.ia5, 0, value, 0, value.count)
        } else if let (number, field) = choices[text.tag] {
            d.add(X509Field.directory, number, value, 0, value.count)
            d.add(field, 0, value, 0, value.count)
        }
    }

    /// "030305164745Z" or "20500305164745Z" as "2003-03-05 16:47:45 (UTC)". Two digits of a year stand for 1950 to 2049.
    private static func time(_ field: X509Field, _ element: DERReader.Element, _ d: inout Dissection) {
        let isShort = element.tag == 0x17, value = element.value
        guard isShort || element.tag == 0x18 else { return }
        d.add(field, isShort ? 0 : 1, value, 0, value.count)
        let digits = value.text(0, value.count), year = isShort ? (digits < "50" ? "20" : "19") + digits : digits
        let letters = Array(year)
        guard letters.count >= 15 else { return }
        func part(_ range: Range<Int>) -> String { String(letters[range]) }
        d.open()
        d.add(isShort ? X509Field.utcTime : .generalizedTime, text: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8)) \(part(8..<10)):\(part(10..<12)):\(part(12..<14)) (UTC)", value, 0, value.count)
        d.close()
    }

    private static func extensions(_ data: Octets, _ d: inout Dissection) {
        var outer = DERReader(data), count = 0
        guard let list = outer.next(0x30) else { return }
        var entries = DERReader(list.value)
        while let entry = entries.next(0x30), count < limit {
            count += 1
            var parts = DERReader(entry.value)
            guard let object = parts.next(0x06) else { continue }
            let identifier = object.objectIdentifier
            if identifier.hasPrefix("2.5.29.") { d.chain.append(extensionReader) } else if identifier.hasPrefix("2.16.840.1.113730.1.") { d.chain.append(netscape) }
            d.add(X509Field.extensionID, text: identifier, object.value, 0, object.value.count)
            d.open()
            defer { d.close() }
            // May stand in between.
            if let critical = parts.next(0x01), critical.value.count == 1 { d.add(X509Field.critical, critical.value[0] == 0 ? 0 : 1, critical.value, 0, 1) }
            guard let wrapped = parts.next(0x04) else { continue }
            var inner = DERReader(wrapped.value)
            if identifier == "2.5.29.17", let names = inner.next(0x30) { alternatives(DERReader(names.value), &d) }
            if identifier == "2.5.29.19", let constraints = inner.next(0x30) {
                var fields = DERReader(constraints.value)
                if let isAuthority = fields.next(0x01), isAuthority.value.count == 1 { d.add(X509Field.isAuthority, isAuthority.value[0] == 0 ? 0 : 1, isAuthority.value, 0, 1) }
            }
        }
    }

    /// The other names that the certificate is good for (RFC 5280 section 4.2.1.6).
    private static func alternatives(_ names: DERReader, _ d: inout Dissection) {
        var names = names, count = 0
        let fields: [Int: X509Field] = [0x81: .mailAddress, 0x82: .dnsName, 0x86: .uri]
        while let name = names.next(), count < limit {
            count += 1
            if let field = fields[name.tag] { d.add(field, 0, name.value, 0, name.value.count) }
            if name.tag == 0x87, name.value.count == 4, let address = try? name.value.u32(0) { d.add(X509Field.ipv4, address, name.value, 0, 4) }
            if name.tag == 0x87, name.value.count == 16 { d.add(X509Field.ipv6, 0, name.value, 0, 16) }
        }
    }
}

/// Reads one element after the other; ends at the first that does not fit.
struct DERReader {
    struct Element {
        let tag: Int
        let value: Octets

        /// An object identifier (X.690 section 8.19): "2.5.4.3".
        var objectIdentifier: String {
            var parts: [UInt64] = [], number: UInt64 = 0
            for index in 0..<min(value.count, 64) {
                let byte = UInt64(value.base[index])
                number = number << 7 & 0xffff_ffff_ffff | byte & 0x7f
                guard byte < 0x80 else { continue }
                if parts.isEmpty { parts = [min(2, number / 40), number - 40 * min(2, number / 40)] } else { parts.append(number) }
                number = 0
            }
            return parts.map(String.init).joined(separator: ".")
        }
    }

    private let data: Octets
    private var at = 0

    init(_ data: Octets) { self.data = data }

    /// The next element; nil, and nothing read, where it has another tag.
    mutating func next(_ tag: Int? = nil) -> Element? {
        guard let found = data[at].map(Int.init), tag == nil || tag == found, let first = data[at + 1].map(Int.init) else { return nil }
        var length = first, start = at + 2
        if first >= 0x80 {
            let count = first & 0x7f
            guard 1...3 ~= count else { return nil }
            length = 0
            for _ in 0..<count {
                guard let byte = data[start] else { return nil }
                length = length << 8 | Int(byte)
                start += 1
            }
        }
        guard length <= data.count - start, let value = try? data.slice(start, length) else { return nil }
        at = start + length
        return Element(tag: found, value: value)
    }
}
