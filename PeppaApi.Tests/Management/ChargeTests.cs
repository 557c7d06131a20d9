using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Management;

/// <summary>"Why did this cost that?" over the API.</summary>
public sealed class ChargeTests
{
    [Fact]
    public async Task Charge_OfAnOwnRequest_SaysEveryPartAndOnlyToItsOwner()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        using var reply = await bed.ChatAsync();
        var path = $"/api/usage/{reply.Headers.GetValues("X-Request-Id").Single()}/charge";
        using var owner = await ClientAsync(bed, bed.UserId);
        var (status, charge) = await owner.CallAsync("GET", path);
        Assert.Equal(200, status);
        var record = (await bed.RecordsAsync()).Single();
        decimal Figure(string name) => charge![name]!.GetValue<decimal>();
        var sum = charge!["lines"]!.AsArray().Sum(line => line!["count"]!.GetValue<long>() * line["priceUsd"]!.GetValue<decimal>() / line["per"]!.GetValue<long>());
        Assert.Equal(sum, Figure("sumUsd"));
        Assert.Equal(Figure("costUsd"), (sum * Figure("discount") * Figure("multiplier")) + Figure("roundingUsd"));
        Assert.Equal(record.Charged / 1_000_000_000m, Figure("chargedUsd"));
        Assert.Equal(Figure("heldUsd"), Figure("chargedUsd") + Figure("releasedUsd"));
        Assert.Equal(record.PriceId, charge["priceId"]!.GetValue<long>());
        Assert.Equal(Figure("chargedUsd"), charge["grants"]!.AsArray().Sum(grant => grant!["amountUsd"]!.GetValue<decimal>()));
        Assert.Null(charge["overrunUsd"]);

        var stranger = await bed.Services.GetRequiredService<UserService>().CreateAsync(new NewUser("other", "other@example.test", ApiCalls.Password));
        using var other = await ClientAsync(bed, stranger.Id);
        Assert.Equal(404, (await other.CallAsync("GET", path)).Status);
    }

    private static async Task<HttpClient> ClientAsync(RelayBed bed, long userId)
    {
        var key = await bed.Services.GetRequiredService<AccessTokenService>().CreateAsync(userId, "test");
        return new HttpClient { BaseAddress = new Uri(bed.Address), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };
    }
}
