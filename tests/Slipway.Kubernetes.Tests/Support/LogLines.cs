using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>A logger that keeps what was said, with its level and whether a stack trace came with it.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, bool HasException)> lines = [];

    /// <summary>Everything that was said.</summary>
    public IReadOnlyList<string> All => [.. lines.Select(line => line.Text)];

    /// <summary>What an operator's log shows by default.</summary>
    public IReadOnlyList<(LogLevel Level, string Text, bool HasException)> Shown => [.. lines.Where(line => line.Level > LogLevel.Debug)];

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, formatter(state, exception), exception is not null));
}
