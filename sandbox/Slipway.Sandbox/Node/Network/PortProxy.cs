using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Listens on one address and port of a service and joins each connection with a backend, in turn.</summary>
/// <remarks>Guarantees: a change of the backends touches no connection that is there. A backend that refuses is passed over for the next.</remarks>
internal sealed partial class PortProxy : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private readonly TcpListener listener;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private volatile IReadOnlyList<Backend> backends = [];
    private uint next;

    /// <exception cref="SocketException">The address and port cannot be had.</exception>
    public PortProxy(IPAddress address, int port, ILogger logger)
    {
        this.logger = logger;
        listener = new TcpListener(address, port);
        listener.Start();
        Accepting = AcceptAsync();
    }

    /// <summary>Completes when the proxy accepts no more.</summary>
    public Task Accepting { get; }

    /// <summary>Sets where new connections go.</summary>
    public void Route(IReadOnlyList<Backend> targets) => backends = targets;

    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                _ = JoinAsync(client);
            }
            catch (Exception failure) when (stopping.IsCancellationRequested && failure is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Too many open files, for one: those who wait in the queue are served when it is over.
                LogAcceptFailed(failure, listener.LocalEndpoint);
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private async Task JoinAsync(Socket client)
    {
        using (client)
        {
            if (await ConnectAsync() is not { } server)
            {
                // A reset, as when nothing listens: the client is to know at once that nobody is there.
                client.LingerState = new LingerOption(true, 0);
                return;
            }

            using (server)
            {
                client.NoDelay = server.NoDelay = true;
                await new SocketPair(client, server).RunAsync(stopping.Token);
            }
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        var candidates = backends;
        var first = Interlocked.Increment(ref next);
        for (var attempt = 0; attempt < candidates.Count; attempt++)
        {
            var backend = candidates[(int)((first + (uint)attempt) % (uint)candidates.Count)];
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
                limit.CancelAfter(ConnectPatience);
                await socket.ConnectAsync(IPAddress.Parse(backend.Address), backend.Port, limit.Token);
                return socket;
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                LogPassedOver(backend.Address, backend.Port, failure.Message);
                socket.Dispose();
            }
        }

        return null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Backend {Address}:{Port} does not take the connection: {Failure}")]
    private partial void LogPassedOver(string address, int port, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Service proxy on {Endpoint} could not accept a connection")]
    private partial void LogAcceptFailed(Exception failure, EndPoint endpoint);
}
