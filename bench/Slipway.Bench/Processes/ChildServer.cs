using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Bench.Processes;

/// <summary>One of the project's programs that answers over HTTP, in a process of its own.</summary>
internal sealed class ChildServer : IDisposable
{
    private ChildServer(ChildProgram program, IPEndPoint endpoint, TimeSpan startup) => (Program, Endpoint, Startup) = (program, endpoint, startup);

    public ChildProgram Program { get; }

    public IPEndPoint Endpoint { get; }

    /// <summary>From the start of the process until it said that it is ready.</summary>
    public TimeSpan Startup { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments, given a port that is free.</param>
    /// <param name="readyPath">What answers well once it is ready.</param>
    public static async Task<ChildServer> StartAsync(string program, Func<int, string[]> arguments, string readyPath)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var clock = Stopwatch.StartNew();
        var process = ChildProgram.Start(program, arguments(endpoint.Port));
        process.IgnoreOutput();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{endpoint}") };
        await Until.TrueAsync(async () =>
        {
            process.EnsureRunning();
            return await IsReadyAsync(http, readyPath);
        }, $"{program} is ready");
        return new ChildServer(process, endpoint, clock.Elapsed);
    }

    public void Dispose() => Program.Dispose();

    private static async Task<bool> IsReadyAsync(HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // It does not listen yet.
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
