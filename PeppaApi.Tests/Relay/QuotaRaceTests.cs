using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PeppaApi.Credits;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A thousand requests, 64 at once, and credit for a hundred: nobody spends more than they have.</summary>
public sealed class QuotaRaceTests
{
    private const int Requests = 1000;
    private const int AtOnce = 64;
    private const int Affordable = 100;

    // "Say hello" is 9 input tokens; a token costs 1,000 nano-dollars, and 16 are the shortest answer.
    private const int Input = 9;
    private const int Shortest = 16;
    private const long Token = 1_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PricePerCall_CreditForHundred_ExactlyHundredSucceed(bool stream)
    {
        await using var bed = await RelayBed.StartAsync(credit: Affordable * 0.01m, upstreams: Slowly(Replies.Either()));
        await bed.SetPriceAsync(RelayBed.Model, 0, 0, perCall: 0.01m);
        var race = await RaceAsync(bed, stream ? ",\"stream\":true" : "");
        Assert.Equal((Affordable, Requests - Affordable), (race.Succeeded, race.Refused));
        Assert.Equal(Affordable, bed.Upstream.Requests.Count);
        var balance = await bed.BalanceAsync();
        Assert.Equal((0, Credit.FromUsd(1)), (balance.Available, balance.Spent));
        Assert.All(await bed.RecordsAsync(), record => Assert.Equal((Credit.FromUsd(0.01m), 0), (record.Charged, record.Overrun)));
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task PricePerToken_ShortestAnswers_HundredSucceedAtMostAndTheRestLater()
    {
        await using var bed = await StartByTokensAsync(Shortest);
        var race = await RaceByTokensAsync(bed, Shortest);
        Assert.InRange(race.Succeeded, 1, Affordable);
        // Alone, the rest of the credit can be used up to the last token.
        var later = await DrainAsync(bed, Shortest);
        Assert.Equal((Affordable, 0), (race.Succeeded + later, (await bed.BalanceAsync()).Available));
    }

    [Fact]
    public async Task PricePerToken_LongerAnswers_ShortenedOrRefusedButNeverOverdrawn()
    {
        const int Limit = 64;
        await using var bed = await StartByTokensAsync(Limit);
        var race = await RaceByTokensAsync(bed, Limit);
        Assert.InRange(race.Succeeded, 1, Affordable * (Input + Limit) / (Input + Shortest));
        await DrainAsync(bed, Limit);
        Assert.All(await bed.RecordsAsync(), record => Assert.InRange(record.OutputTokens, Shortest, Limit));
        Assert.InRange((await bed.BalanceAsync()).Available, 0, ((Input + Shortest) * Token) - 1);
    }

    /// <summary>Credit for a hundred whole answers; the upstream writes as much as it may.</summary>
    private static async Task<RelayBed> StartByTokensAsync(int limit)
    {
        var bed = await RelayBed.StartAsync(credit: Credit.ToUsd(CreditFor(limit)), upstreams: Slowly(Talkative));
        await bed.SetPriceAsync(RelayBed.Model, 1, 1);
        return bed;
    }

    private static async Task<Race> RaceByTokensAsync(RelayBed bed, int limit)
    {
        var race = await RaceAsync(bed, Limited(limit));
        Assert.Equal(Requests, race.Succeeded + race.Refused);
        var balance = await bed.BalanceAsync();
        var records = await bed.RecordsAsync();
        Assert.All(records, record => Assert.Equal(0, record.Overrun));
        Assert.Equal((race.Succeeded, balance.Spent), (records.Count, records.Sum(record => record.Charged)));
        Assert.Equal(CreditFor(limit), balance.Spent + balance.Available);
        await bed.AssertSoundAsync();
        return race;
    }

    private static long CreditFor(int limit) => Affordable * (Input + limit) * Token;

    /// <summary>One request after the other: served as long as what is left pays for the input and a short answer, then refused.</summary>
    private static async Task<int> DrainAsync(RelayBed bed, int limit)
    {
        for (var served = 0; ; served++)
        {
            var left = (await bed.BalanceAsync()).Available;
            using var response = await bed.ChatAsync(Limited(limit));
            var expected = left >= (Input + Shortest) * Token ? HttpStatusCode.OK : HttpStatusCode.Forbidden;
            Assert.True(expected == response.StatusCode, $"With {left} nano-dollars left: {response.StatusCode}");
            await bed.AssertSoundAsync();
            if (expected == HttpStatusCode.Forbidden)
            {
                return served;
            }
        }
    }

    private static async Task<Race> RaceAsync(RelayBed bed, string extra)
    {
        var statuses = new ConcurrentBag<HttpStatusCode>();
        using var over = new CancellationTokenSource();
        var watch = WatchAsync(bed, over.Token);
        await Parallel.ForEachAsync(Enumerable.Range(0, Requests), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
        {
            using var response = await bed.ChatAsync(extra);
            var body = await response.Content.ReadAsStringAsync(CancellationToken.None);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                Assert.Equal("insufficient_user_quota", (string?)JsonNode.Parse(body)!["error"]!["code"]);
            }

            statuses.Add(response.StatusCode);
        });
        await over.CancelAsync();
        await watch;
        Assert.Empty(statuses.Except([HttpStatusCode.OK, HttpStatusCode.Forbidden]));
        return new Race(statuses.Count(status => status == HttpStatusCode.OK), statuses.Count(status => status == HttpStatusCode.Forbidden));
    }

    /// <summary>Looks at the balance all the while: what is left is never below zero.</summary>
    private static async Task WatchAsync(RelayBed bed, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var balance = await bed.BalanceAsync();
            Assert.True(balance.Available >= 0 && balance.Held >= 0, $"{balance}");
            await Task.Delay(5, CancellationToken.None);
        }
    }

    private static string Limited(int limit) => string.Create(CultureInfo.InvariantCulture, $",\"max_tokens\":{limit}");

    /// <summary>Answers that take a moment, so that holds lie beside each other.</summary>
    private static RequestDelegate Slowly(RequestDelegate script) => async context =>
    {
        await Task.Delay(20);
        await script(context);
    };

    private static Task Talkative(HttpContext context)
    {
        var limit = (int)JsonNode.Parse((string)context.Items["body"]!)!["max_tokens"]!;
        var usage = $$"""{"prompt_tokens":{{Input}},"completion_tokens":{{limit}},"total_tokens":{{Input + limit}}}""";
        return Replies.Chat("word", usage)(context);
    }

    private sealed record Race(int Succeeded, int Refused);
}
