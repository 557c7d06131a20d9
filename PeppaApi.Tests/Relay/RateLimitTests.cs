using System.Collections.Frozen;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Relay;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Relay;

/// <summary>A token's own limits: refused before anything is held or sent, with the limit's name and how long to wait.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Minutes_OfWhoIsIdle_AreForgotten()
    {
        await using var bed = await RelayBed.StartAsync(credit: 0);
        using var gate = new RateGate(bed.Services.GetRequiredService<CallerLimits>(), TimeProvider.System);
        var rules = new TokenRules(true, null, FrozenSet<string>.Empty, [], new UsageLimits(TokensPerMinute: 1000));
        for (var id = 1; id <= 45_000; id++)
        {
            using var turn = await gate.EnterAsync(new Caller(1, id, "default", rules, UsageLimits.None), null);
            Assert.Null(turn!.Failure);
        }

        Assert.InRange(gate.Remembered, 1, 10_000);
    }

    [Fact]
    public async Task PerMinute_OneRequestTooMany_Is429AndOthersGoOn()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (id, client) = await TokenAsync(bed, perMinute: 2);
        Assert.Equal((200, 200), (await StatusAsync(client), await StatusAsync(client)));
        using var refused = await PostAsync(client);
        await AssertRefusedAsync(refused, "token_requests_per_minute", mostSeconds: 60);
        Assert.Equal(200, await StatusAsync(bed.Client));
        Assert.Equal(3, bed.Upstream.Requests.Count);

        // A changed limit holds at once.
        var tokens = bed.Services.GetRequiredService<TokenService>();
        Assert.True(await tokens.UpdateAsync(bed.UserId, id, _ => new TokenSpec("some", null, null, [], [])));
        Assert.Equal(200, await StatusAsync(client));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Concurrency_OneRequestTooMany_Is429UntilAnotherEnds()
    {
        var open = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        await using var bed = await RelayBed.StartAsync(upstreams: async context =>
        {
            arrived.TrySetResult();
            await open.Task;
            await Replies.Chat()(context);
        });
        var (_, client) = await TokenAsync(bed, concurrency: 1);
        var first = StatusAsync(client);
        await arrived.Task;
        using (var refused = await PostAsync(client))
        {
            await AssertRefusedAsync(refused, "token_concurrency", mostSeconds: 1);
        }

        open.SetResult();
        Assert.Equal(200, await first);
        Assert.Equal(200, await StatusAsync(client));
        Assert.Equal(2, bed.Upstream.Requests.Count);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Concurrency_AfterManyRaces_LosesNoPlace()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (_, client) = await TokenAsync(bed, concurrency: 3);
        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StatusAsync(client)));
        Assert.All(statuses, status => Assert.True(status is 200 or 429, $"{status}"));
        Assert.Equal(200, await StatusAsync(client));
        statuses = await Task.WhenAll(StatusAsync(client), StatusAsync(client), StatusAsync(client));
        Assert.All(statuses, status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Concurrency_OneAfterTheOther_IsNeverRefused()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (_, client) = await TokenAsync(bed, concurrency: 1);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(200, await StatusAsync(client));
        }
    }

    [Fact]
    public async Task TokensPerMinute_OnceUsedUp_Is429()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (_, client) = await TokenAsync(bed, tokensPerMinute: 10);
        Assert.Equal(200, await StatusAsync(client));
        using var refused = await PostAsync(client);
        await AssertRefusedAsync(refused, "token_tokens_per_minute", mostSeconds: 60);
        Assert.Single(bed.Upstream.Requests);
    }

    [Fact]
    public async Task UsersLimits_OverAllTokens_AreTheOperatorsOrTheDefault()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (_, other) = await TokenAsync(bed);
        var settings = bed.Services.GetRequiredService<OperatorSettings>();
        await settings.SaveAsync(new LimitSettings([], new LimitsInput(RequestsPerMinute: 1)));
        await bed.Services.GetRequiredService<UserLimitService>().SetAsync(bed.UserId, _ => new LimitsInput(RequestsPerMinute: 2));
        Assert.Equal((200, 200), (await StatusAsync(bed.Client), await StatusAsync(other)));
        using (var refused = await PostAsync(bed.Client))
        {
            await AssertRefusedAsync(refused, "user_requests_per_minute", mostSeconds: 60);
        }

        // An address on the operator's list is stopped by no limit of requests, but by those of credit.
        await settings.SaveAsync(new LimitSettings(["127.0.0.0/8"], new LimitsInput(RequestsPerMinute: 1)));
        Assert.Equal(200, await StatusAsync(other));
        await bed.Services.GetRequiredService<UserLimitService>().SetAsync(bed.UserId, _ => new LimitsInput(CreditPerMonthUsd: 0));
        using (var refused = await PostAsync(other))
        {
            await AssertRefusedAsync(refused, "user_credit_per_month", mostSeconds: 31 * 86_400);
        }

        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task CreditPerDay_OnceSpent_Is429UntilTheDayTurns()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var (_, free) = await TokenAsync(bed);
        Assert.Equal(200, await StatusAsync(free));
        var limit = (await bed.RecordsAsync(1))[0].Charged * 5;
        var (id, client) = await TokenAsync(bed, perDayUsd: Credit.ToUsd(limit));
        var statuses = new List<int>();
        while (statuses.Count < 10 && !statuses.Contains(429))
        {
            statuses.Add(await StatusAsync(client));
        }

        Assert.Equal([200, 429], statuses.Distinct());
        using var refused = await PostAsync(client);
        await AssertRefusedAsync(refused, "token_credit_per_day", mostSeconds: 86_400);
        Assert.InRange((await bed.RecordsAsync()).Where(record => record.TokenId == id).Sum(record => record.Charged), 1, limit);
        await bed.AssertSoundAsync();
    }

    private static async Task<(long Id, HttpClient Client)> TokenAsync(
        RelayBed bed, int? perMinute = null, int? concurrency = null, int? tokensPerMinute = null, decimal? perDayUsd = null)
    {
        var created = await bed.Services.GetRequiredService<TokenService>().CreateAsync(
            bed.UserId, new TokenSpec("limited", null, null, [], [], Limits: new LimitsInput(perMinute, tokensPerMinute, concurrency, perDayUsd)));
        return (created.Id, bed.CreateClient(created.Key));
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client) => client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());

    private static async Task<int> StatusAsync(HttpClient client)
    {
        using var response = await PostAsync(client);
        await response.Content.ReadAsByteArrayAsync();
        return (int)response.StatusCode;
    }

    private static async Task AssertRefusedAsync(HttpResponseMessage response, string code, int mostSeconds)
    {
        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, mostSeconds);
        var error = (await response.Content.ReadFromJsonAsync<JsonObject>())!["error"]!;
        Assert.Equal((code, "rate_limit_error"), (error["code"]!.GetValue<string>(), error["type"]!.GetValue<string>()));
    }
}
