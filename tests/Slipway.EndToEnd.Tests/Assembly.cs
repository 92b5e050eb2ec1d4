// Each platform wants the whole machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

// The programs that are started and killed are found in /proc.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
