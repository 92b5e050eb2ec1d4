using Slipway.Faults.Tests.World;
using Slipway.Sandbox.ApiServer.Documents;
using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Faults.Tests.Rules;

/// <summary>Children belong to an object that there was; deletions hit the object that was meant; nothing is replaced as a whole.</summary>
internal sealed class OwnershipRule : ISafetyRule
{
    private readonly HashSet<string> owners = new(StringComparer.Ordinal);

    private readonly HashSet<string> gone = new(StringComparer.Ordinal);

    /// <summary>Whether the owner of a new child is there.</summary>
    public bool IsAlive(LogRecord record) => OwnerOf(record) is not { } owner || !gone.Contains(owner);

    public string? Request(SimulatedOperator client, HttpRequestMessage request)
    {
        if (request.Method == HttpMethod.Put && !request.RequestUri!.AbsolutePath.Contains("/leases/", StringComparison.Ordinal))
            return $"the operator replaces a whole object: {request.RequestUri.AbsolutePath}";
        if (request.Method == HttpMethod.Delete && Requests.Body(request)?.TextAt("preconditions", "uid") is null)
            return $"the operator deletes by name alone: {request.RequestUri!.AbsolutePath}";
        if (request.RequestUri!.AbsolutePath.EndsWith("/status", StringComparison.Ordinal) && Requests.Body(request)?.TextAt("metadata", "resourceVersion") is null)
            return $"the operator writes a status without saying which state it was decided on: {request.RequestUri.AbsolutePath}";
        return null;
    }

    public string? Change(LogRecord record, SimulatedOperator? writer)
    {
        if (record.IsOurs()) owners.Add(record.Current.Uid);
        if (record.IsOurs() && record.Kind == ChangeKind.Deleted) gone.Add(record.Current.Uid);
        if (writer is null || record.Kind != ChangeKind.Added || record.IsOurs()) return null;
        // The record of a deleted model outlives it on purpose.
        if (record.Current.Json.TextAt("metadata", "labels", Api.SlipwayApi.TrashLabel) is not null) return null;
        return OwnerOf(record) is { } uid && owners.Contains(uid) ? null : $"{record.Named()} was made without an owner that there ever was";
    }

    private static string? OwnerOf(LogRecord record) =>
        record.Current.Json.ArrayAt("metadata", "ownerReferences").Objects().FirstOrDefault(each => each.FlagAt("controller"))?.TextAt("uid");
}
