using System.Globalization;
using System.Text;

namespace Slipway.Demo.Shop;

/// <summary>Writes the shop's click log as it would come from a web server: one CSV file a day, with some lines that are broken.</summary>
internal static class ClickLog
{
    private static readonly DateOnly FirstDay = new(2026, 10, 1);

    /// <summary>Writes <c>day=YYYY-MM-DD/part-0.csv</c> for each day below a folder; a day that is there stays as it is.</summary>
    public static async Task WriteAsync(string folder, int rows, int days, int seed, CancellationToken cancellation)
    {
        for (var day = 0; day < days; day++)
        {
            var date = FirstDay.AddDays(day);
            var partition = Path.Combine(folder, $"day={date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
            var file = Path.Combine(partition, "part-0.csv");
            if (File.Exists(file)) continue;
            Directory.CreateDirectory(partition);
            var shop = new YarnShop(HashCode(seed, day));
            await File.WriteAllTextAsync(file + ".tmp", Content(shop, date, rows / days, new Random(HashCode(seed, day + 1000))), cancellation);
            File.Move(file + ".tmp", file);
        }
    }

    private static string Content(YarnShop shop, DateOnly date, int rows, Random random)
    {
        var text = new StringBuilder(rows * 140).Append(Showing.Header).Append('\n');
        for (var i = 0; i < rows; i++)
        {
            var line = shop.Next(date).ToCsv();
            text.Append(random.Next(1000) == 0 ? Break(line, random) : line).Append('\n');
        }

        return text.ToString();
    }

    // What logs really contain: a number with a word in it, an unknown country, a line that was cut off.
    private static string Break(string line, Random random)
    {
        var fields = line.Split(',');
        switch (random.Next(3))
        {
            case 0:
                fields[9] = "n/a";
                break;
            case 1:
                fields[3] = "XX";
                break;
            default:
                return string.Join(',', fields[..7]);
        }

        return string.Join(',', fields);
    }

    private static int HashCode(int seed, int day) => unchecked((seed * 1_000_003) + (day * 7919));
}
