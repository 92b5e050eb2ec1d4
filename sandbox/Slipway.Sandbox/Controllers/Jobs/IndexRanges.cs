using System.Globalization;

namespace Slipway.Sandbox.Controllers.Jobs;

/// <summary>Sets of completion indexes as text: <c>0,2-4,7</c>.</summary>
internal static class IndexRanges
{
    public static SortedSet<int> Parse(string? text)
    {
        var result = new SortedSet<int>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToList();
            for (var index = ends[0]; index <= ends[^1]; index++) result.Add(index);
        }

        return result;
    }

    public static string Write(SortedSet<int> indexes)
    {
        var parts = new List<string>();
        foreach (var run in indexes.Select((index, position) => (Index: index, Run: index - position)).GroupBy(entry => entry.Run))
        {
            var (first, last) = (run.First().Index, run.Last().Index);
            var separator = last == first + 1 ? "," : "-";
            parts.Add(first == last ? Number(first) : Number(first) + separator + Number(last));
        }

        return string.Join(',', parts);

        static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    }
}
