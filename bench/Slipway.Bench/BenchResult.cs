using System.Text;
using System.Text.Json;

namespace Slipway.Bench;

/// <summary>What a bench found: the ratio that is compared from release to release, and the numbers that it comes from.</summary>
/// <param name="Ratio">Measured over reference; both in the same run on the same machine.</param>
/// <param name="Details">Named numbers, in the order of the line.</param>
internal sealed record BenchResult(double Ratio, IReadOnlyList<(string Name, double Value)> Details)
{
    public string ToJson(string bench)
    {
        using var line = new MemoryStream();
        using (var writer = new Utf8JsonWriter(line))
        {
            writer.WriteStartObject();
            writer.WriteString("bench", bench);
            writer.WriteNumber("ratio", Math.Round(Ratio, 4));
            foreach (var (name, value) in Details) writer.WriteNumber(name, Math.Round(value, 3));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.ToArray());
    }
}
