using System.Diagnostics;
using System.Globalization;

namespace Slipway.Bench.Snapshots;

/// <summary>A program run to its end, with its time and the most memory that it had in the machine's memory.</summary>
internal sealed record MeasuredProcess(double Seconds, long PeakBytes)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    internal static async Task<MeasuredProcess> RunAsync(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, Peak(process.Id));
            await Task.Delay(Glance);
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return process.ExitCode == 0 ? new MeasuredProcess(seconds, peak) : throw new InvalidOperationException($"{program} ended with code {process.ExitCode}: {await output}{await errors}");
    }

    // The high-water mark that the kernel keeps, so that no peak between two looks is missed.
    private static long Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
