using System.Globalization;

namespace Slipway.Trainer.Steps;

/// <summary>Where the pods that train together meet: the pod of rank 0.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Port">Its port.</param>
/// <param name="Patience">Longest wait for another pod.</param>
internal sealed record MeetingPlace(string Host, int Port, TimeSpan Patience)
{
    internal const string PatienceVariable = "SLIPWAY_WORKER_TIMEOUT_SECONDS";
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(10);

    internal static MeetingPlace? FromVariables(Func<string, string?> variable) =>
        variable("DMLC_TRACKER_URI") is { } host && int.TryParse(variable("DMLC_TRACKER_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new MeetingPlace(host, port, int.TryParse(variable(PatienceVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : DefaultPatience)
            : null;
}
