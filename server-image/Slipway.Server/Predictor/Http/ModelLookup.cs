using System.Diagnostics.CodeAnalysis;

namespace Slipway.Server.Predictor.Http;

/// <summary>Finds the model that a path names.</summary>
internal static class ModelLookup
{
    public static bool TryFind(PredictorState state, OipRoute route, [NotNullWhen(true)] out Serving? serving, out int status, out string error)
    {
        serving = state.Serving;
        if (serving is null)
        {
            status = 503;
            error = $"model \"{route.Model}\" is not ready: {state.Reason}";
            return false;
        }

        var identity = serving.Model.Identity;
        status = 404;
        error = "";
        if (route.Model != identity.Name) error = $"there is no model \"{route.Model}\" here; this server has \"{identity.Name}\"";
        else if (route.Version is not null && route.Version != identity.Version)
            error = $"model \"{identity.Name}\" has no version \"{route.Version}\" here; this server has \"{identity.Version}\"";
        return error.Length == 0;
    }
}
