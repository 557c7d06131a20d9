using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using PeppaApi.Components;
using PeppaApi.Data;

namespace PeppaApi.Tests.Components;

/// <summary>What is clicked in pages that are looked at writes nothing; what is clicked anywhere else does.</summary>
public sealed class CircuitActorTests
{
    [Theory]
    [InlineData("admin/users/7/as/token", true)]
    [InlineData("ADMIN/users/7/as/token?search=x", true)]
    [InlineData("admin/users/7", false)]
    [InlineData("token?back=/admin/users/7/as/token", false)]
    public async Task Click_InPagesThatAreLookedAt_WritesNothing(string page, bool looking)
    {
        var navigation = new Pages(page);
        var actor = new CircuitActor(new Nobody(), new HttpContextAccessor(), navigation);
        var wrote = false;
        var click = actor.CreateInboundActivityHandler(_ =>
        {
            WriteGuard.Check();
            wrote = true;
            return Task.CompletedTask;
        });
        if (looking)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => click(null!));
        }
        else
        {
            await click(null!);
        }

        Assert.Equal(!looking, wrote);
        // Outside of the click nothing is held back, and not once the reader has gone on.
        WriteGuard.Check();
        navigation.NavigateTo("/token");
        await click(null!);
        Assert.True(wrote);
    }

    [Fact]
    public async Task Click_AfterTheSessionEnded_DoesNothing()
    {
        var visitor = new Visitor();
        var actor = new CircuitActor(visitor, new HttpContextAccessor(), new Pages("token"));
        var clicks = 0;
        var click = actor.CreateInboundActivityHandler(_ =>
        {
            clicks++;
            return Task.CompletedTask;
        });
        await click(null!);
        visitor.Name = "ann";
        await click(null!);
        Assert.Equal(2, clicks);
        visitor.Name = null;
        await click(null!);
        Assert.Equal(2, clicks);
    }

    private sealed class Visitor : AuthenticationStateProvider
    {
        public string? Name { get; set; }

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            Name is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "7"), new Claim(ClaimTypes.Name, Name)], "cookie"))));
    }

    private sealed class Nobody : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity())));
    }

    private sealed class Pages : NavigationManager
    {
        public Pages(string page) => Initialize("http://site.test/", "http://site.test/" + page);

        protected override void NavigateToCore(string uri, NavigationOptions options) => Uri = ToAbsoluteUri(uri).ToString();
    }
}
