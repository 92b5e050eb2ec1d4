using System.Globalization;
using System.Text;
using Slipway.Api.Validation;
using Slipway.Contracts.Data;

namespace Slipway.Api.Datasets;

/// <summary>What is wrong with deletion requests. No message repeats a key: refusals end in logs and conditions.</summary>
internal static class DeletionValidation
{
    // The keys travel in the specification of the snapshot, a ConfigMap of at most 1 MiB.
    private const int MaxBytes = 256 << 10;

    public static void Find(DatasetSpec spec, FieldErrors errors)
    {
        if (spec.Deletion is not { } deletion) return;
        var requests = deletion.Requests ?? [];
        errors.AddIf(deletion.Delay.Value < TimeSpan.Zero, "spec.deletion.delay", deletion.Delay, "must not be negative, such as 72h");
        errors.Unique("spec.deletion.requests", requests.Select(request => request.Name), "request");
        foreach (var (index, request) in requests.Index())
        {
            foreach (var (part, match) in request.Match.Index()) Match(spec, $"spec.deletion.requests[{index}].match[{part}]", match, errors);
        }

        var bytes = requests.SelectMany(request => request.Match).SelectMany(match => match.Values).Sum(value => (long)Encoding.UTF8.GetByteCount(value));
        errors.AddIf(
            bytes > MaxBytes, "spec.deletion.requests", null,
            $"have keys of {bytes} bytes, and {MaxBytes} is the limit; take out requests that are done and whose rows the source has no longer (status.deletionRequests[].rowsRemoved is 0)");
    }

    private static void Match(DatasetSpec spec, string field, KeyMatch match, FieldErrors errors)
    {
        DatasetValidation.KnownColumn(spec, errors, $"{field}.column", match.Column);
        var type = spec.Schema?.Columns.FirstOrDefault(column => column.Name == match.Column)?.Type;
        var wrong = match.Values.Count(value => value.Length == 0 || (type is { } known && !Fits(known, value)));
        errors.AddIf(wrong > 0, $"{field}.values", null, $"{wrong} of {match.Values.Count} are empty or no {type?.ToString() ?? "value"}; write them as the source does");
    }

    private static bool Fits(ColumnType type, string value) => type switch
    {
        ColumnType.Int64 => long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _),
        ColumnType.Float64 => double.TryParse(value, CultureInfo.InvariantCulture, out _),
        ColumnType.Timestamp or ColumnType.Date => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
