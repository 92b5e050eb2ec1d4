using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Errors;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Admission;

/// <summary>Asks the webhooks of all ValidatingWebhookConfigurations, one after the other in order of their names.</summary>
internal sealed partial class ValidatingWebhooks(RevisionLog log, TimeProvider time, ILogger<ValidatingWebhooks> logger) : IAdmission
{
    private const string Group = "admissionregistration.k8s.io";
    private const string Configurations = "validatingwebhookconfigurations." + Group;
    private const int DefaultTimeoutSeconds = 10;
    private readonly WebhookCaller _caller = new(log);

    public async Task ReviewAsync(AdmissionAttempt attempt, ICollection<string> warnings, CancellationToken cancellation)
    {
        // A webhook that refuses its own configuration could never be removed.
        if (attempt.Resource is { Group: Group, Plural: "validatingwebhookconfigurations" or "mutatingwebhookconfigurations" })
        {
            return;
        }

        var configurations = log.List(Configurations).Objects.Values;
        if (!configurations.Any())
        {
            return;
        }

        var home = attempt.Resource.Namespaced ? log.Find("namespaces", "", attempt.Namespace)?.Json : null;
        foreach (var webhook in configurations.OrderBy(c => c.Name, StringComparer.Ordinal).SelectMany(c => c.Json.ArrayAt("webhooks").Objects()))
        {
            if (WebhookMatch.Concerns(webhook, attempt, home))
            {
                await AskAsync(webhook, attempt, warnings, cancellation);
            }
        }
    }

    private async Task AskAsync(JsonObject webhook, AdmissionAttempt attempt, ICollection<string> warnings, CancellationToken cancellation)
    {
        var name = webhook.TextAt("name") ?? "";
        if (attempt.DryRun && webhook.TextAt("sideEffects") is not ("None" or "NoneOnDryRun"))
        {
            throw ApiErrors.BadRequest($"admission webhook \"{name}\" does not support dry run");
        }

        var uid = Guid.NewGuid().ToString();
        JsonObject response;
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(webhook.IntegerAt("timeoutSeconds") ?? DefaultTimeoutSeconds), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            response = AdmissionReviews.Response(await _caller.CallAsync(webhook.ObjectAt("clientConfig") ?? [], AdmissionReviews.Request(attempt, uid), either.Token), uid);
        }
        catch (Exception failure) when (failure is HttpRequestException or FormatException or JsonException or IOException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = failure is OperationCanceledException ? "context deadline exceeded" : (failure.InnerException ?? failure).Message;
            if (webhook.TextAt("failurePolicy") == "Ignore")
            {
                LogFailedOpen(logger, name, why);
                return;
            }

            throw AdmissionReviews.Unreachable(name, why);
        }

        foreach (var warning in response.ArrayAt("warnings").Strings())
        {
            warnings.Add(warning);
        }

        if (!response.FlagAt("allowed"))
        {
            throw AdmissionReviews.Denial(name, response.ObjectAt("status"));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed calling webhook {Webhook}, failing open: {Why}")]
    private static partial void LogFailedOpen(ILogger logger, string webhook, string why);
}
