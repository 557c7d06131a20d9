namespace PeppaApi.Tests.Architecture;

/// <summary>The project's own source files, for tests that read them.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    // What tools write is no source of ours.
    private static readonly string[] Generated = ["/obj/", "/bin/", "/Data/Migrations/", "/Data/Compiled/"];

    public static IEnumerable<(string Path, string Text)> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !Array.Exists(Generated, folder => path.Contains(folder, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Combine(Root, path))));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "PeppaApi.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
