// Each platform wants the whole machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
