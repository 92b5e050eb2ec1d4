using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Operator.TrainingJobs.Usage;

/// <summary>What an hour of each resource costs. An absent price means that the resource is not charged for; one of a GPU that is not listed, that the cost is not known.</summary>
internal sealed record PriceTable
{
    /// <summary>Currency of all prices, such as EUR.</summary>
    public string Currency { get; set; } = "";

    /// <summary>Price of a GPU for an hour by product (label <c>nvidia.com/gpu.product</c>), else by resource name, else under <c>default</c>.</summary>
    public IReadOnlyDictionary<string, double> GpuHour { get; set; } = new Dictionary<string, double>();

    /// <summary>Price of a processor for an hour.</summary>
    public double CpuHour { get; init; }

    /// <summary>Price of a GiB of memory for an hour.</summary>
    public double GibHour { get; init; }

    /// <summary>Reads a table.</summary>
    /// <exception cref="FormatException">The text is none; the message says what is wrong.</exception>
    public static PriceTable? Parse(string text)
    {
        if (text.Length == 0) return null;
        PriceTable? table;
        try
        {
            table = JsonSerializer.Deserialize(text, PriceJson.Default.PriceTable);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"prices: {wrong.Message} Write JSON such as {{\"currency\":\"EUR\",\"cpuHour\":0.04,\"gibHour\":0.005,\"gpuHour\":{{\"NVIDIA-A100-SXM4-40GB\":3.1,\"default\":1.2}}}}.", wrong);
        }

        if (table is null || table.Currency.Length == 0) throw new FormatException("prices: currency is missing; write one such as EUR.");
        if (table.GpuHour.Values.Append(table.CpuHour).Append(table.GibHour).Any(price => price < 0)) throw new FormatException("prices: a price is below zero.");
        return table;
    }

    /// <summary>Price of a GPU for an hour; null when the table has none for it.</summary>
    public double? OfGpu(string? product, string resource) =>
        product is not null && GpuHour.TryGetValue(product, out var price) ? price
        : GpuHour.TryGetValue(resource, out var named) ? named
        : GpuHour.TryGetValue("default", out var any) ? any
        : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PriceTable))]
internal sealed partial class PriceJson : JsonSerializerContext;
