using Slipway.Server.Hosting;
using Slipway.Server.Predictor;
using Slipway.Server.Router;

const string usage = """
    usage: Slipway.Server <command> [--flag value ...]
      predictor   serve one model version by the Open Inference Protocol
      router      divide requests among the revisions of a model
    Every flag can be given as an environment variable: --model-uri is SLIPWAY_MODEL_URI.
    """;

if (args.Length == 0 || args[0] is "--help" or "-h" or "help")
{
    Console.WriteLine(usage);
    return args.Length == 0 ? 2 : 0;
}

try
{
    var settings = new Settings(args[1..], Environment.GetEnvironmentVariable);
    await using var server = args[0] switch
    {
        "predictor" => PredictorServer.Build(PredictorOptions.Read(settings), TimeProvider.System),
        "router" => RouterServer.Build(RouterOptions.Read(settings), TimeProvider.System, Random.Shared),
        _ => throw new SettingsException($"unknown command \"{args[0]}\"\n{usage}"),
    };
    await server.RunAsync();
    return 0;
}
catch (SettingsException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
catch (IOException taken) when (taken.Message.Contains("bind", StringComparison.Ordinal))
{
    await Console.Error.WriteLineAsync($"{taken.Message} Choose another --port or --address.");
    return 2;
}
