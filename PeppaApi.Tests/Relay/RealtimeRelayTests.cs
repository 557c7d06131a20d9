using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Relay;

public sealed class RealtimeRelayTests
{
    private const string Create = """{ "type" : "response.create" , "x_new":[1]}""";

    [Fact]
    public async Task Session_PassesMessagesAsTheyCome_AndChargesEachResponse()
    {
        var (bed, vendor) = await StartAsync();
        await using var _ = bed;
        using var client = await ConnectAsync(bed);
        Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(client));
        // In fragments, in binary, and no JSON at all.
        const string Item = """{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"wörld"}]}}""";
        await client.SendAsync(Encoding.UTF8.GetBytes(Item[..40]), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
        await client.SendAsync(Encoding.UTF8.GetBytes(Item[40..]), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await RealtimeDouble.SendAsync(client, "\0\u0001", WebSocketMessageType.Binary);
        await RealtimeDouble.SendAsync(client, "nonsense");
        for (var i = 0; i < 2; i++)
        {
            await RealtimeDouble.SendAsync(client, Create);
            Assert.Equal([RealtimeDouble.Begun, RealtimeDouble.Said, RealtimeDouble.Spoken, RealtimeDouble.Over], await ReceiveAsync(client, 4));
            // It is in the books before its last event goes out.
            Assert.Equal((i + 1) * RealtimeDouble.Cost, (await bed.BalanceAsync()).Spent);
        }

        await client.CloseAsync((WebSocketCloseStatus)4000, "enough", CancellationToken.None);
        Assert.Equal([Item, "binary \0\u0001", "nonsense", Create, Create], vendor.Received);
        Assert.Equal(((WebSocketCloseStatus?)4000, "enough"), await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(5)));
        var records = await bed.RecordsAsync();
        Assert.Equal(2, records.Count);
        Assert.Equal(("realtime", 40L, 15L, 20L, 20L, 15L, RealtimeDouble.Cost), (records[0].Operation, records[0].InputTokens, records[0].CachedTokens, records[0].AudioInputTokens, records[0].OutputTokens, records[0].AudioOutputTokens, records[0].Charged));
        Assert.Equal($"{records[0].RequestId}-2", records[1].RequestId);
        Assert.All(records, record => Assert.Equal((UsageStatus.Succeeded, UsageBasis.Reported, 0L, 1), (record.Status, record.Basis, record.Overrun, record.Attempts)));
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Response_ThatNobodyAskedFor_IsHeldForAndCharged()
    {
        var (bed, _) = await StartAsync();
        await using var host = bed;
        using var client = await ConnectAsync(bed, browser: true);
        Assert.Equal("realtime", client.SubProtocol);
        // Four seconds of speech, heard in pieces: the hold grows with it.
        var held = (await bed.BalanceAsync()).Held;
        for (var i = 0; i < 40; i++)
        {
            await RealtimeDouble.SendAsync(client, $$"""{"type":"input_audio_buffer.append","audio":"{{new string('A', 60_000)}}"}""");
        }

        await RealtimeDouble.SendAsync(client, """{"type":"input_audio_buffer.commit"}""");
        Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(client));
        Assert.Equal(RealtimeDouble.Over, (await ReceiveAsync(client, 4))[^1]);
        var record = Assert.Single(await bed.RecordsAsync());
        Assert.Equal(RealtimeDouble.Cost, record.Charged);
        Assert.True(record.Held > held, $"{record.Held} is no more than {held}");
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal($"?model={RealtimeDouble.Model}", bed.Upstream.Requests.Single().Query);
        Assert.Equal("realtime=v1", bed.Upstream.Requests.Single().Headers["OpenAI-Beta"]);
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Responses_ThatBeginBesideEachOther_AreAllPaidFor_WhenTheClientLeaves()
    {
        var (bed, _) = await StartAsync(settings: ["--Relay:DrainSeconds=1"]);
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(client));
        await RealtimeDouble.SendAsync(client, """{"type":"some.event","what":"pair"}""");
        Assert.Equal([RealtimeDouble.Begun, RealtimeDouble.Said, RealtimeDouble.Begun, RealtimeDouble.Said], await ReceiveAsync(client, 4));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        var records = await bed.RecordsAsync(2);
        Assert.All(records, record => Assert.Equal((UsageStatus.ClientGone, true), (record.Status, record.Charged > 0)));
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Token_DisabledInTheMiddle_GetsNoOtherResponse()
    {
        var (bed, _) = await StartAsync();
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(client));
        var tokens = bed.Services.GetRequiredService<TokenService>();
        Assert.True(await tokens.SetEnabledAsync(bed.UserId, (await tokens.ListAsync(bed.UserId, 1, 1)).Items[0].Id, false));
        await RealtimeDouble.SendAsync(client, Create);
        var events = await ReceiveAsync(client, 9);
        Assert.Equal(5, events.Count);
        Assert.Contains("\"invalid_api_key\"", events[^1], StringComparison.Ordinal);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(RealtimeDouble.Cost, Assert.Single(await bed.RecordsAsync()).Charged);
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Channel_ForSessions_IsTestedByOpeningOne()
    {
        var (bed, _) = await StartAsync();
        await using var host = bed;
        var channel = Assert.Single(await bed.Services.GetRequiredService<ChannelService>().ListAsync());
        var tester = bed.Services.GetRequiredService<ChannelTester>();
        Assert.Equal((true, (string?)null), (await tester.TestAsync(channel.Id)) is { } good ? (good.Ok, good.Error) : default);
        bed.Upstream.Script = Replies.Json("{}", 503);
        Assert.False((await tester.TestAsync(channel.Id))!.Ok);
    }

    [Theory]
    [InlineData("sk-wrong", RealtimeDouble.Model, 10, HttpStatusCode.Unauthorized)]
    [InlineData(null, "no-such-model", 10, HttpStatusCode.ServiceUnavailable)]
    [InlineData(null, "", 10, HttpStatusCode.BadRequest)]
    [InlineData(null, "tts-1", 10, HttpStatusCode.BadRequest)]
    [InlineData(null, RealtimeDouble.Model, 0.2, HttpStatusCode.Forbidden)]
    public async Task Session_ThatMayNotBe_IsRefusedBeforeTheUpgrade(string? key, string model, double credit, HttpStatusCode expected)
    {
        var (bed, _) = await StartAsync((decimal)credit);
        await using var host = bed;
        using var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(bed, client, key ?? bed.Key, model));
        Assert.Equal(expected, client.HttpStatusCode);
        Assert.Empty(bed.Upstream.Requests);
        await bed.AssertSoundAsync();
        Assert.Equal(HttpStatusCode.UpgradeRequired, (await bed.Client.GetAsync("/v1/realtime?model=x")).StatusCode);
    }

    [Fact]
    public async Task Credit_UsedUp_EndsTheSessionInGoodOrder()
    {
        // For the output of two responses it does not suffice.
        var (bed, vendor) = await StartAsync(credit: 0.265m);
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        await RealtimeDouble.SendAsync(client, Create);
        Assert.Equal(RealtimeDouble.Over, (await ReceiveAsync(client, 5))[^1]);
        var error = JsonNode.Parse((await RealtimeDouble.ReceiveAsync(client))!)!;
        Assert.Equal(("error", "insufficient_quota", "insufficient_user_quota"), ((string)error["type"]!, (string)error["error"]!["type"]!, (string)error["error"]!["code"]!));
        Assert.Null(await RealtimeDouble.ReceiveAsync(client));
        Assert.Equal((WebSocketCloseStatus.PolicyViolation, "insufficient_user_quota"), (client.CloseStatus, client.CloseStatusDescription));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, (await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(5))).Status);
        Assert.Equal(RealtimeDouble.Cost, Assert.Single(await bed.RecordsAsync()).Charged);
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Credit_ForNoMoreSpeech_EndsTheSessionBeforeItGoesOn()
    {
        var (bed, vendor) = await StartAsync(credit: 0.33m);
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        for (var i = 0; i < 3; i++)
        {
            await RealtimeDouble.SendAsync(client, $$"""{"type":"wait","padding":"{{new string('x', 3_000)}}"}""");
        }

        Assert.Contains("insufficient_quota", (await ReceiveAsync(client, 2))[1], StringComparison.Ordinal);
        Assert.Null(await RealtimeDouble.ReceiveAsync(client));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.InRange(vendor.Received.Count, 1, 2);
        Assert.Equal((0L, "insufficient_user_quota"), (await bed.RecordsAsync(1)).Select(record => (record.Charged, record.ErrorCode)).Single());
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Upstream_ThatCannotBeOpened_AnotherChannelServes()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Json("{}", 500));
        await bed.AddChannelAsync(Replies.Json("""{"error":{"message":"busy"}}""", 500), priority: 9, models: [RealtimeDouble.Model]);
        await bed.AddChannelAsync(new RealtimeDouble().AnswerAsync, models: [RealtimeDouble.Model]);
        using var client = await ConnectAsync(bed);
        await RealtimeDouble.SendAsync(client, Create);
        Assert.Equal(RealtimeDouble.Over, (await ReceiveAsync(client, 5))[^1]);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        Assert.Equal((2, RealtimeDouble.Cost), (await bed.RecordsAsync()).Select(record => (record.Attempts, record.Charged)).Single());
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Client_GoneInTheMiddle_PaysWhatTheUpstreamReports()
    {
        var (bed, vendor) = await StartAsync();
        await using var host = bed;
        using (var client = await ConnectAsync(bed))
        {
            await RealtimeDouble.SendAsync(client, """{"type":"response.create","response":{"instructions":"hang"}}""");
            Assert.Equal(RealtimeDouble.Said, (await ReceiveAsync(client, 3))[^1]);
            client.Abort();
        }

        await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("""{"type":"response.cancel"}""", vendor.Received.Last());
        Assert.Equal((UsageStatus.ClientGone, RealtimeDouble.Cost), (await bed.RecordsAsync(1)).Select(record => (record.Status, record.Charged)).Single());
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Upstream_BrokenOff_IsToldAndWhatCameIsCharged()
    {
        var (bed, _) = await StartAsync();
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        await RealtimeDouble.SendAsync(client, """{"type":"response.create","response":{"instructions":"break"}}""");
        Assert.Contains("\"upstream_error\"", (await ReceiveAsync(client, 4))[^1], StringComparison.Ordinal);
        Assert.Null(await RealtimeDouble.ReceiveAsync(client));
        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        var record = (await bed.RecordsAsync(1)).Single();
        Assert.Equal((UsageStatus.Interrupted, UsageBasis.Counted, 1L, "upstream_error"), (record.Status, record.Basis, record.OutputTokens, record.ErrorCode));
        Assert.InRange(record.Charged, 16_000, 1_000_000);
        await AssertOverAsync(bed);
    }

    [Theory]
    [InlineData("""{"type":"bye"}""", 4001, "session_expired")]
    [InlineData("""{"type":"wait"}""", 1000, "idle")]
    [InlineData(null, 1009, "message_too_large")]
    public async Task Session_Ends_AndTheClientIsToldHow(string? message, int status, string description)
    {
        var (bed, vendor) = await StartAsync(settings: ["--Relay:RealtimeIdleSeconds=1", "--Relay:MaxRequestBytes=2000"]);
        await using var host = bed;
        using var client = await ConnectAsync(bed);
        await RealtimeDouble.SendAsync(client, message ?? new string(' ', 2_001));
        Assert.Equal(RealtimeDouble.Opened, await RealtimeDouble.ReceiveAsync(client));
        Assert.Null(await RealtimeDouble.ReceiveAsync(client));
        Assert.Equal(((WebSocketCloseStatus?)status, description), (client.CloseStatus, client.CloseStatusDescription));
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, (await bed.RecordsAsync(1)).Single().Charged);
        await AssertOverAsync(bed);
    }

    [Fact]
    public async Task Frames_OutOfOrder_EndTheSessionAndCostNothing()
    {
        var (bed, vendor) = await StartAsync();
        await using var host = bed;
        using var tcp = new TcpClient();
        var address = new Uri(bed.Address);
        await tcp.ConnectAsync(address.Host, address.Port);
        await using var wire = tcp.GetStream();
        await wire.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /v1/realtime?model={RealtimeDouble.Model} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer {bed.Key}\r\n\r\n"));
        var head = new byte[12];
        await wire.ReadExactlyAsync(head);
        Assert.Equal("HTTP/1.1 101", Encoding.Latin1.GetString(head));
        // The end of a message that never began, masked with zeroes.
        await wire.WriteAsync(new byte[] { 0x80, 0x81, 0, 0, 0, 0, (byte)'x' });
        await vendor.Closed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(vendor.Received);
        Assert.Equal(0, (await bed.RecordsAsync(1)).Single().Charged);
        await AssertOverAsync(bed);
    }

    private static async Task<(RelayBed Bed, RealtimeDouble Vendor)> StartAsync(decimal credit = 10, string[]? settings = null)
    {
        var vendor = new RealtimeDouble();
        var bed = await RelayBed.StartAsync(credit, settings);
        await bed.AddChannelAsync(vendor.AnswerAsync, models: [RealtimeDouble.Model, "tts-1"]);
        return (bed, vendor);
    }

    private static async Task<ClientWebSocket> ConnectAsync(RelayBed bed, bool browser = false)
    {
        var client = new ClientWebSocket();
        await ConnectAsync(bed, client, bed.Key, RealtimeDouble.Model, browser);
        return client;
    }

    private static Task ConnectAsync(RelayBed bed, ClientWebSocket client, string key, string model, bool browser = false)
    {
        foreach (var protocol in browser ? (string[])["realtime", $"openai-insecure-api-key.{key}", "openai-beta.realtime-v1"] : [])
        {
            client.Options.AddSubProtocol(protocol);
        }

        if (!browser)
        {
            client.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        }

        return client.ConnectAsync(new Uri($"{bed.Address.Replace("http", "ws", StringComparison.Ordinal)}/v1/realtime?model={model}"), TestContext.Current.CancellationToken);
    }

    private static async Task<List<string>> ReceiveAsync(WebSocket socket, int count)
    {
        var messages = new List<string>();
        while (messages.Count < count && await RealtimeDouble.ReceiveAsync(socket) is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>The hold for the response that did not come is given back once both ends are closed.</summary>
    private static async Task AssertOverAsync(RelayBed bed)
    {
        for (var i = 0; i < 100 && (await bed.BalanceAsync()).Held > 0; i++)
        {
            await Task.Delay(50);
        }

        await bed.AssertSoundAsync();
    }
}
