using Slipway.DuckDb.Native;

namespace Slipway.DuckDb;

/// <summary>Interrupts what runs on a connection once a token is cancelled, for as long as the object lives.</summary>
/// <remarks>
/// The engine forgets an interrupt that arrives just before a statement starts, so the interrupt is repeated until the statement is over.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenRegistration registration;
    private Timer? timer;
    private bool over;
    private readonly Lock gate = new();

    public Interruption(ConnectionHandle connection, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        registration = cancellationToken.UnsafeRegister(_ => Start(connection), null);
    }

    public void Dispose()
    {
        registration.Dispose();
        lock (gate)
        {
            over = true;
            timer?.Dispose();
        }
    }

    private void Start(ConnectionHandle connection)
    {
        lock (gate)
        {
            if (!over) timer = new Timer(_ => Interrupt(connection), null, TimeSpan.Zero, Repeat);
        }
    }

    private void Interrupt(ConnectionHandle connection)
    {
        // Under the gate, so that no interrupt reaches the statement that follows.
        lock (gate)
        {
            if (!over) NativeMethods.Interrupt(connection);
        }
    }
}
