using System.Text.Json;

namespace Slipway.Kubernetes.Client;

internal static class DeleteBody
{
    public static byte[] Write(DeleteOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "DeleteOptions");
            json.WriteString("propagationPolicy", options.Propagation.ToString());
            if (options.GracePeriod is { } grace) json.WriteNumber("gracePeriodSeconds", (long)grace.TotalSeconds);
            if (options.Uid is not null || options.ResourceVersion is not null)
            {
                json.WriteStartObject("preconditions");
                if (options.Uid is { } uid) json.WriteString("uid", uid);
                if (options.ResourceVersion is { } version) json.WriteString("resourceVersion", version);
                json.WriteEndObject();
            }

            if (options.DryRun)
            {
                json.WriteStartArray("dryRun");
                json.WriteStringValue("All");
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
