using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Slipway.Bench.Serving;

/// <summary>
/// Sends one request over and over on kept connections, each from a thread that blocks: the load costs as little as it can, so that
/// the server's share of the machine is what is measured.
/// </summary>
internal static class HttpLoad
{
    /// <summary>Requests per second over all connections.</summary>
    public static double Run(IPEndPoint endpoint, byte[] request, int connections, TimeSpan duration)
    {
        long answered = 0;
        Exception? failed = null;
        var clock = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, connections).Select(_ => new Thread(() =>
        {
            try
            {
                using var connection = new Connection(endpoint);
                var count = 0L;
                for (; clock.Elapsed < duration; count++) connection.Exchange(request);
                Interlocked.Add(ref answered, count);
            }
            catch (Exception broken) when (broken is SocketException or InvalidDataException)
            {
                failed = broken;
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return failed is null ? answered / clock.Elapsed.TotalSeconds : throw new InvalidOperationException($"the load broke off: {failed.Message}", failed);
    }

    public static byte[] Post(string path, byte[] body) =>
        [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n"), .. body];

    private sealed class Connection : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        private readonly byte[] buffer = new byte[1 << 18];

        public Connection(IPEndPoint endpoint) => socket.Connect(endpoint);

        public void Exchange(ReadOnlySpan<byte> request)
        {
            socket.Send(request);
            var filled = 0;
            int headerEnd;
            do
            {
                filled += Receive(filled);
                headerEnd = buffer.AsSpan(..filled).IndexOf("\r\n\r\n"u8);
            }
            while (headerEnd < 0);

            var head = buffer.AsSpan(..headerEnd);
            if (!head.StartsWith("HTTP/1.1 200"u8)) throw new InvalidDataException(Encoding.UTF8.GetString(buffer.AsSpan(..filled)));
            var total = headerEnd + 4 + ContentLength(head);
            while (filled < total) filled += Receive(filled);
        }

        public void Dispose() => socket.Dispose();

        private int Receive(int at)
        {
            var read = socket.Receive(buffer.AsSpan(at));
            return read > 0 ? read : throw new InvalidDataException("the server closed the connection");
        }

        private static int ContentLength(ReadOnlySpan<byte> head)
        {
            var at = head.IndexOf("Content-Length: "u8);
            if (at < 0) throw new InvalidDataException("the answer has no Content-Length");
            var value = head[(at + 16)..];
            var end = value.IndexOf((byte)'\r');
            return int.Parse(end < 0 ? value : value[..end], NumberStyles.None, CultureInfo.InvariantCulture);
        }
    }
}
