using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The npm package <c>openai</c> as an unmodified client, run by node as <c>tour.mjs</c> says.</summary>
public sealed class NpmOpenAITests
{
    private const string Expected =
        """
        {
          "chat": {"text":"Paris.","output":3},
          "stream": {"text":"Hello!","output":3},
          "tools": {"finish":"tool_calls","calls":["call_fxA get_weather {\"city\":\"Oslo\"}","call_fxB get_weather {\"city\":\"Rome\"}"]},
          "embeddings": [[0.5,-1],[-1,0.5]],
          "models": ["gpt-3.5-turbo-instruct","gpt-4o","gpt-4o-mini","text-embedding-3-small"]
        }
        """;

    [Fact]
    public async Task Tour_FiveOperations_AreReadAndCharged()
    {
        var script = Path.Combine(FolderOfThisFile(), "tour.mjs");
        var package = Path.Combine(FolderOfThisFile(), "..", "node_modules", "openai");
        Assert.SkipUnless(Directory.Exists(package), "The npm package openai is not installed: run npm ci in PeppaApi.Tests.");
        await using var bed = await RelayBed.StartAsync(upstreams: TourReplies.Script);
        var (exitCode, output, errors) = await RunNodeAsync(script, bed);
        Assert.True(exitCode == 0, errors);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Expected), JsonNode.Parse(output)), output);
        await TourReplies.AssertChargedAsync(bed);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunNodeAsync(string script, RelayBed bed)
    {
        var start = new ProcessStartInfo("node", [script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["BASE_URL"] = bed.Address + "/v1", ["API_KEY"] = bed.Key, ["NO_PROXY"] = "127.0.0.1" },
        };
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
