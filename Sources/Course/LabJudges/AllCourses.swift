public import GradeKit

extension LabCourse {
    /// Every lab that is graded, in the order of their numbers.
    public static let all: [LabCourse] = [
        protocolStack, tcpEcho, udpMessage, httpClient, httpServer, smtpMail, ftpTransfer, ipAddresses, asyncEcho, webScrape, jsonAPI, restAPI, webSocketChat,
        lineCodes, ethernetSwitch, ipRouting,
        tcpReliability, congestionControl, namesAndLeases,
    ]
}
