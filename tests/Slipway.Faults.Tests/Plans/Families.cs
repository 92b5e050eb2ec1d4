namespace Slipway.Faults.Tests.Plans;

/// <summary>The plans for a scenario, by what they are about.</summary>
internal static class Families
{
    private static readonly string[] OurKinds = ["datasets", "featuresets", "trainingjobs", "modelversions", "rollouts"];
    private static readonly string[] Children = ["jobs", "configmaps", "services", "deployments", "poddisruptionbudgets"];

    public static IReadOnlyDictionary<string, Func<PlanRunner, IEnumerable<FaultPlan>>> All { get; } = new Dictionary<string, Func<PlanRunner, IEnumerable<FaultPlan>>>
    {
        ["crash"] = Crashes,
        ["stop"] = Stops,
        ["crash-pair"] = CrashPairs,
        ["answer"] = Answers,
        ["stale"] = StaleRestarts,
        ["unobserved"] = Unobserved,
        ["lease"] = Leases,
        ["user"] = Users,
        ["router"] = Routers,
        ["walk"] = Walks,
    };

    /// <summary>The process dies before and after every write.</summary>
    private static IEnumerable<FaultPlan> Crashes(PlanRunner runner) =>
        from write in Enumerable.Range(0, runner.Writes)
        from kind in new[] { FaultKind.CrashBefore, FaultKind.CrashAfter }
        select runner.Plan(new Fault(kind, write));

    /// <summary>It ends in order at every write, as at an update.</summary>
    private static IEnumerable<FaultPlan> Stops(PlanRunner runner) => Enumerable.Range(0, runner.Writes).Select(write => runner.Plan(new Fault(FaultKind.Stop, write)));

    /// <summary>It dies twice, at any two writes.</summary>
    private static IEnumerable<FaultPlan> CrashPairs(PlanRunner runner) =>
        from first in Enumerable.Range(0, runner.Writes)
        from second in Enumerable.Range(first + 1, runner.Writes - first)
        select runner.Plan(new Fault(first % 2 == 0 ? FaultKind.CrashAfter : FaultKind.CrashBefore, first), new Fault(FaultKind.CrashAfter, second));

    /// <summary>Each way in which an answer can be wrong or missing, at every request.</summary>
    private static IEnumerable<FaultPlan> Answers(PlanRunner runner) =>
        from request in Enumerable.Range(0, runner.Requests)
        from kind in Enum.GetValues<FaultKind>().Where(kind => kind.IsAnswer())
        select runner.Plan(new Fault(kind, request));

    /// <summary>After each write the process dies, and the next one starts from what a server that lags remembers: of everything, or of one kind.</summary>
    private static IEnumerable<FaultPlan> StaleRestarts(PlanRunner runner) =>
        from write in Enumerable.Range(0, runner.Writes)
        from lag in new[] { 1, 4, 12, 40 }.Select(depth => (Depth: depth, Resource: (string?)null)).Concat(runner.Events.Keys.Select(kind => (Depth: 12, Resource: (string?)kind)))
        select runner.Plan(new Fault(FaultKind.StaleRestart, write) { Depth = lag.Depth, Resource = lag.Resource });

    /// <summary>Every event comes late, or is never seen because a later list hides it, or breaks its stream.</summary>
    private static IEnumerable<FaultPlan> Unobserved(PlanRunner runner) =>
        from resource in runner.Events
        from number in Enumerable.Range(0, resource.Value)
        from fault in new[] { (FaultKind.Drop, 0), (FaultKind.Hold, 1), (FaultKind.Hold, 4), (FaultKind.Skip, 1), (FaultKind.Skip, 3) }
        select runner.Plan(new Fault(fault.Item1, number) { Resource = resource.Key, Depth = fault.Item2 });

    /// <summary>The leader stands still, or loses its lease, at every write.</summary>
    private static IEnumerable<FaultPlan> Leases(PlanRunner runner) => runner.Operators < 2
        ? []
        : from write in Enumerable.Range(0, runner.Writes)
          from kind in new[] { FaultKind.Freeze, FaultKind.LeaseLost, FaultKind.CrashAfter, FaultKind.Stop }
          select runner.Plan(new Fault(kind, write));

    /// <summary>Between any two writes somebody changes, deletes or makes again one of the objects, or acts earlier than the story says; a node goes.</summary>
    private static IEnumerable<FaultPlan> Users(PlanRunner runner) =>
        from write in Enumerable.Range(0, runner.Writes)
        from fault in new[] { new Fault(FaultKind.UserHurries, write) }
            .Concat(OurKinds.Select(kind => new Fault(FaultKind.UserTouches, write) { Resource = kind }))
            .Concat(OurKinds.Where(kind => kind != "modelversions").Select(kind => new Fault(FaultKind.UserRecreates, write) { Resource = kind }))
            .Concat(Children.Select(kind => new Fault(FaultKind.UserDeletesChild, write) { Resource = kind, Depth = write }))
            .Concat(Children.Where(kind => kind != "jobs").Select(kind => new Fault(FaultKind.UserTakesFields, write) { Resource = kind, Depth = write }))
            .Append(new Fault(FaultKind.PodLost, write) { Resource = "pods", Depth = write })
        where fault.Resource is null || runner.Events.ContainsKey(fault.Resource)
        where fault.Kind is not (FaultKind.UserRecreates or FaultKind.UserHurries) || runner.Story != "trouble" // what is made again knows of no earlier tries, so they all fail again
        select runner.Plan(fault);

    /// <summary>At each write a router falls silent.</summary>
    private static IEnumerable<FaultPlan> Routers(PlanRunner runner) => !runner.Events.ContainsKey("rollouts")
        ? []
        : Enumerable.Range(0, runner.Writes).Select(write => runner.Plan(new Fault(FaultKind.RouterSilent, write)));

    /// <summary>Everything in any order, with three of the faults above at random places.</summary>
    private static IEnumerable<FaultPlan> Walks(PlanRunner runner)
    {
        var kinds = Enum.GetValues<FaultKind>().Where(kind => kind is not (FaultKind.UserHurries or FaultKind.UserRecreates or FaultKind.UserDeletesChild or FaultKind.PodLost)).ToArray();
        for (var seed = 0; seed < 10_000 / Scenarios.Stories.All.Count + 1; seed++)
        {
            var random = new Random(seed);
            var faults = Enumerable.Range(0, 3).Select(_ => Any(runner, random, kinds[random.Next(kinds.Length)])).ToArray();
            yield return runner.Plan(faults) with { Seed = seed };
        }
    }

    private static Fault Any(PlanRunner runner, Random random, FaultKind kind)
    {
        var resource = runner.Events.Keys.Order(StringComparer.Ordinal).ElementAt(random.Next(runner.Events.Count));
        if (kind.IsOfWatch()) return new Fault(kind, random.Next(runner.Events[resource])) { Resource = resource, Depth = random.Next(5) };
        if (kind.IsAnswer()) return new Fault(kind, random.Next(runner.Requests));
        var place = random.Next(runner.Writes);
        return kind switch
        {
            FaultKind.StaleRestart => new Fault(kind, place) { Depth = random.Next(40), Resource = random.Next(2) == 0 ? null : resource },
            FaultKind.UserTouches => new Fault(kind, place) { Resource = OurKinds[random.Next(OurKinds.Length)] },
            FaultKind.UserTakesFields => new Fault(kind, place) { Resource = Children[random.Next(1, Children.Length)], Depth = random.Next(10) },
            _ => new Fault(kind, place),
        };
    }
}
