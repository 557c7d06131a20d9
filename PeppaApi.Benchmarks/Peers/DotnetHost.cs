namespace PeppaApi.Benchmarks.Peers;

/// <summary>Where things are: the runtime that started this program, this program, the repository.</summary>
internal static class DotnetHost
{
    private const string Solution = "PeppaApi.sln";

    /// <summary>The same runtime for every peer: the one running now, else the one that <c>dotnet run</c> names, else the one in the path.</summary>
    public static string Runtime { get; } = FindRuntime();

    public static string Self { get; } = Path.Combine(AppContext.BaseDirectory, "PeppaApi.Benchmarks.dll");

    /// <summary>The folder of the solution, or null when this program was copied elsewhere.</summary>
    public static string? Repository { get; } = FindRepository();

    /// <summary>PeppaApi as built with the same configuration, or null outside of the repository.</summary>
    public static string? BuiltRelay { get; } = FindBuiltRelay();

    private static string FindRuntime()
    {
        var running = Environment.ProcessPath;
        return Path.GetFileNameWithoutExtension(running) == "dotnet"
            ? running!
            : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    }

    private static string? FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }

    /// <summary>Both projects put their output into <c>bin/CONFIGURATION/FRAMEWORK</c>.</summary>
    private static string? FindBuiltRelay()
    {
        var output = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Repository is null || output.Parent is null
            ? null
            : Path.Combine(Repository, "PeppaApi", "bin", output.Parent.Name, output.Name, "PeppaApi.dll");
    }
}
