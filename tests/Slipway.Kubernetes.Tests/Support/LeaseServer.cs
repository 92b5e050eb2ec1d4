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

        public Link(LeaseServer server, TimeProvider time)
        {
            stub = new StubServer(server.Answer);
            invoker = new HttpMessageInvoker(stub);
            Client = new KubernetesClient(
                new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://stub/"), Timeout = Timeout.InfiniteTimeSpan },
                new KubernetesClientOptions { Time = time });
        }

        public KubernetesClient Client { get; }

        /// <summary>True while requests get no answer.</summary>
        public bool IsCut { get; set; }

        public IReadOnlyList<RecordedRequest> Requests => stub.Requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (IsCut) await Task.Delay(Timeout.Infinite, cancellationToken);
            return await invoker.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}
