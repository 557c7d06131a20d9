using PeppaApi.Hosting;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public async Task SecondProcess_OnTheSameDirectory_IsRefused()
    {
        await using var app = await AppHost.StartAsync();
        var (code, output) = await RunAsync($"--Storage:DataDirectory={app.DataDirectory}", "--Urls=http://127.0.0.1:0");
        Assert.Equal(3, code);
        Assert.Equal(
            $"The data directory {app.DataDirectory} is in use by another PeppaApi. Stop that one, or choose another with Storage:DataDirectory.",
            output.Trim());
    }

    [Fact]
    public async Task BadConfiguration_NamesEveryKeyAtOnce()
    {
        await using var folder = new TempFolder();
        var (code, output) = await RunAsync(
            $"--Storage:DataDirectory={folder.Path}", "--Storage:Provider=Oracle", "--Relay:MaxAttempts=0", "--Relay:TotalSeconds=long",
            "--Ledger:Durability=Never", "--Hosting:KnownProxies:0=nobody", "--Bootstrap:Admin:UserName=admin", "--Urls=nowhere");
        Assert.Equal(2, code);
        string[] keys =
        [
            "Storage:Provider", "Relay:MaxAttempts", "Relay:TotalSeconds", "Ledger:Durability", "Hosting:KnownProxies",
            "Bootstrap:Admin:Email", "Bootstrap:Admin:Password", "Urls",
        ];
        Assert.All(keys, key => Assert.Contains(key + ":", output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task UnknownVerb_ShowsTheVerbs()
    {
        var (code, output) = await RunAsync("sevre");
        Assert.Equal(2, code);
        Assert.Contains("audit", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_BesideAServingProcess_FindsNothing()
    {
        await using var app = await AppHost.StartAsync();
        await app.Admin.CallAsync("POST", "/api/users/1/grants", """{"amountUsd":5}""");
        var (code, output) = await RunAsync("audit", $"--Storage:DataDirectory={app.DataDirectory}");
        Assert.Equal(0, code);
        Assert.Contains("nothing differs", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_WithoutBooks_MakesNone()
    {
        await using var folder = new TempFolder();
        var (code, _) = await RunAsync("audit", $"--Storage:DataDirectory={folder.Path}");
        Assert.Equal(3, code);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task TakenPort_IsNamedWithAWayOut()
    {
        await using var app = await AppHost.StartAsync();
        var (code, output) = await RunAsync("demo", $"--Urls=http://127.0.0.1:{app.BaseAddress.Port}");
        Assert.Equal(1, code);
        Assert.Contains($"http://127.0.0.1:{app.BaseAddress.Port}", output, StringComparison.Ordinal);
        Assert.Contains("--Urls=", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        var code = await CommandLine.RunAsync(args, new Terminal(output, output));
        return (code, output.ToString());
    }
}
