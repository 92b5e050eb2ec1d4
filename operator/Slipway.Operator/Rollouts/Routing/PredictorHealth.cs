using System.Text.Json;
using Slipway.Kubernetes.Resources;
using Slipway.Operator.Rollouts.Children;

namespace Slipway.Operator.Rollouts.Routing;

/// <summary>Asks predictor pods why they are not ready: a refused model (another digest, no model at all) is known to the predictor alone.</summary>
internal sealed class PredictorHealth(HttpClient http)
{
    /// <summary>What the first of the pods that run and are not ready says; null when none says anything.</summary>
    public async Task<string?> TroubleAsync(IEnumerable<Pod> pods, CancellationToken cancellation)
    {
        var silent = pods.Where(pod => pod.Status is { Phase: "Running", PodIP: not null } status && !status.Conditions.IsTrue("Ready") && !pod.IsBeingDeleted());
        var answers = await Task.WhenAll(silent.Select(pod => AskAsync(pod, cancellation))).ConfigureAwait(false);
        return answers.FirstOrDefault(answer => answer is not null);
    }

    private async Task<string?> AskAsync(Pod pod, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri($"http://{pod.Status!.PodIP}:{RolloutNames.Port}/v2/health/ready"), cancellation).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return null;
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            return answer.RootElement.TryGetProperty("error", out var error) ? $"pod {pod.Metadata.Name} is not ready: {error.GetString()}" : null;
        }
        catch (Exception noAnswer) when (noAnswer is HttpRequestException or JsonException || (noAnswer is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // It has only just started, or is another server than ours: then the pod's own status has to do.
            return null;
        }
    }
}
