using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace PeppaApi.Tests.Sdk;

/// <summary>Runs one of the scripts beside it with node, as a program that uses an npm package.</summary>
internal static class NodeTour
{
    public static void SkipUnlessInstalled(string package) => Assert.SkipUnless(
        Directory.Exists(Path.Combine(FolderOfThisFile(), "..", "node_modules", package)),
        $"The npm package {package} is not installed: run npm ci in PeppaApi.Tests.");

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(FolderOfThisFile(), script)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NO_PROXY"] = "127.0.0.1" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = Start(start);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var errors = node.StandardError.ReadToEndAsync(limit.Token);
            var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
            await node.WaitForExitAsync(limit.Token);
            return (node.ExitCode, output, await errors);
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no node on the path.");
            throw;
        }
    }

    private static string FolderOfThisFile([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
