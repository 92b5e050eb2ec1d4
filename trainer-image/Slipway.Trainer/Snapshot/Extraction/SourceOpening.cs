using Slipway.Contracts.Data;
using Slipway.Contracts.Steps;
using Slipway.DuckDb;
using Slipway.Storage;
using Slipway.Trainer.Snapshot.DryRuns;
using Slipway.Trainer.Snapshot.PredictionLogs;
using Slipway.Trainer.Snapshot.Sources;
using Slipway.Trainer.Steps;

namespace Slipway.Trainer.Snapshot.Extraction;

/// <summary>Brings a source to where the engine can read it, without reading any row.</summary>
internal sealed class SourceOpening(SnapshotSpec spec, StepContext context, Connection connection, WarningList warnings, ExcerptFetcher? excerpts = null)
{
    public Task<OpenedSource> OpenAsync(CancellationToken cancellationToken)
    {
        if (spec.Source.Uri is { } uri) return FilesAsync(ObjectUri.Parse(uri), cancellationToken);
        if (spec.Source.Sql is not null) return VersionsAsync(cancellationToken);
        if (spec.Source.PredictionLog is { } log) return LogAsync(log, cancellationToken);
        throw StepException.Invalid("InvalidSpecification", "source has none of uri, sql and predictionLog.", "Name files with source.uri, or write a SELECT in source.sql.");
    }

    private async Task<OpenedSource> FilesAsync(ObjectUri uri, CancellationToken cancellationToken)
    {
        var all = await new SourceLocator(context.Store).FindAsync(uri, spec.Source.Format, cancellationToken);
        var sealedOnes = spec.Source.Seal is { } seal ? await new SealedFolders(context.Store, connection, warnings).SelectAsync(all, seal, cancellationToken) : new SealedFiles(all, null);
        var files = sealedOnes.Files;
        context.Progress.Report($"reading {files.Count} files, {files.Sum(file => file.Size)} bytes, from {uri}");
        return await FetchAsync(files, cancellationToken) with { Watermark = sealedOnes.Watermark };
    }

    /// <summary>Brings files that were found.</summary>
    public async Task<OpenedSource> FetchAsync(IReadOnlyList<SourceFile> files, CancellationToken cancellationToken)
    {
        var format = spec.Source.PredictionLog is null ? spec.Source.Format : SourceFormat.JSONLines;
        var local = excerpts is null
            ? await new SourceFetcher(context.Store, context.ScratchFolder).FetchAsync(files, format, cancellationToken)
            : await excerpts.FetchAsync(files, format, cancellationToken);
        connection.Execute("CREATE TABLE source_files (path VARCHAR, uri VARCHAR)", cancellationToken);
        foreach (var file in local)
            connection.Execute("INSERT INTO source_files VALUES (?, ?)", cancellationToken, file.LocalPath, file.File.Uri.ToString());
        return new OpenedSource(local, spec.EventTime is null ? null : PartitionLabel.Of(files), Watermark: null, ParentRows: 0);
    }

    private async Task<OpenedSource> LogAsync(PredictionLogSource log, CancellationToken cancellationToken)
    {
        if (spec.Columns.Count == 0) throw StepException.Invalid("InvalidSpecification", "The columns of a prediction log cannot be inferred.", "Declare spec.schema.columns: the inputs and prediction_ columns to keep.");
        await new FeedbackTable(spec, context, connection).CreateAsync(log.Feedback, cancellationToken);
        var files = await new SourceLocator(context.Store).FindAsync(ObjectUri.Parse(log.Uri!), SourceFormat.JSONLines, cancellationToken);
        context.Progress.Report($"reading {files.Count} files of predictions, {files.Sum(file => file.Size)} bytes, from {log.Uri}");
        return await FetchAsync(files, cancellationToken) with { Partition = null };
    }

    private async Task<OpenedSource> VersionsAsync(CancellationToken cancellationToken)
    {
        context.Progress.Report($"computing rows by SQL over {spec.Parents?.Count ?? 0} datasets");
        var versions = new PinnedVersions(context.Store, connection, context.ScratchFolder);
        long rows = 0;
        foreach (var parent in spec.Parents ?? []) rows += await versions.CreateViewAsync(parent, cancellationToken);
        EngineLock.Apply(connection, context.ScratchFolder);
        return new OpenedSource([], null, null, rows);
    }
}
