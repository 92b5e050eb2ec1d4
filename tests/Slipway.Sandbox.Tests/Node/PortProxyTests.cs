using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Sandbox.Node.Network;

namespace Slipway.Sandbox.Tests.Node;

/// <summary>The proxy of a service with real connections.</summary>
public sealed class PortProxyTests : IAsyncDisposable
{
    private readonly PodAddresses addresses = new();
    private readonly NamedServer red;
    private readonly NamedServer blue;
    private readonly IPAddress address;
    private readonly int port;
    private readonly PortProxy proxy;

    public PortProxyTests()
    {
        (red, blue) = (new NamedServer("red", addresses.Take()), new NamedServer("blue", addresses.Take()));
        address = IPAddress.Parse(addresses.Take());
        port = 8080;
        proxy = new PortProxy(address, port, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        proxy.Dispose();
        await proxy.Accepting;
        red.Dispose();
        blue.Dispose();
    }

    [Fact]
    public async Task A_connection_outlives_the_change_of_the_backends()
    {
        proxy.Route([red.Backend]);
        using var early = await ConnectAsync();
        (await AskAsync(early)).ShouldBe("red");
        proxy.Route([blue.Backend]);
        using var late = await ConnectAsync();
        (await AskAsync(late)).ShouldBe("blue");
        (await AskAsync(early)).ShouldBe("red");
    }

    [Fact]
    public async Task Connections_go_to_the_backends_in_turn()
    {
        proxy.Route([red.Backend, blue.Backend]);
        var answers = new List<string>();
        for (var number = 0; number < 4; number++)
        {
            using var client = await ConnectAsync();
            answers.Add(await AskAsync(client));
        }

        answers.Count(answer => answer == "red").ShouldBe(2);
        answers.Count(answer => answer == "blue").ShouldBe(2);
    }

    [Fact]
    public async Task A_backend_that_refuses_is_passed_over()
    {
        proxy.Route([new Backend(addresses.Take(), 9), blue.Backend]);
        for (var number = 0; number < 4; number++)
        {
            using var client = await ConnectAsync();
            (await AskAsync(client)).ShouldBe("blue");
        }
    }

    [Fact]
    public async Task Without_backends_the_client_is_told_at_once()
    {
        // The reset comes while connecting or with the first answer, whichever is seen first.
        var failure = await Record.ExceptionAsync(async () =>
        {
            using var client = await ConnectAsync();
            await AskAsync(client).WaitAsync(TimeSpan.FromSeconds(10));
        });
        (failure is IOException or SocketException).ShouldBeTrue($"{failure}");
    }

    [Fact]
    public async Task Either_side_may_end_its_direction_first()
    {
        proxy.Route([red.Backend]);
        using var client = await ConnectAsync();
        var stream = client.GetStream();
        await stream.WriteAsync("?\n"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe("red\n");
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(address, port);
        return client;
    }

    private static async Task<string> AskAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync("?\n"u8.ToArray());
        var answer = new StringBuilder();
        var letter = new byte[1];
        while (true)
        {
            if (await client.GetStream().ReadAsync(letter) == 0) throw new IOException("the connection was closed");
            if (letter[0] == '\n') return answer.ToString();
            answer.Append((char)letter[0]);
        }
    }

    /// <summary>Answers each line with its name.</summary>
    private sealed class NamedServer : IDisposable
    {
        private readonly TcpListener listener;

        public NamedServer(string name, string address)
        {
            listener = new TcpListener(IPAddress.Parse(address), 0);
            listener.Start();
            Backend = new Backend(address, ((IPEndPoint)listener.LocalEndpoint).Port);
            _ = ServeAsync(name);
        }

        public Backend Backend { get; }

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync(string name)
        {
            while (true)
            {
                try
                {
                    _ = AnswerAsync(await listener.AcceptTcpClientAsync(), name);
                }
                catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private static async Task AnswerAsync(TcpClient client, string name)
        {
            using (client)
            using (var reader = new StreamReader(client.GetStream()))
            {
                while (await reader.ReadLineAsync() is not null) await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(name + "\n"));
            }
        }
    }
}
