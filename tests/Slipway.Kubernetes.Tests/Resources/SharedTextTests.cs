using System.Buffers;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Tests.Resources;

public sealed class SharedTextTests
{
    private const string Labelled = """{"metadata":{"name":"x","namespace":"demo","labels":{"app.kubernetes.io/name":"slipway"}},"status":{"phase":"Running"}}""";

    [Fact]
    public void What_many_objects_say_is_kept_once()
    {
        var (one, other) = (Read<Pod>(Labelled, BuiltIn.Pods), Read<Pod>(Labelled, BuiltIn.Pods));
        ReferenceEquals(one, other).ShouldBeFalse();
        one.Metadata.Labels!.Keys.Single().ShouldBeSameAs(other.Metadata.Labels!.Keys.Single());
        one.Metadata.Labels.Values.Single().ShouldBeSameAs(other.Metadata.Labels.Values.Single());
        one.Metadata.Namespace.ShouldBeSameAs(other.Metadata.Namespace);
        one.Status!.Phase.ShouldBeSameAs(other.Status!.Phase);
    }

    [Fact]
    public void Any_labels_are_read_as_they_were_written() => Prop.ForAll(
        ArbMap.Default.ArbFor<Dictionary<NonNull<string>, NonNull<string>>>(),
        labels =>
        {
            var written = labels.ToDictionary(pair => pair.Key.Get, pair => pair.Value.Get);
            var text = JsonSerializer.Serialize(new ConfigMap { Metadata = new ObjectMeta { Labels = written } }, BuiltIn.ConfigMaps.Json);
            var read = Read(text, BuiltIn.ConfigMaps).Metadata.Labels!;
            return read.Count == written.Count && written.All(pair => read[pair.Key] == pair.Value && read.ContainsKey(pair.Key)) && !read.ContainsKey("absent")
                && JsonSerializer.Serialize(Read(text, BuiltIn.ConfigMaps), BuiltIn.ConfigMaps.Json) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_text_that_arrives_in_two_pieces_is_whole()
    {
        var bytes = Encoding.UTF8.GetBytes(Labelled);
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            var first = new Piece(bytes.AsMemory(0, cut), 0);
            var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, first.Append(bytes.AsMemory(cut)), bytes.Length - cut));
            JsonSerializer.Deserialize(ref reader, BuiltIn.Pods.Json)!.Metadata.Labels!["app.kubernetes.io/name"].ShouldBe("slipway");
        }
    }

    [Fact]
    public void Of_two_labels_with_one_key_the_later_one_counts()
    {
        var labels = Read("""{"metadata":{"labels":{"a":"1","b":"2","a":"3"}}}""", BuiltIn.ConfigMaps).Metadata.Labels!;
        (labels.Count, labels["a"], labels["b"]).ShouldBe((2, "3", "2"));
    }

    [Fact]
    public void A_label_that_is_null_is_named() =>
        Should.Throw<JsonException>(() => Read("""{"metadata":{"labels":{"team":null}}}""", BuiltIn.ConfigMaps)).Message.ShouldContain("'team' is null");

    [Fact]
    public void A_label_that_is_not_there_is_named() =>
        Should.Throw<KeyNotFoundException>(() => Read(Labelled, BuiltIn.Pods).Metadata.Labels!["team"]).Message.ShouldContain("'team'");

    private static T Read<T>(string text, ResourceType<T> type) where T : class, IKubernetesObject => JsonSerializer.Deserialize(text, type.Json)!;

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start) => (Memory, RunningIndex) = (memory, start);

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
