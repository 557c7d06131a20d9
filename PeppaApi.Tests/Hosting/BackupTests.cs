using System.IO.Compression;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Auditing;
using PeppaApi.Hosting;
using PeppaApi.Operations.Backups;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>What is backed up while requests run comes back whole, with books that agree and keys that open what is in them.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Backup_UnderLoad_RestoresToBooksThatAgree_AndToATokenThatWorks()
    {
        await using var folder = new TempFolder();
        var (file, restored) = (Path.Combine(folder.Path, "b.zip"), Path.Combine(folder.Path, "restored"));
        string key;
        long charged;
        await using (var bed = await RelayBed.StartAsync(credit: 1000, upstreams: Replies.Either()))
        {
            key = bed.Key;
            using var stop = new CancellationTokenSource();
            var load = Enumerable.Range(0, 8).Select(_ => LoadAsync(bed, stop.Token)).ToList();
            await bed.RecordsAsync(50);
            Assert.Equal(0, (await RunAsync("backup", file, $"--Storage:DataDirectory={bed.DataDirectory}")).Code);
            var during = await bed.RecordsAsync();
            Assert.True((await bed.RecordsAsync(during.Count + 20)).Count > during.Count);
            await stop.CancelAsync();
            await Task.WhenAll(load);
            charged = (await bed.RecordsAsync()).Sum(record => record.Charged);
        }

        var (code, output) = await RunAsync("restore", file, $"--Storage:DataDirectory={restored}");
        Assert.True(code == 0, output);
        (code, output) = await RunAsync("audit", $"--Storage:DataDirectory={restored}");
        Assert.True(code == 0, output);
        await using var again = PeppaHost.Build([$"--Storage:DataDirectory={restored}", "--Urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        await PeppaHost.StartUpAsync(again);
        await again.StartAsync();
        using var holder = new HttpClient { BaseAddress = new Uri(again.Urls.First()) };
        holder.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var (status, token) = await holder.CallAsync("GET", "/api/token");
        Assert.Equal(200, status);
        Assert.InRange(token!["spentUsd"]!.GetValue<decimal>(), 0.000001m, charged / 1_000_000_000m);
        Assert.True((await again.Services.GetRequiredService<PeppaApi.Ledger.LedgerAudit>().RunAsync()).Ok);
        await again.StopAsync();
    }

    [Fact]
    public async Task Restore_IntoWhatIsLiveOrNotEmpty_IsRefused_AndWithTheFlagPutsAsideWhatIsThere()
    {
        await using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "b.zip");
        await using var app = await AppHost.StartAsync();
        var directory = $"--Storage:DataDirectory={app.DataDirectory}";
        Assert.Equal(0, (await RunAsync("backup", file, directory)).Code);
        Assert.Equal(3, (await RunAsync("backup", file, directory)).Code);
        var (code, output) = await RunAsync("restore", file, directory, "--overwrite");
        Assert.Equal(3, code);
        Assert.Contains("in use by another PeppaApi", output, StringComparison.Ordinal);
        var secret = await File.ReadAllBytesAsync(Path.Combine(app.DataDirectory, "secret.key"));
        await app.StopAsync();
        SqliteConnection.ClearAllPools();
        (code, output) = await RunAsync("restore", file, directory);
        Assert.Equal(3, code);
        Assert.Contains("--overwrite", output, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Path.Combine(app.DataDirectory, "secret.key"), new byte[32]);
        (code, output) = await RunAsync("restore", file, directory, "--overwrite");
        Assert.True(code == 0, output);
        Assert.Equal(secret, await File.ReadAllBytesAsync(Path.Combine(app.DataDirectory, "secret.key")));
        var aside = Directory.GetDirectories(app.DataDirectory, "before-restore-*").Single();
        Assert.Equal(new byte[32], await File.ReadAllBytesAsync(Path.Combine(aside, "secret.key")));
        Assert.True(File.Exists(Path.Combine(aside, "peppa.db")));
        await app.RestartAsync();
        Assert.Equal(200, (await app.Admin.CallAsync("GET", "/api/me")).Status);
    }

    [Theory]
    [InlineData("no zip at all")]
    [InlineData("{}", "other.json")]
    [InlineData("{\"format\":2}", "backup.json")]
    [InlineData("{\"format\":1}", "backup.json")]
    [InlineData("{\"format\":1}", "backup.json", "../../outside.txt", "secret.key", "peppa.db")]
    public async Task Restore_OfWhatIsNoBackup_ChangesNothing(string content, params string[] entries)
    {
        await using var folder = new TempFolder();
        var (file, directory) = (Path.Combine(folder.Path, "b.zip"), Path.Combine(folder.Path, "a", "b"));
        if (entries.Length == 0)
        {
            await File.WriteAllTextAsync(file, content);
        }
        else
        {
            await using var zip = await ZipFile.OpenAsync(file, ZipArchiveMode.Create);
            foreach (var entry in entries)
            {
                await using var writer = new StreamWriter(await zip.CreateEntry(entry).OpenAsync());
                await writer.WriteAsync(content);
            }
        }

        var (code, _) = await RunAsync("restore", file, $"--Storage:DataDirectory={directory}");
        Assert.Equal(1, code);
        Assert.Equal(["keys", "peppa.lock"], Directory.EnumerateFileSystemEntries(directory).Select(Path.GetFileName).Order());
        Assert.False(File.Exists(Path.Combine(folder.Path, "outside.txt")));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("restore")]
    public async Task Verb_WithoutAFile_SaysWhatIsMissing(string verb)
    {
        var (code, output) = await RunAsync(verb, "--Storage:DataDirectory=/nowhere");
        Assert.Equal(2, code);
        Assert.Contains("FILE", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_IsForNobodyElse_AndWhoTakesItIsInTheAuditLog()
    {
        await using var app = await AppHost.StartAsync();
        var name = (await app.Admin.CallAsync("POST", "/api/backups")).Body!["name"]!.GetValue<string>();
        var path = app.Services.GetRequiredService<BackupService>().Find(name)!;
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        Assert.Equal(await File.ReadAllBytesAsync(path), await app.Admin.GetByteArrayAsync($"/api/backups/{name}"));
        Assert.Equal(404, (await app.Admin.CallAsync("GET", "/api/backups/..%2Fpeppa.db")).Status);
        Assert.Equal(204, (await app.Admin.CallAsync("DELETE", $"/api/backups/{name}")).Status);
        var acts = (await app.Services.GetRequiredService<AuditLog>().ListAsync(new AuditFilter(Act: "backup"), 1, 10)).Items;
        Assert.Equal(["backup.deleted", "backup.downloaded", "backup.made"], acts.Select(act => act.Act));
        Assert.All(acts, act => Assert.Equal(AppHost.AdminName, act.ActorName));
    }

    [Fact]
    public async Task Schedule_MakesWhatIsDue_AndKeepsTheLatest()
    {
        await using var app = await AppHost.StartAsync();
        var backups = app.Services.GetRequiredService<BackupService>();
        Assert.False(backups.IsDue());
        await app.Services.GetRequiredService<OperatorSettings>().SaveAsync(new BackupSettings(EveryHours: 1, Keep: 2));
        Assert.True(backups.IsDue());
        for (var i = 0; i < 3; i++)
        {
            await backups.MakeAsync();
            await Task.Delay(5);
        }

        Assert.Equal(2, backups.List().Count);
        Assert.False(backups.IsDue());
    }

    private static async Task LoadAsync(RelayBed bed, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            using var response = await bed.ChatAsync();
            Assert.True(response.IsSuccessStatusCode);
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        var code = await CommandLine.RunAsync(args, new Terminal(output, output));
        return (code, output.ToString());
    }
}
