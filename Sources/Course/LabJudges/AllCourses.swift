public import GradeKit

extension LabCourse {
    /// Every lab that is graded, in the order of their numbers.
    public static let all: [LabCourse] = [protocolStack, tcpEcho, udpMessage, httpClient, httpServer, ipAddresses, asyncEcho, webSocketChat, lineCodes, ethernetSwitch]
}
