using Slipway.Bench.Processes;
using Slipway.Storage;

namespace Slipway.Bench.Serving;

/// <summary>The bench model on disk, and the real server in front of it.</summary>
internal sealed class ServedBenchModel : IDisposable
{
    private readonly string folder;

    private ServedBenchModel(string folder, byte[] model, ChildServer server)
    {
        this.folder = folder;
        Model = model;
        Server = server;
    }

    public byte[] Model { get; }

    public ChildServer Server { get; }

    public static async Task<ServedBenchModel> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-bench-").FullName;
        var model = BenchModel.Build();
        var path = Path.Combine(folder, "model.onnx");
        await File.WriteAllBytesAsync(path, model);
        var server = await ChildServer.StartAsync(
            "Slipway.Server",
            port =>
            [
                "predictor", "--model-uri", "file://" + path, "--model-digest", Digest.Of(model), "--model-name", "bench", "--model-version", "v1",
                "--address", "127.0.0.1", "--port", $"{port}", "--cache-folder", Path.Combine(folder, "cache"),
            ],
            "/v2/health/ready");
        return new ServedBenchModel(folder, model, server);
    }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
