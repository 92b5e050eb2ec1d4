using System.Text.Json;
using Slipway.Contracts;
using Slipway.Contracts.Data;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Rows computed by SQL over pinned versions of other datasets, each of them a view of the dataset's name.</summary>
internal sealed class SqlSource(IObjectStore store, Connection connection, string scratchFolder)
{
    public async Task<RawRelation> RelationAsync(
        string sql, IReadOnlyList<DatasetPin> parents, IReadOnlyList<Column> schema, WarningList warnings, CancellationToken cancellationToken)
    {
        foreach (var parent in parents) await CreateViewAsync(parent, cancellationToken);
        try
        {
            return DescribedRelation.Of(connection, $"({sql.Trim().TrimEnd(';')})", schema, warnings, []);
        }
        catch (DuckDbException wrong)
        {
            throw StepException.Invalid("InvalidSql", $"spec.source.sql: {wrong.Message}",
                $"Correct the SELECT; the datasets it may read are {string.Join(", ", parents.Select(parent => parent.Name))}.", wrong);
        }
    }

    private async Task CreateViewAsync(DatasetPin parent, CancellationToken cancellationToken)
    {
        var uri = ObjectUri.Parse(parent.ManifestUri);
        var manifest = JsonSerializer.Deserialize(await store.ReadAllAsync(uri, cancellationToken), ContractsJson.Default.DatasetManifest)!;
        if (manifest.Digest != parent.Digest)
        {
            throw StepException.Invalid("DigestMismatch", $"{uri} is version {manifest.Digest} of '{parent.Name}', not {parent.Digest}.",
                "Pin the digest of the version that the manifest belongs to.");
        }

        var folder = uri.WithKey(uri.Key[..uri.Key.LastIndexOf('/')]);
        var paths = new List<string>();
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(scratchFolder, "parents", parent.Name, file.Path);
            var digest = await store.DownloadAsync(folder.Append(file.Path), path, cancellationToken);
            if (digest != file.Sha256)
                throw SourceFailures.Unreadable($"{folder.Append(file.Path)} has the checksum {digest}; the manifest says {file.Sha256}.");
            paths.Add(path);
        }

        connection.Execute($"CREATE VIEW {SqlText.Identifier(parent.Name)} AS SELECT * FROM read_parquet({SqlText.List(paths)})", cancellationToken);
    }
}
