using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>The chat page's own token: one for a user, with keys that soon end.</summary>
public sealed class ChatTokenTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    private ChatTokens Chat => _bed.Services.GetRequiredService<ChatTokens>();

    private TokenService Service => _bed.Services.GetRequiredService<TokenService>();

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(upstreams: Replies.Chat());

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Pages_OpenedTogether_ShareOneTokenAndBothMayCall()
    {
        var keys = await Task.WhenAll(Chat.IssueAsync(_bed.UserId, "Chat page"), Chat.IssueAsync(_bed.UserId, "Chat page"));
        var token = Assert.Single(await Service.AllAsync(_bed.UserId), token => token.Name == "Chat page");
        Assert.All(keys, key => Assert.True(TokenKey.IsWellFormed(key)));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(keys[0]));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(keys[1]));
        Assert.InRange(token.ExpiresAt!.Value, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow() + ChatTokens.KeyLifetime);
        var secret = _bed.Services.GetRequiredService<InstallationSecret>();
        var ends = keys.Select(key => _bed.Services.GetRequiredService<TokenDirectory>().Find(secret.Hash(key), out _)!.Rules.ExpiresAt!.Value).Order().ToList();
        Assert.True(ends[0] <= TimeProvider.System.GetUtcNow() + ChatTokens.Grace && ends[1] > TimeProvider.System.GetUtcNow() + ChatTokens.Grace);
    }

    [Fact]
    public async Task Rules_OfTheUser_HoldForTheNextKey()
    {
        await Chat.IssueAsync(_bed.UserId, "Chat page");
        var token = Assert.Single(await Service.AllAsync(_bed.UserId), token => token.Name == "Chat page");
        await Service.UpdateAsync(_bed.UserId, token.Id, _ => new TokenSpec("mine", null, token.ExpiresAt, ["another-model"], []));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(await Chat.IssueAsync(_bed.UserId, "Chat page")));
        await Service.SetEnabledAsync(_bed.UserId, token.Id, false);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(await Chat.IssueAsync(_bed.UserId, "Chat page")));

        // A deleted one is not asked to come back: the next opening makes another.
        await Service.DeleteAsync(_bed.UserId, token.Id);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(await Chat.IssueAsync(_bed.UserId, "Chat page")));
    }

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var client = _bed.CreateClient(key);
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        return response.StatusCode;
    }
}
