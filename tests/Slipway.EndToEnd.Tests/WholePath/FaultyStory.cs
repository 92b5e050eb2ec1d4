using Slipway.Demo;
using Slipway.Demo.Story;

namespace Slipway.EndToEnd.Tests.WholePath;

/// <summary>The demo's story on less data, with its operator and its Prometheus killed on the way; told once for all tests that look at it.</summary>
public sealed class FaultyStory : IAsyncLifetime
{
    private readonly DemoFolders folders = RunFolders.For("story");

    public FaultyStory()
    {
        Demo = new YarnDemo(folders, new DemoOptions { Rows = 60_000, Days = 10, RequestsPerSecond = 100, Deadline = TimeSpan.FromMinutes(5) });
        Outage = new Outage(Demo);
        Faults = new FaultPlan(Demo, Outage, Seed);
        Demo.Meanwhile = Faults.LookAsync;
    }

    /// <summary>Today's, so that other moments are tried every day and each can be repeated.</summary>
    internal static int Seed { get; } = int.Parse(Environment.GetEnvironmentVariable("SLIPWAY_TEST_SEED") ?? $"{DateTime.UtcNow:yyyyMMdd}", System.Globalization.CultureInfo.InvariantCulture);

    internal YarnDemo Demo { get; }

    internal Outage Outage { get; }

    internal FaultPlan Faults { get; }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await Demo.RunAsync(() => { }, TestContext.Current.CancellationToken);
        }
        catch (Exception failure)
        {
            var message = $"seed {Seed}, struck: {string.Join(", ", Faults.Struck)}: {failure.Message}\n{RunFolders.LogEnds(folders)}";
            await Demo.DisposeAsync();
            throw new DemoException(message);
        }
    }

    public ValueTask DisposeAsync() => Demo.DisposeAsync();
}

/// <summary>The tests that look at the same story.</summary>
[CollectionDefinition(nameof(FaultyStory))]
public sealed class FaultyStoryTests : ICollectionFixture<FaultyStory>;
