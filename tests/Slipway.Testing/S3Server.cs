using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Testing;

/// <summary>A real S3 server process (s3rver) on a free port of the loopback address, with one bucket; its data goes when it is disposed.</summary>
public sealed class S3Server : IDisposable
{
    public const string Bucket = "shop";

    /// <summary>The access key, which is also its secret, that the server accepts.</summary>
    public const string AccessKey = "S3RVER";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("slipway-s3-").FullName;
    private readonly Process process;

    private S3Server(int port)
    {
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var script = Path.Combine(Repository.Root, "native", "node_modules", "s3rver", "bin", "s3rver.js");
        // The server makes its continuation tokens with DES, which OpenSSL 3 has among its legacy ciphers.
        process = Process.Start(new ProcessStartInfo("node",
            ["--openssl-legacy-provider", script, "--directory", folder, "--address", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--silent", "--no-vhost-buckets", "--configure-bucket", Bucket])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    public Uri Endpoint { get; }

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server(FreePort());
        using var client = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(client, server.Endpoint))
        {
            if (server.process.HasExited || Stopwatch.GetElapsedTime(started) > StartDeadline)
            {
                if (!server.process.HasExited) server.process.Kill();
                var output = await server.process.StandardError.ReadToEndAsync();
                server.Dispose();
                throw new InvalidOperationException($"The S3 server did not start: {output}");
            }

            await Task.Delay(50);
        }

        return server;
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri endpoint)
    {
        try
        {
            using var response = await client.GetAsync(endpoint);
            return true;
        }
        catch (HttpRequestException)
        {
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
