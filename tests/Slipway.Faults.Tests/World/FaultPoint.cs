using System.Net;
using System.Text;
using Slipway.Faults.Tests.Plans;

namespace Slipway.Faults.Tests.World;

/// <summary>The one place where a client meets its faults: between it and the server.</summary>
internal sealed class FaultPoint(Simulation world, SimulatedOperator client, HttpMessageHandler server) : DelegatingHandler(server)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        client.ThrowIfDead();
        var isWatch = request.RequestUri!.Query.Contains("watch=true", StringComparison.Ordinal);
        if (isWatch) return await base.SendAsync(request, cancellationToken);
        if (request.RequestUri.AbsolutePath.Contains("/leases", StringComparison.Ordinal))
            return client.LosesLease ? await NeverAsync(cancellationToken) : await ForwardAsync(request, cancellationToken);

        var place = world.Counts.Take(client, isWrite: request.Method != HttpMethod.Get);
        if (place.Write is { } write && world.Faults.AtWrite(client, write) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                switch (fault.Kind)
                {
                    case FaultKind.CrashBefore or FaultKind.StaleRestart:
                        client.Die(fault);
                        client.ThrowIfDead();
                        break;
                    case FaultKind.CrashAfter:
                        (await ForwardAsync(request, cancellationToken)).Dispose();
                        client.Die(fault);
                        client.ThrowIfDead();
                        break;
                    case FaultKind.Stop:
                        client.Stop();
                        break;
                    case FaultKind.Freeze:
                        await client.FreezeAsync();
                        break;
                    case FaultKind.LeaseLost:
                        client.LosesLease = true;
                        break;
                    default:
                        world.Users.Act(fault);
                        break;
                }
            }
        }

        return world.Faults.AtRequest(client, place.Request) is { } hit
            ? await FailAsync(hit, request, cancellationToken)
            : await ForwardAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> FailAsync(Fault fault, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (fault.Kind is FaultKind.GatewayTimeout or FaultKind.ResetAfter or FaultKind.NoAnswer) (await ForwardAsync(request, cancellationToken)).Dispose();
        return fault.Kind switch
        {
            FaultKind.Conflict => Status(HttpStatusCode.Conflict, "Conflict", "the object has been modified; please apply your changes to the latest version and try again"),
            FaultKind.TooManyRequests => Status(HttpStatusCode.TooManyRequests, "TooManyRequests", "too many requests, please try again later", retryAfter: 1),
            FaultKind.ServerError => Status(HttpStatusCode.InternalServerError, "InternalError", "etcdserver: request timed out"),
            FaultKind.GatewayTimeout => Status(HttpStatusCode.GatewayTimeout, "Timeout", "request did not complete within requested timeout"),
            FaultKind.NoAnswer => await NeverAsync(cancellationToken),
            _ => throw new HttpRequestException("Connection reset by peer"),
        };
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        world.Safety.Sees(client, request);
        var answer = await base.SendAsync(request, cancellationToken);
        world.Safety.Follow(client);
        return answer;
    }

    private static async Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource<HttpResponseMessage>();
        await using var registration = cancellationToken.Register(() => never.TrySetCanceled(cancellationToken));
        return await never.Task;
    }

    private static HttpResponseMessage Status(HttpStatusCode code, string reason, string message, int? retryAfter = null)
    {
        var body = $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","reason":"{{reason}}","code":{{(int)code}}}""";
        var answer = new HttpResponseMessage(code) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (retryAfter is { } seconds) answer.Headers.RetryAfter = new(TimeSpan.FromSeconds(seconds));
        return answer;
    }
}
