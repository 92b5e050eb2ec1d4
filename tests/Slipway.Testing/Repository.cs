namespace Slipway.Testing;

/// <summary>Finds files of the repository from wherever a test program was built.</summary>
public static class Repository
{
    /// <summary>The folder that holds <c>Operator.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>An absolute path from parts below the root.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Operator.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"no folder above {AppContext.BaseDirectory} holds Operator.sln");
    }
}
