namespace Slipway.Demo;

/// <summary>Where the demo keeps its things, all below one folder.</summary>
internal sealed class DemoFolders(string repository, string root)
{
    public string Root { get; } = Path.GetFullPath(root);

    public string Clicks => Path.Combine(Root, "data", "clicks");

    public string Store => Path.Combine(Root, "store");

    public string Cluster => Path.Combine(Root, "cluster");

    public string Logs => Path.Combine(Root, "logs");

    public string Prometheus => Path.Combine(Root, "prometheus");

    public string Kubeconfig => Path.Combine(Root, "kubeconfig");

    public string Overlay => Path.Combine(Root, "overlay");

    public string Crds => Path.Combine(repository, "crds");

    public string Example => Path.Combine(repository, "examples", "yarn");

    /// <summary>A program of this repository, built with the same configuration as the demo.</summary>
    public static string Program(string name) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", name, new DirectoryInfo(AppContext.BaseDirectory).Name, name));

    /// <summary>Removes what an earlier run left, but for the generated data.</summary>
    public void Reset()
    {
        foreach (var folder in new[] { Store, Cluster, Logs, Prometheus, Overlay })
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(Store);

        // With the old one, kubectl would talk to a sandbox that is gone.
        File.Delete(Kubeconfig);
    }
}
