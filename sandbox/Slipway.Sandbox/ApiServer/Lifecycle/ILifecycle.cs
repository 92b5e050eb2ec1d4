using Slipway.Sandbox.ApiServer.Storage;

namespace Slipway.Sandbox.ApiServer.Lifecycle;

/// <summary>Server-side work that follows changes of objects.</summary>
internal interface ILifecycle
{
    /// <summary>Looks at the state as it is when the server starts.</summary>
    void Start();

    /// <summary>Follows one change.</summary>
    void Observe(LogRecord record);
}
