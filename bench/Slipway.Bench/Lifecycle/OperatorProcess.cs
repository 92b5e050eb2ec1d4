using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slipway.Bench.Cluster;

namespace Slipway.Bench.Lifecycle;

/// <summary>The operator as a process of its own, started as in a pod.</summary>
internal sealed class OperatorProcess : IDisposable
{
    private readonly ChildProgram program;

    private OperatorProcess(ChildProgram program, TimeSpan startup) => (this.program, Startup) = (program, startup);

    /// <summary>From the start of the process until it said that its caches are filled.</summary>
    public TimeSpan Startup { get; }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="server">The server.</param>
    /// <param name="place">Namespace to look after; null: all.</param>
    /// <param name="elects">Whether a lease decides whether it works.</param>
    public static async Task<OperatorProcess> StartAsync(ChildApiServer server, string? place = null, bool elects = false)
    {
        var port = FreePort();
        var clock = Stopwatch.StartNew();
        var program = ChildProgram.Start(
            "Slipway.Operator",
            [
                "run", "--kubeconfig", server.Kubeconfig, "--artifact-store", "s3://models/slipway", "--address", "127.0.0.1", "--metrics-port", $"{port}",
                .. place is null ? [] : new[] { "--namespace", place },
                .. elects ? new[] { "--leader-elect", "--lease-namespace", place! } : [],
            ]);
        program.IgnoreOutput();
        using var http = new HttpClient();
        await Until.TrueAsync(async () =>
        {
            program.EnsureRunning();
            return await IsReadyAsync(http, port);
        }, "the operator is ready");
        return new OperatorProcess(program, clock.Elapsed);
    }

    /// <summary>Memory of the process that is in the machine's memory now, in bytes.</summary>
    public long ResidentBytes() => program.ResidentBytes();

    /// <summary>Ends it at once: it cannot give its lease back.</summary>
    public void Kill() => program.Kill();

    /// <summary>Asks it to end, as a cluster does.</summary>
    public void Terminate() => program.Terminate();

    public void Dispose() => program.Dispose();

    private static async Task<bool> IsReadyAsync(HttpClient http, int port)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}/readyz"));
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
