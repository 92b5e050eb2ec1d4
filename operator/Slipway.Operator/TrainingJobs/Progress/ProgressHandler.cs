using System.Net;
using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Training;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.TrainingJobs.Progress;

/// <summary>The address that runs post to.</summary>
internal static class ProgressHandler
{
    private const string Scheme = "Bearer ";

    public static void Map(IEndpointRouteBuilder routes, ProgressReceiver receiver) => routes.MapPost(
        ProgressEndpoint.Route,
        async (HttpContext context) =>
        {
            string Part(string name) => (string?)context.Request.RouteValues[name] ?? "";
            var (code, why) = await AnswerAsync(context, receiver, new NamespacedName(Part("place"), Part("job")), Part("run"));
            context.Response.StatusCode = (int)code;
            await context.Response.WriteAsync(why, context.RequestAborted);
        });

    private static async Task<(HttpStatusCode Code, string Why)> AnswerAsync(HttpContext context, ProgressReceiver receiver, NamespacedName job, string run)
    {
        if (context.Request.ContentLength is null or > ProgressLimits.MaxBytes) return (HttpStatusCode.RequestEntityTooLarge, $"send a body of a known length, at most {ProgressLimits.MaxBytes} bytes");
        var authorization = context.Request.Headers.Authorization.ToString();
        var token = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : null;
        try
        {
            var report = await JsonSerializer.DeserializeAsync(context.Request.Body, ContractsJson.Default.ProgressReport, context.RequestAborted);
            return report is null
                ? (HttpStatusCode.BadRequest, "the body has no trainerStatus")
                : await receiver.TakeAsync(job, run, token, report.TrainerStatus, context.RequestAborted);
        }
        catch (JsonException broken)
        {
            return (HttpStatusCode.BadRequest, $"the body is no {{\"trainerStatus\": {{...}}}}: {broken.Message}");
        }
        catch (Exception failure) when (failure is KubernetesException or HttpRequestException)
        {
            return (HttpStatusCode.ServiceUnavailable, "the API server does not answer; send the next report when it is due");
        }
    }
}
