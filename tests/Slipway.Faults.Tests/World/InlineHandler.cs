using System.Net;
using Microsoft.AspNetCore.Http;
using Slipway.Sandbox.ApiServer.Http;

namespace Slipway.Faults.Tests.World;

/// <summary>Carries a request to the server and its answer back within the call; a watch becomes a stream that the world moves.</summary>
internal sealed class InlineHandler(InlineServer server, Action<WatchStream> opened) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = request.Method.Method;
        context.Request.Path = PathString.FromUriComponent(request.RequestUri!);
        context.Request.QueryString = QueryString.FromUriComponent(request.RequestUri!);
        context.Request.Headers.Authorization = request.Headers.Authorization?.ToString();
        context.Request.Headers.Accept = request.Headers.Accept.ToString();
        if (request.Content is { } content)
        {
            context.Request.ContentType = content.Headers.ContentType?.ToString();
            context.Request.Body = content.ReadAsStream(cancellationToken);
        }

        if (context.Request.Query["watch"] == "true") return Task.FromResult(Watch(context));
        var body = new MemoryStream();
        context.Response.Body = body;
        if (!server.Parts.Router.HandleAsync(context).IsCompletedSuccessfully)
            throw new InvalidOperationException($"{request.Method} {request.RequestUri} was not answered within its call");
        return Task.FromResult(Answer(context.Response, new ByteArrayContent(body.ToArray())));
    }

    private HttpResponseMessage Watch(HttpContext context)
    {
        var path = ApiPath.Parse(context.Request.Path.Value!)!;
        var resource = server.Parts.Registry.Find(path.Group, path.Version, path.Resource);
        if (resource is null) return new HttpResponseMessage(HttpStatusCode.NotFound);
        var stream = new WatchStream(server.Log, new ApiRequest(context, resource, path.Namespace, path.Name, path.Subresource));
        opened(stream);
        return Answer(context.Response, new StreamContent(stream));
    }

    private static HttpResponseMessage Answer(HttpResponse response, HttpContent content)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)response.StatusCode) { Content = content };
        foreach (var (name, values) in response.Headers)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, values.ToArray())) content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        return answer;
    }
}
