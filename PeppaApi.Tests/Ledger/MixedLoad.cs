using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Ledger;

/// <summary>
/// What clients do to one installation at the same time, and what each was told: streams, requests whose upstream fails or breaks off, codes
/// redeemed, credit given that expires in a second. Charges roll up into the hourly sums by themselves.
/// </summary>
internal sealed class MixedLoad : IAsyncDisposable
{
    private const string FailingModel = "gpt-4o";

    // On a channel of its own: refusals put the other out of use, perhaps before any stream has begun.
    private const string BreakingModel = "gpt-4.1";
    private const int Streams = 12;
    private const int Failing = 3;
    private const int Codes = 2_000;
    private readonly ConcurrentQueue<string> _whole = new();
    private readonly ConcurrentQueue<long> _redeemed = new();
    private readonly ConcurrentQueue<string> _unsure = new();
    private readonly RelayProcess _relay;
    private readonly FakeUpstream _upstream;
    private readonly FakeUpstream _failing;
    private Queue<string> _codes = new();
    private string _key = "";
    private int _granted;
    private int _grantsTried;
    private int _failures;
    private int _broken;

    private MixedLoad(RelayProcess relay, FakeUpstream upstream, FakeUpstream failing) => (_relay, _upstream, _failing) = (relay, upstream, failing);

    public long UserId { get; private set; }

    /// <summary>Ids of the requests whose reply came to its end.</summary>
    public IReadOnlyCollection<string> Whole => _whole;

    /// <summary>Ids of the grants that redeemed codes became.</summary>
    public IReadOnlyCollection<long> Redeemed => _redeemed;

    /// <summary>How many grants were confirmed.</summary>
    public int Granted => Volatile.Read(ref _granted);

    public int GrantsTried => Volatile.Read(ref _grantsTried);

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>How many streams began and were broken off.</summary>
    public int Broken => Volatile.Read(ref _broken);

    public static async Task<MixedLoad> StartAsync(RelayProcess relay)
    {
        var load = new MixedLoad(relay, await FakeUpstream.StartAsync(TenChunks), await FakeUpstream.StartAsync(Failure));
        await load.SetUpAsync();
        return load;
    }

    public Task[] Begin(HttpClient client, CancellationToken over)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _key);
        return
        [
            .. Enumerable.Range(0, Streams).Select(_ => RepeatAsync(() => StreamAsync(client), over)),
            .. Enumerable.Range(0, Failing).Select(i => RepeatAsync(() => FailAsync(client, stream: i > 0), over)),
            RepeatAsync(RedeemAsync, over),
            RepeatAsync(GrantAsync, over),
        ];
    }

    /// <summary>Asks once more about the codes whose answer was lost with the process: redeemed now or before, but once.</summary>
    public async Task AskAgainAsync()
    {
        while (_unsure.TryDequeue(out var code))
        {
            using var response = await _relay.Api.PostAsJsonAsync("/api/me/redemptions", new { code });
            Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.BadRequest]);
            await NoteAsync(response);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _failing.DisposeAsync();
    }

    private static Task TenChunks(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var pause = TimeSpan.FromMilliseconds(5 + (Environment.CurrentManagedThreadId % 6));
        var words = Enumerable.Repeat(Replies.Chunk("""{"content":"word "}"""), 10);
        return Replies.Stream(pause, [.. words, Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done])(context);
    }

    /// <summary>Refuses what is whole, breaks off what is streamed.</summary>
    private static Task Failure(Microsoft.AspNetCore.Http.HttpContext context) =>
        ((string)context.Items["body"]!).Contains("\"stream\":true", StringComparison.Ordinal)
            ? Replies.Stream(TimeSpan.FromMilliseconds(5), Replies.Chunk("""{"content":"half"}"""), Replies.Chunk("""{"content":" a"}"""))(context)
            : Replies.Json("""{"error":{"message":"down"}}""", 500)(context);

    private async Task SetUpAsync()
    {
        await AddChannelAsync(_upstream, RelayBed.Model);
        await AddChannelAsync(_failing, FailingModel);
        await AddChannelAsync(_failing, BreakingModel);
        var user = await _relay.PostAsync(
            "/api/users", new { userName = "some", email = "some@example.test", password = "correct horse battery", emailConfirmed = true });
        UserId = user.GetProperty("id").GetInt64();
        await _relay.PostAsync($"/api/users/{UserId}/grants", new { amountUsd = 1000, reason = "test" });
        _key = (await _relay.PostAsync($"/api/users/{UserId}/tokens", new { name = "some" })).GetProperty("key").GetString()!;
        var batch = await _relay.PostAsync("/api/redemption-codes", new { name = "many", count = Codes, amountUsd = 0.01 });
        _codes = new Queue<string>(batch.GetProperty("codes").EnumerateArray().Select(code => code.GetString()!));
    }

    private Task<JsonElement> AddChannelAsync(FakeUpstream upstream, string model) => _relay.PostAsync(
        "/api/channels", new { name = model, provider = "openai", baseUrl = upstream.Address, keys = new[] { "sk-upstream" }, models = new[] { model } });

    private static async Task RepeatAsync(Func<Task> act, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            try
            {
                await act();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                // Killed in the middle of it; the loop ends with the round.
                await Task.Delay(5, CancellationToken.None);
            }
        }
    }

    private async Task StreamAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = RelayBed.ChatBody(",\"stream\":true,\"max_tokens\":64,\"stream_options\":{\"include_usage\":true}");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        if (text.EndsWith(Replies.Done, StringComparison.Ordinal))
        {
            _whole.Enqueue(response.Headers.GetValues("X-Request-Id").Single());
        }
    }

    private async Task FailAsync(HttpClient client, bool stream)
    {
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody(stream ? ",\"stream\":true" : "", model: stream ? BreakingModel : FailingModel));
        Assert.Contains("\"error\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Interlocked.Increment(ref _failures);
        Interlocked.Add(ref _broken, stream && response.IsSuccessStatusCode ? 1 : 0);
        await Task.Delay(10);
    }

    private async Task RedeemAsync()
    {
        var code = _codes.Dequeue();
        try
        {
            using var response = await _relay.Api.PostAsJsonAsync("/api/me/redemptions", new { code });
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            await NoteAsync(response);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            _unsure.Enqueue(code);
            throw;
        }

        await Task.Delay(20);
    }

    private async Task NoteAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode)
        {
            _redeemed.Enqueue((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("grantId").GetInt64());
        }
    }

    private async Task GrantAsync()
    {
        Interlocked.Increment(ref _grantsTried);
#pragma warning disable RS0030 // The process has the machine's clock.
        var expiresAt = DateTimeOffset.UtcNow.AddSeconds(1);
#pragma warning restore RS0030
        using var response = await _relay.Api.PostAsJsonAsync($"/api/users/{UserId}/grants", new { amountUsd = 0.01, expiresAt, reason = "short" });
        // On a busy machine the second may be over before the credit is given: then it is refused.
        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.BadRequest]);
        Interlocked.Add(ref _granted, response.StatusCode == HttpStatusCode.Created ? 1 : 0);
        await Task.Delay(20);
    }
}
