using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Contracts.Steps;

namespace Slipway.Trainer.Steps;

/// <summary>One command of the trainer.</summary>
internal interface IStep
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>Reads the specification and binds the work to it.</summary>
    /// <exception cref="JsonException">The text is no specification of this step.</exception>
    StepRun Prepare(ReadOnlySpan<byte> json);
}

/// <summary>A command with its specification read.</summary>
/// <param name="ResultPrefix">URI prefix that <c>result.json</c> is written under.</param>
/// <param name="RunAsync">The work; throws <see cref="StepException"/> when it ends without success.</param>
/// <param name="TidyAsync">What is left to do once a success is on record; null for nothing.</param>
internal sealed record StepRun(string ResultPrefix, Func<StepContext, CancellationToken, Task<StepResult>> RunAsync, Func<StepContext, CancellationToken, Task>? TidyAsync = null);

/// <summary>A command whose specification is a <typeparamref name="TSpec"/>.</summary>
internal sealed class Step<TSpec>(
    string name,
    JsonTypeInfo<TSpec> type,
    Func<TSpec, string> resultPrefix,
    Func<TSpec, StepContext, CancellationToken, Task<StepResult>> run,
    Func<TSpec, StepContext, CancellationToken, Task>? tidy = null) : IStep
    where TSpec : class
{
    public string Name => name;

    public StepRun Prepare(ReadOnlySpan<byte> json)
    {
        var spec = JsonSerializer.Deserialize(json, type) ?? throw new JsonException("The document is null.");
        return new StepRun(
            resultPrefix(spec), (context, cancellationToken) => run(spec, context, cancellationToken), tidy is null ? null : (context, cancellationToken) => tidy(spec, context, cancellationToken));
    }
}
