using System.IO.Compression;
using System.Text;

namespace Slipway.Trainer.Snapshot.Sources;

/// <summary>Reads the names in the first record of a CSV file.</summary>
internal static class CsvHeader
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The fields of the first record, or none when the file has no text.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(LocalFile file, char delimiter, bool trim, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(file.LocalPath);
        await using Stream plain = file.File.Compressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        var buffer = new byte[MaxBytes];
        var length = await plain.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        var text = Encoding.UTF8.GetString(buffer, 0, length).TrimStart('\uFEFF');
        var fields = Parse(text, delimiter);
        return trim ? [.. fields.Select(field => field.Trim())] : fields;
    }

    internal static IReadOnlyList<string> Parse(string text, char delimiter)
    {
        if (text.Length == 0) return [];
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var letter in text)
        {
            // A doubled quote leaves and enters the quoted state, which is the same as staying in it; names with quotes inside are not supported.
            if (letter == '"') quoted = !quoted;
            else if (letter == delimiter && !quoted) Finish();
            else if (letter is '\n' or '\r' && !quoted) break;
            else field.Append(letter);
        }

        Finish();
        return fields;

        void Finish()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
