namespace Slipway.Kubernetes.Tests.Support;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("slipway-kube-");

    public string PathOf(string name) => Path.Combine(root.FullName, name);

    public string Write(string name, string content)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => root.Delete(recursive: true);
}
