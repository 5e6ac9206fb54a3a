import ArgumentParser

@main
struct LayerLab: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "layerlab",
        abstract: "An Internet in a box that you can see through.",
        // One file in Commands for each, one line here.
        subcommands: [
            LabsCommand.self,
            GradeCommand.self,
            CheckCommand.self,
            HintCommand.self,
            AssignCommand.self,
            InterfacesCommand.self,
            CaptureCommand.self,
            TapCommand.self,
            PingCommand.self,
            TracerouteCommand.self,
            IPCommand.self,
            InternetCommand.self,
            DNSCommand.self,
            InspectCommand.self,
            CompareCommand.self,
            ViewCommand.self,
            BenchCommand.self,
        ]
    )
}
