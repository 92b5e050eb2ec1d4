using System.Globalization;
using System.Text;

namespace Slipway.Trainer.Tests.Snapshot;

/// <summary>Purchases of a shop, drawn from a seed: two draws are alike, and one member is changed to make a disaster.</summary>
internal sealed record ShopData
{
    public const int Count = 5000;

    public int Seed { get; init; } = 1;

    public string[] Countries { get; init; } = ["DE", "DE", "FR", "FR", "GB", "US"];

    public double ConversionRate { get; init; } = 0.05;

    public Func<double, string> Temperature { get; init; } = celsius => Text((celsius * 9 / 5) + 32);

    public Func<double, string> Discount { get; init; } = Text;

    /// <summary>Days between a row's event time and the partition it is written to.</summary>
    public int PartitionShift { get; init; }

    /// <summary>CSV text of each day's partition.</summary>
    public IReadOnlyDictionary<string, string> Partitions()
    {
        var random = new Random(Seed);
        var days = new SortedDictionary<string, StringBuilder>();
        for (var row = 0; row < Count; row++)
        {
            var time = new DateTime(2026, 3, 1).AddMinutes(random.Next(10 * 24 * 60));
            var country = Countries[random.Next(Countries.Length)];
            var celsius = 18 + (random.NextDouble() * 8);
            var discount = random.NextDouble() < 0.3 ? Discount(Math.Round(random.NextDouble() * 0.5, 2)) : "0";
            var clicked = random.NextDouble() < ConversionRate ? "true" : "false";
            var day = time.AddDays(PartitionShift).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            if (!days.TryGetValue(day, out var text)) days[day] = text = new StringBuilder("id,time,country,price,clicked,temperature,discount\n");
            text.Append(CultureInfo.InvariantCulture, $"{(Seed * 100_000) + row},{time:yyyy-MM-dd HH:mm:ss},{country},{Text(Math.Round(random.NextDouble() * 90, 2))},{clicked},{Temperature(celsius)},{discount}\n");
        }

        return days.ToDictionary(day => day.Key, day => day.Value.ToString());
    }

    public static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
