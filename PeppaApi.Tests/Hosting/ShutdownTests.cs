using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.WebSockets;
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
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Relay__ShutdownSeconds"] = "5" });
        var key = await SetUpAsync(process, upstream, RelayBed.Model);
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
        Assert.Equal(((long[])[(int)UsageStatus.Succeeded, (int)UsageStatus.Failed, (int)UsageStatus.Interrupted]).Order(), await NumbersAsync(folder, "SELECT status FROM usage_records ORDER BY status"));
        await AssertBooksAsync(folder);
    }

    [Fact]
    public async Task Terminated_InTheMiddleOfSessions_LetsResponsesEndAndSaysGoodbye()
    {
        await using var folder = new TempFolder();
        var vendor = new RealtimeDouble();
        await using var upstream = await FakeUpstream.StartAsync(vendor.AnswerAsync);
        using var process = new RelayProcess(folder.Path, new Dictionary<string, string> { ["Relay__ShutdownSeconds"] = "6" });
        var key = await SetUpAsync(process, upstream, RealtimeDouble.Model);
        var sessions = new List<ClientWebSocket>();
        foreach (var wish in (string[])["wait", "slow", "hang"])
        {
            sessions.Add(await OpenAsync(process, key));
            await RealtimeDouble.SendAsync(sessions[^1], $$$"""{"type":"{{{(wish == "wait" ? wish : "response.create")}}}","response":{"instructions":"{{{wish}}}"}}""");
            Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(sessions[^1]));
        }

        var begun = await Task.WhenAll(sessions.Skip(1).Select(RealtimeDouble.ReceiveAsync));
        Assert.All(begun, first => Assert.Equal(RealtimeDouble.Begun, first));
        var watch = Stopwatch.StartNew();
        var ends = sessions.ConvertAll(async session =>
        {
            var last = await LastAsync(session);
            return (Last: last, After: watch.Elapsed.TotalSeconds, session.CloseStatus, session.CloseStatusDescription);
        });
        Assert.Equal(0, await process.TerminateAsync().WaitAsync(TimeSpan.FromSeconds(30)));
        var (idle, slow, hung) = (await ends[0], await ends[1], await ends[2]);
        Assert.Null(idle.Last);
        Assert.Equal(RealtimeDouble.Over, slow.Last);
        Assert.Contains("\"shutting_down\"", hung.Last, StringComparison.Ordinal);
        Assert.All([idle, slow, hung], end => Assert.Equal((WebSocketCloseStatus.EndpointUnavailable, "going_away"), (end.CloseStatus!.Value, end.CloseStatusDescription)));
        Assert.True(idle.After < slow.After && slow.After < hung.After && hung.After >= 5.9, $"{idle.After}, {slow.After}, {hung.After}");
        // The one that was cut off is charged, too: its upstream reports the response that it is told to cancel.
        Assert.Equal([0, RealtimeDouble.Cost, RealtimeDouble.Cost], await NumbersAsync(folder, "SELECT charged FROM usage_records ORDER BY charged"));
        Assert.Contains("""{"type":"response.cancel"}""", vendor.Received);
        await AssertBooksAsync(folder);
        sessions.ForEach(session => session.Dispose());
    }

    private static async Task<string> SetUpAsync(RelayProcess process, FakeUpstream upstream, string model)
    {
        await process.StartAsync();
        await process.PostAsync("/api/channels", new { name = "c", provider = "openai", baseUrl = upstream.Address, keys = new[] { "sk-upstream-key" }, models = new[] { model } });
        await process.PostAsync("/api/users/1/grants", new { amountUsd = 10, reason = "test" });
        return (await process.PostAsync("/api/me/tokens", new { name = "t" })).GetProperty("key").GetString()!;
    }

    private static async Task AssertBooksAsync(TempFolder folder)
    {
        Assert.Empty(await NumbersAsync(folder, "SELECT id FROM holds"));
        await using var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["audit", $"--Storage:DataDirectory={folder.Path}"], new Terminal(output, output)));
    }

    private static async Task<ClientWebSocket> OpenAsync(RelayProcess process, string key)
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        await client.ConnectAsync(new Uri($"{process.Address.Replace("http", "ws", StringComparison.Ordinal)}/v1/realtime?model={RealtimeDouble.Model}"), TestContext.Current.CancellationToken);
        return client;
    }

    /// <summary>What was said last before the session was closed.</summary>
    private static async Task<string?> LastAsync(ClientWebSocket session)
    {
        string? last = null;
        while (await RealtimeDouble.ReceiveAsync(session) is { } message)
        {
            last = message;
        }

        await session.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        return last;
    }

    private static async Task<string> AskAsync(HttpClient client, string content)
    {
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody(",\"stream\":true", content));
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<List<long>> NumbersAsync(TempFolder folder, string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "peppa.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var numbers = new List<long>();
        while (await reader.ReadAsync())
        {
            numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }
}
