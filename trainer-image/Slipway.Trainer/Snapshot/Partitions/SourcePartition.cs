using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Partitions;

/// <summary>The files of one partition.</summary>
/// <param name="Name">Its folders, such as <c>country=DE/day=2026-01-01</c>.</param>
/// <param name="Files">Its files.</param>
internal sealed record SourcePartition(string Name, IReadOnlyList<SourceFile> Files)
{
    /// <summary>Groups files by the values of some folders, in ordinal order.</summary>
    /// <exception cref="StepException">A file lies in none of them.</exception>
    public static IReadOnlyList<SourcePartition> Of(IReadOnlyList<SourceFile> files, IReadOnlyList<string> columns) =>
    [
        .. files.GroupBy(file => string.Join('/', columns.Select(column => $"{column}={Value(file, column)}")), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new SourcePartition(group.Key, [.. group])),
    ];

    /// <summary>Which of some pods reads it. The name alone decides, so that pods that list a growing source at different moments never read one partition twice or leave one out.</summary>
    /// <remarks>Days and numbers go round the pods, as neighbours are of about the same size; other values by hash.</remarks>
    public int Worker(int workers) => (int)(Name.Split('/').Aggregate(0UL, (sum, folder) => sum + Ordinal(folder[(folder.IndexOf('=', StringComparison.Ordinal) + 1)..])) % (ulong)workers);

    private static ulong Ordinal(string value)
    {
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return (ulong)day.DayNumber;
        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(value)));
    }

    private static string Value(SourceFile file, string column)
    {
        var prefix = column + "=";
        var folder = file.RelativePath.Split('/')[..^1].LastOrDefault(part => part.StartsWith(prefix, StringComparison.Ordinal));
        return folder?[prefix.Length..] ?? throw StepException.Invalid("NoPartition",
            $"{file.Uri} lies in no folder {column}=..., by which source.partitioning tells partitions apart.", "Move the file, narrow source.uri, or correct source.partitioning.columns.");
    }
}
