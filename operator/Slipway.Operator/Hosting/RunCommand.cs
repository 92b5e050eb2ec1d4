using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Slipway.Kubernetes.Authentication;
using Slipway.Kubernetes.Client;
using Slipway.Kubernetes.Metrics;
using Slipway.Operator.TrainingJobs.Progress;
using Slipway.Operator.TrainingJobs.Usage;
using Slipway.Operator.Webhooks;

namespace Slipway.Operator.Hosting;

/// <summary><c>slipway-operator run</c>: every option has an environment variable, <c>SLIPWAY_</c> and its name.</summary>
internal static class RunCommand
{
    private static readonly TimeSpan PatienceForCertificates = TimeSpan.FromSeconds(10);

    private static readonly Option<string[]> Namespaces = new("--namespace", "-n")
    {
        Description = "Namespace to look after; may be given several times. Default: all (SLIPWAY_NAMESPACE, separated by commas).",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => (Environment.GetEnvironmentVariable("SLIPWAY_NAMESPACE") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
    };

    private static readonly Option<string> TrainerImage = Text("--trainer-image", "slipway/trainer:latest", "Image of the built-in trainer");
    private static readonly Option<string> ServerImage = Text("--server-image", "slipway/server:latest", "Image of predictor and router");
    private static readonly Option<string> Prometheus = Text("--prometheus", "http://prometheus.monitoring:9090", "Address of the Prometheus that scrapes the routers");
    private static readonly Option<string> Kubeconfig = Text("--kubeconfig", "", "Kubeconfig file. Default: KUBECONFIG, ~/.kube/config, or the pod's service account");
    private static readonly Option<string> Address = Text("--address", "0.0.0.0", "Address for health and metrics");
    private static readonly Option<string> LeaseNamespace = Text("--lease-namespace", "slipway-system", "Namespace of the leader's lease");
    private static readonly Option<string> ArtifactStore = StoreOption();
    private static readonly Option<string> Prices = PricesOption();
    private static readonly Option<int> Port = Number("--metrics-port", 8080, "Port of /healthz, /livez, /readyz and /metrics; 0 takes any");
    private static readonly Option<int> WebhookPort = Number("--webhook-port", 9443, "Port of the validating webhook; 0: no webhook");
    private static readonly Option<string> WebhookConfiguration =
        Text("--webhook-configuration", "", "ValidatingWebhookConfiguration whose CA bundle is kept current; empty: no webhook");
    private static readonly Option<string> WebhookService = Text("--webhook-service", "slipway-webhook", "Service of the webhook, and name of the Secret with its certificates");
    private static readonly Option<string> WebhookNamespace = Text("--webhook-namespace", "slipway-system", "Namespace of the webhook's Service and Secret");
    private static readonly Option<int> TrashDays = Number("--trash-days", 30, "Days for which the files of a deleted ModelVersion are kept, so that it can be restored");
    private static readonly Option<int> Workers = Number("--workers", 4, "Passes that each controller runs at once");
    private static readonly Option<int> MaxCatchUpRuns = Number("--max-catch-up-runs", 5, "Runs of TrainingJobs at once that make up for lost time after an outage, by priority");
    private static readonly Option<bool> LeaderElect = new("--leader-elect")
    {
        Description = "Let a lease decide which of several replicas works (SLIPWAY_LEADER_ELECT).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SLIPWAY_LEADER_ELECT") is "true" or "1",
    };

    public static Command Create()
    {
        var command = new Command("run", "Look after Datasets, FeatureSets, TrainingJobs, ModelVersions and Rollouts.")
        {
            Namespaces, TrainerImage, ServerImage, ArtifactStore, Prometheus, Prices, Kubeconfig, Address, Port, Workers, MaxCatchUpRuns, LeaderElect, LeaseNamespace,
            WebhookPort, WebhookConfiguration, WebhookService, WebhookNamespace, TrashDays,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss'Z' ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Parse(arguments.GetValue(Address)!), arguments.GetValue(Port)));
        await using var web = builder.Build();
        var loggers = web.Services.GetRequiredService<ILoggerFactory>();
        var metrics = new MetricRegistry();
        using var http = KubernetesHttp.CreateClient(Configuration(arguments), handler => new RequestMetricsHandler(metrics, handler));
        var client = new KubernetesClient(http);
        var webhookOptions = Webhook(arguments);
        var progress = webhookOptions is null ? null : new ProgressEndpoint(webhookOptions.ServiceAddress);
        using var runtime = new OperatorRuntime(client, Options(arguments, progress), loggers, TimeProvider.System, metrics);
        HealthEndpoints.Map(web, runtime);

        // Health answers before the caches fill and until the last pass has ended.
        await web.StartAsync(cancellationToken);
        await using var webhook = webhookOptions is not null
            ? await WebhookServer.StartAsync(client, webhookOptions, runtime.Admission, runtime.Progress, loggers, TimeProvider.System, metrics, cancellationToken)
            : null;
        if (webhook is not null)
        {
            progress!.Trust(() => webhook.Certificates.Authorities);
            // Runs that begin before there are certificates could not tell how far they come.
            await Task.WhenAny(webhook.Certificates.Serving, Task.Delay(PatienceForCertificates, cancellationToken));
        }

        try
        {
            await runtime.RunAsync(cancellationToken);
        }
        finally
        {
            await web.StopAsync(CancellationToken.None);
        }

        return 0;
    }

    private static WebhookOptions? Webhook(ParseResult arguments) =>
        arguments.GetValue(WebhookPort) is > 0 and var port && arguments.GetValue(WebhookConfiguration) is { Length: > 0 } configuration
            ? new WebhookOptions
            {
                Configuration = configuration,
                Service = arguments.GetValue(WebhookService)!,
                Namespace = arguments.GetValue(WebhookNamespace)!,
                Address = IPAddress.Parse(arguments.GetValue(Address)!),
                Port = port,
            }
            : null;

    private static KubernetesConfiguration Configuration(ParseResult arguments) => arguments.GetValue(Kubeconfig) is { Length: > 0 } path
        ? Slipway.Kubernetes.Authentication.Kubeconfig.Load([path], context: null, TimeProvider.System)
        : KubernetesConfiguration.Find();

    private static OperatorOptions Options(ParseResult arguments, ProgressEndpoint? progress) => new()
    {
        Namespaces = arguments.GetValue(Namespaces)!,
        Settings = new OperatorSettings
        {
            TrainerImage = arguments.GetValue(TrainerImage)!,
            ServerImage = arguments.GetValue(ServerImage)!,
            ArtifactStore = arguments.GetValue(ArtifactStore)!.TrimEnd('/'),
            Prometheus = new Uri(arguments.GetValue(Prometheus)!.TrimEnd('/') + "/"),
            TrashRetention = TimeSpan.FromDays(arguments.GetValue(TrashDays)),
            MaxCatchUpRuns = arguments.GetValue(MaxCatchUpRuns),
            Progress = progress,
            Prices = PriceTable.Parse(arguments.GetValue(Prices)!),
        },
        Workers = arguments.GetValue(Workers),
        LeaderElection = arguments.GetValue(LeaderElect),
        LeaseNamespace = arguments.GetValue(LeaseNamespace)!,
    };

    private static Option<string> StoreOption()
    {
        var option = Text("--artifact-store", "", "Prefix under which dataset versions and models are written, such as s3://slipway or file:///var/lib/slipway; required");
        option.Validators.Add(CheckStore);
        return option;
    }

    private static void CheckStore(OptionResult result)
    {
        var store = result.GetValueOrDefault<string>();
        if (store.StartsWith("s3://", StringComparison.Ordinal) || store.StartsWith("file:///", StringComparison.Ordinal)) return;
        result.AddError($"--artifact-store (or SLIPWAY_ARTIFACT_STORE) is '{store}'; give a prefix such as s3://bucket/slipway or file:///var/lib/slipway");
    }

    private static Option<string> PricesOption()
    {
        var option = Text("--prices", "", "What resources cost, as JSON: currency, cpuHour, gibHour, and gpuHour by product or default. Default: costs are not told");
        option.Validators.Add(result =>
        {
            try
            {
                PriceTable.Parse(result.GetValueOrDefault<string>());
            }
            catch (FormatException wrong)
            {
                result.AddError(wrong.Message);
            }
        });
        return option;
    }

    private static Option<string> Text(string name, string fallback, string description) => new(name)
    {
        Description = $"{description} ({Variable(name)}).",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(Variable(name)) ?? fallback,
    };

    private static Option<int> Number(string name, int fallback, string description) => new(name)
    {
        Description = $"{description} ({Variable(name)}).",
        DefaultValueFactory = result =>
        {
            var text = Environment.GetEnvironmentVariable(Variable(name));
            if (text is null) return fallback;
            if (int.TryParse(text, out var number)) return number;
            result.AddError($"{Variable(name)} is '{text}', a whole number was expected");
            return fallback;
        },
    };

    private static string Variable(string option) => "SLIPWAY_" + option.TrimStart('-').Replace('-', '_').ToUpperInvariant();
}
