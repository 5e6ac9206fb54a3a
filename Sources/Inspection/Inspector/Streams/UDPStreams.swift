/// UDP conversations: their numbers, and who has been recognised in them.
struct UDPStreams: ~Copyable {
    // Not private: see `ConversationTable.Slot`.
    struct Number: BitwiseCopyable {
        var value: Int32 = 0
        var isToBeRenewed = false
        var wasRenewed = false
        /// Who has been recognised in it; 0: nobody.
        var application: UInt16 = 0
    }

    private var table: ConversationTable
    private var numbers = Arena<Number>(capacity: 64)
    private(set) var count = 0
    /// The conversation that was asked for last.
    private var last = 0

    init(limit: Int) { table = ConversationTable(limit: limit) }

    var evicted: Int { table.evicted }

    /// Who has been recognised in the conversation that was asked for last, by what was said in it before.
    var application: ProtocolName? {
        get { numbers[last].application == 0 ? nil : ProtocolName(rawValue: numbers[last].application) }
        set { numbers[last].application = newValue?.rawValue ?? 0 }
    }

    mutating func stream(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) -> Int {
        let (key, _) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        let (slot, isNew) = table.find(key)
        last = slot
        if isNew {
            if slot == numbers.count { numbers.append(Number()) }
            let number = next()
            numbers[slot] = Number(value: number)
        } else if numbers[slot].isToBeRenewed {
            let number = next()
            numbers[slot].isToBeRenewed = false
            numbers[slot].value = number
        }
        return Int(numbers[slot].value)
    }

    private mutating func next() -> Int32 {
        count += 1
        return Int32(truncatingIfNeeded: count - 1)
    }

    /// The conversation gets another number from its next frame on, once: so Wireshark counts those of SNMP, which its dissector of SNMP
    /// takes for a conversation of its own.
    mutating func renewOnce(_ source: AddressKey, _ sourcePort: UInt16, _ destination: AddressKey, _ destinationPort: UInt16) {
        let (key, _) = ConversationKey.of(source, sourcePort, destination, destinationPort)
        guard let slot = table.known(key), !numbers[slot].wasRenewed else { return }
        numbers[slot].isToBeRenewed = true
        numbers[slot].wasRenewed = true
    }
}
