using System.Net.Http.Headers;
using Microsoft.Data.Sqlite;
using PeppaApi.Data.Entities;
using PeppaApi.Hosting;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>SIGTERM: streams under way end in their time, what does not is ended and settled, and no hold is left.</summary>
public sealed class ShutdownTests
{
    [Fact]
    public async Task Terminated_InTheMiddleOfStreams_LosesNothing()
    {
        await using var folder = new TempFolder();
        await using var upstream = await FakeUpstream.StartAsync(async context =>
        {
            var body = (string)context.Items["body"]!;
            if (body.Contains("thinks", StringComparison.Ordinal))
            {
                await Replies.Hang()(context);
            }

            var hangs = body.Contains("hangs", StringComparison.Ordinal);
            await Replies.Stream(TimeSpan.FromMilliseconds(100), [.. Replies.Hello().Take(hangs ? 3 : 6)])(context);
            await (hangs ? Replies.Hang()(context) : Task.CompletedTask);
        });
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Relay__ShutdownSeconds"] = "2" });
        await process.StartAsync();
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = upstream.Address, keys = new[] { "k" }, models = new[] { RelayBed.Model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 10, reason = "test" });
        var key = (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
        using var client = new HttpClient { BaseAddress = new Uri(process.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
        var streams = ((string[])["ends", "hangs", "thinks"]).Select(content => AskAsync(client, content)).ToArray();
        while (upstream.Requests.Count < streams.Length)
        {
            await Task.Delay(10);
        }

        Assert.Equal(0, await process.TerminateAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        var bodies = await Task.WhenAll(streams);
        Assert.EndsWith(Replies.Done, bodies[0], StringComparison.Ordinal);
        Assert.Contains("Hello", bodies[1], StringComparison.Ordinal);
        Assert.Contains("shutting_down", bodies[1], StringComparison.Ordinal);
        Assert.Contains("shutting_down", bodies[2], StringComparison.Ordinal);
        Assert.Equal(((int[])[(int)UsageStatus.Succeeded, (int)UsageStatus.Failed, (int)UsageStatus.Interrupted]).Order(), await NumbersAsync(folder, "SELECT status FROM usage_records ORDER BY status"));
        Assert.Empty(await NumbersAsync(folder, "SELECT id FROM holds"));
        await using var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["audit", $"--Storage:DataDirectory={folder.Path}"], new Terminal(output, output)));
    }

    private static async Task<string> AskAsync(HttpClient client, string content)
    {
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody(",\"stream\":true", content));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<List<int>> NumbersAsync(TempFolder folder, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "peppa.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<int>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt32(0));
        }

        return numbers;
    }
}
