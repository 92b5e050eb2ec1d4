using FsCheck;
using FsCheck.Fluent;
using Slipway.DuckDb;
using Slipway.Trainer.Training.Distributed;

namespace Slipway.Trainer.Tests.Training.Distributed;

/// <summary>Every row is learned from once, by one worker.</summary>
[Trait("Capability", "T5")]
public sealed class RowShareTests
{
    [Fact]
    public void Every_row_belongs_to_exactly_one_worker_and_shares_are_even()
    {
        using var database = Database.OpenInMemory(new DatabaseSettings { Threads = 2 });
        using var connection = database.Connect();
        Prop.ForAll(Gen.Choose(0, 9_000).Zip(Gen.Choose(1, 9)).ToArbitrary(), pair =>
        {
            var (rows, workers) = pair;
            List<List<long>> shares = [.. Enumerable.Range(0, workers).Select(rank => Share(connection, rank, workers, rows))];
            return shares.SelectMany(share => share).Order().SequenceEqual(Enumerable.Range(0, rows).Select(row => (long)row)) && shares.Max(share => share.Count) - shares.Min(share => share.Count) <= 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    private static List<long> Share(Connection connection, int rank, int workers, int rows)
    {
        using var result = connection.Query($"SELECT * FROM {new RowShare(rank, workers).Of($"(SELECT range AS number FROM range({rows}))")}");
        return [.. result.ReadRows().Select(row => (long)row.Single()!)];
    }
}
