using System.Net;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Client;

namespace Slipway.Kubernetes.Tests.Support;

/// <summary>Stores one lease with compare-and-set, and can be cut off per client.</summary>
internal sealed class LeaseServer
{
    private readonly Lock gate = new();
    private JsonObject? lease;
    private int version;

    public int Writes { get; private set; }

    public string Holder
    {
        get { lock (gate) return (string?)lease?["spec"]?["holderIdentity"] ?? ""; }
    }

    public int Transitions
    {
        get { lock (gate) return (int?)lease?["spec"]?["leaseTransitions"] ?? -1; }
    }

    /// <summary>For how long the record promises to be renewed.</summary>
    public int Seconds
    {
        get { lock (gate) return (int?)lease?["spec"]?["leaseDurationSeconds"] ?? -1; }
    }

    /// <summary>Somebody writes their name into the lease without asking.</summary>
    public void Steal(string identity)
    {
        lock (gate)
        {
            lease!["spec"]!["holderIdentity"] = identity;
            lease["metadata"]!["resourceVersion"] = $"{++version}";
        }
    }

    public Link Connect(TimeProvider time) => new(this, time);

    private HttpResponseMessage Answer(RecordedRequest request)
    {
        lock (gate)
        {
            switch (request.Method)
            {
                case "GET":
                    return lease is null ? StubServer.Error(HttpStatusCode.NotFound, "NotFound") : StubServer.Json(lease.ToJsonString());
                case "POST" when lease is not null:
                    return StubServer.Error(HttpStatusCode.Conflict, "AlreadyExists");
                case "PUT" when (string?)JsonNode.Parse(request.Body)!["metadata"]!["resourceVersion"] != $"{version}":
                    return StubServer.Error(HttpStatusCode.Conflict, "Conflict");
                default:
                    Writes++;
                    lease = JsonNode.Parse(request.Body)!.AsObject();
                    lease["metadata"]!["resourceVersion"] = $"{++version}";
                    return StubServer.Json(lease.ToJsonString());
            }
        }
    }

    /// <summary>One candidate's connection.</summary>
    internal sealed class Link : HttpMessageHandler
    {
        private readonly StubServer stub;
        private readonly HttpMessageInvoker invoker;

        private readonly TimeProvider time;

        public Link(LeaseServer server, TimeProvider time)
        {
            this.time = time;
            stub = new StubServer(server.Answer);
            invoker = new HttpMessageInvoker(stub);
            Client = new KubernetesClient(
                new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://stub/"), Timeout = Timeout.InfiniteTimeSpan },
                new KubernetesClientOptions { Time = time });
        }

        public KubernetesClient Client { get; }

        /// <summary>True while requests get no answer.</summary>
        public bool IsCut { get; set; }

        /// <summary>Time that an answer takes to come back.</summary>
        public TimeSpan Latency { get; set; }

        /// <summary>When the last request was sent that the server got.</summary>
        public DateTimeOffset SentAt { get; private set; }

        public IReadOnlyList<RecordedRequest> Requests => stub.Requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsCut) await Task.Delay(Timeout.Infinite, cancellationToken);
            SentAt = time.GetUtcNow();
            var answer = await invoker.SendAsync(request, cancellationToken);
            if (Latency > TimeSpan.Zero) await Task.Delay(Latency, time, cancellationToken);
            return answer;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}
