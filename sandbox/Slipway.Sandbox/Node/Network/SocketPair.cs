using System.Buffers;
using System.Net.Sockets;

namespace Slipway.Sandbox.Node.Network;

/// <summary>Copies between two connections until both directions have ended; either may end on its own.</summary>
internal sealed class SocketPair(Socket client, Socket server)
{
    private const int BufferSize = 32 * 1024;

    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(CopyAsync(client, server, cancellationToken), CopyAsync(server, client, cancellationToken));

    private async Task CopyAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int received;
            while ((received = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
            {
                for (var sent = 0; sent < received;) sent += await to.SendAsync(buffer.AsMemory(sent, received - sent), cancellationToken);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // What one side broke off is broken off on the other, too; both copies end.
            Reset(client);
            Reset(server);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The other copy has closed it.
        }

        socket.Dispose();
    }
}
