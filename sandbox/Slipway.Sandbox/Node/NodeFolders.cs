namespace Slipway.Sandbox.Node;

/// <summary>Where the node keeps what belongs to pods.</summary>
/// <param name="Root">Folder of the node, absolute.</param>
internal sealed record NodeFolders(string Root)
{
    /// <summary>Parent of the folders of persistent volume claims.</summary>
    public string Claims => Path.Combine(Root, "claims");

    /// <summary>Parent of the folders of pods.</summary>
    public string Pods => Path.Combine(Root, "pods");

    /// <summary>Folder of a pod; goes when the pod goes.</summary>
    public string Pod(string uid) => Path.Combine(Pods, uid);

    /// <summary>Folder of the logs of a container.</summary>
    public string Logs(string uid, string container) => Path.Combine(Pod(uid), "logs", container);

    /// <summary>Log of one run of a container.</summary>
    public string Log(string uid, string container, int restart) =>
        Path.Combine(Logs(uid, container), restart.ToString(System.Globalization.CultureInfo.InvariantCulture) + ".log");

    /// <summary>The file that pods of a namespace see as <c>/etc/hosts</c>.</summary>
    public string Hosts(string @namespace) => Path.Combine(Root, "hosts", @namespace);
}
