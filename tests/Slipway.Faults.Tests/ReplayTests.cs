using Microsoft.Extensions.Logging;
using Slipway.Faults.Tests.Plans;
using Slipway.Faults.Tests.Scenarios;

namespace Slipway.Faults.Tests;

/// <summary>Runs one plan and says all that the operator said: <c>make test-faults PLAN='{...}'</c>.</summary>
public sealed class ReplayTests
{
    private static readonly string? Plan = Environment.GetEnvironmentVariable("SLIPWAY_FAULT_PLAN");

    [Fact]
    public void The_plan_that_was_asked_for()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Plan), "no plan was given in SLIPWAY_FAULT_PLAN");
        var plan = FaultPlan.Parse(Plan!);
        using var loggers = LoggerFactory.Create(logging => logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Debug));
        var runner = PlanRunner.For(Stories.Find(plan.Scenario));
        runner.Run(plan, loggers).ShouldBeNull();
    }

    /// <summary>A plan says all that a run depends on: the same plan makes the same requests, in the same order.</summary>
    [Fact]
    public void A_plan_runs_alike_each_time()
    {
        var plan = new FaultPlan("whole", 5, [new Fault(FaultKind.CrashAfter, 7), new Fault(FaultKind.NoAnswer, 11)]);
        var scenario = Stories.Find(plan.Scenario);
        PlanRunner.Requested(plan, scenario).ShouldBe(PlanRunner.Requested(plan, scenario));
        FaultPlan.Parse(plan.ToString()).ToString().ShouldBe(plan.ToString());
    }
}
