using Slipway.Contracts.Serving;

namespace Slipway.Server.Router.Routes;

/// <summary>What a route table must fulfil.</summary>
internal static class RouteRules
{
    /// <summary>The first thing that is wrong, with the field's name; null for a sound table.</summary>
    public static string? FirstFault(RouteTable table)
    {
        if (table.Namespace.Length == 0) return "namespace is empty";
        if (table.Rollout.Length == 0) return "rollout is empty";
        if (table.Model.Length == 0) return "model is empty";
        for (var i = 0; i < table.Backends.Count; i++)
        {
            var backend = table.Backends[i];
            if (backend.Revision.Length == 0) return $"backends[{i}].revision is empty";
            if (backend.ModelVersion.Length == 0) return $"backends[{i}].modelVersion is empty";
            if (backend.Weight < 0) return $"backends[{i}].weight is {backend.Weight}; it must not be negative";
            if (!Uri.TryCreate(backend.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp)
                return $"backends[{i}].url is \"{backend.Url}\"; it must be a URL such as http://name.namespace:8080";
            for (var j = 0; j < i; j++)
                if (table.Backends[j].Url == backend.Url) return $"backends[{i}].url is the same as backends[{j}].url; add up their weights";
        }

        return null;
    }

    /// <summary>Whether two tables route alike.</summary>
    public static bool Same(RouteTable left, RouteTable right) =>
        left.Model == right.Model && left.Backends.SequenceEqual(right.Backends);
}
