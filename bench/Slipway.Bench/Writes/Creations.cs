using System.Net.Http.Headers;
using System.Text.Json;
using Slipway.Bench.Cluster;
using Slipway.Kubernetes.Resources;

namespace Slipway.Bench.Writes;

/// <summary>A user who creates TrainingJobs, the same way whoever works on them.</summary>
internal sealed class Creations
{
    private const int AtOnce = 4;

    private readonly string path;
    private readonly IReadOnlyList<(string Name, byte[] Manifest)> objects;

    public Creations(string place, int count)
    {
        path = Slipway.Api.SlipwayKinds.TrainingJob.CollectionPath(place).TrimStart('/');
        objects = [.. Enumerable.Range(0, count).Select(NameOf).Select(name => (name, JsonSerializer.SerializeToUtf8Bytes(Manifests.TrainingJob(place, name).Content)))];
    }

    public static string NameOf(int number) => $"yarn-click-{number:0000}";

    /// <summary>Creates all.</summary>
    /// <param name="http">Connection of the user.</param>
    /// <param name="created">What is done with each answer.</param>
    public Task RunAsync(HttpClient http, Func<string, byte[], ValueTask> created) =>
        Parallel.ForEachAsync(objects, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (each, cancellation) =>
        {
            using var content = new ByteArrayContent(each.Manifest);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellation);
            response.EnsureSuccessStatusCode();
            await created(each.Name, await response.Content.ReadAsByteArrayAsync(cancellation));
        });
}
