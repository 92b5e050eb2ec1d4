using Slipway.Testing;

namespace Slipway.Trainer.Tests.Training.Distributed;

/// <summary>The libraries that the trainer's image has, beside those of this machine: Debian trixie's libxgboost 3 with the C library that it needs.</summary>
/// <remarks>Brought by <c>scripts/trixie</c>, for <c>make test-distributed</c>.</remarks>
internal static class Trixie
{
    /// <summary>Runs the trainer as the image does, with these libraries.</summary>
    internal static string[] Trainer => [Path.Combine(Repository.Root, ".slipway", "trixie", "dotnet"), Path.Combine(AppContext.BaseDirectory, "Slipway.Trainer.dll"), "train"];
}
