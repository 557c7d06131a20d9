using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Components.Pages.Search;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Search;

/// <summary>Everybody finds what they may open, and nothing else.</summary>
public sealed class SiteSearchTests
{
    [Fact]
    public async Task Search_ByEachKindOfReader_FindsWhatTheyMayOpen()
    {
        await using var bed = await RelayBed.StartAsync(upstreams: Replies.Chat());
        var token = (await bed.CreateTokenAsync()).Token;
        var (user, helper, admin) = (Who(bed.UserId, Role.User), Who(99, Role.Operator), Who(1, Role.Admin));

        Assert.Equal("/token", Assert.Single(await FindAsync(bed, user, "/token"), hit => hit.Kind == HitKind.Page).Address);
        Assert.Contains(await FindAsync(bed, user, "gpt-4o-mini"), hit => hit is { Kind: HitKind.Model, Address: "/pricing?search=gpt-4o-mini" });
        Assert.Equal([$"/log?token={token.Id}", $"/log?token={token.Id - 1}"], (await FindAsync(bed, user, "some")).Where(hit => hit.Kind == HitKind.Token).Select(hit => hit.Address));
        Assert.DoesNotContain(await FindAsync(bed, user, ""), hit => hit.Address.StartsWith("/admin", StringComparison.Ordinal));
        Assert.DoesNotContain(await FindAsync(bed, user, "channel"), hit => hit.Kind is HitKind.Channel or HitKind.User or HitKind.Setting);
        Assert.Empty(await FindAsync(bed, Who(98, Role.User), "some"));

        Assert.Contains(await FindAsync(bed, helper, "some@"), hit => hit.Address == $"/admin/users/{bed.UserId}");
        Assert.Contains(await FindAsync(bed, helper, $"#{bed.UserId}"), hit => hit is { Kind: HitKind.User, Name: "some" });
        Assert.Contains(await FindAsync(bed, helper, "channel 1"), hit => hit.Address == "/admin/channels/1/keys");
        Assert.Contains(await FindAsync(bed, helper, token.Prefix), hit => hit.Address == $"/admin/usage?user={bed.UserId}&token={token.Id}");
        Assert.DoesNotContain(await FindAsync(bed, helper, "time zone"), hit => hit.Kind == HitKind.Setting);
        Assert.Equal("/admin/settings?search=time", Assert.Single(await FindAsync(bed, admin, "time zone"), hit => hit.Kind == HitKind.Setting).Address);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("\\")]
    [InlineData("'")]
    public async Task Search_ForASignOfTheEngine_FindsNothing(string text)
    {
        await using var bed = await RelayBed.StartAsync();
        Assert.DoesNotContain(await FindAsync(bed, Who(bed.UserId, Role.User), text), hit => hit.Kind == HitKind.Token);
    }

    private static async Task<IReadOnlyList<SearchHit>> FindAsync(RelayBed bed, ClaimsPrincipal who, string text)
    {
        await using var scope = bed.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SiteSearch>().FindAsync(who, text);
    }

    private static ClaimsPrincipal Who(long id, string role) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, id.ToString(System.Globalization.CultureInfo.InvariantCulture)), new Claim(ClaimTypes.Role, role)], "test"));
}
