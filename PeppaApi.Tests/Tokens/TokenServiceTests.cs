using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Accounts;
using PeppaApi.Data;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>Tokens made by the hundred, given new keys, and taken back from the bin, with the relay as the judge of which key opens.</summary>
public sealed class TokenServiceTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    private TokenService Service => _bed.Services.GetRequiredService<TokenService>();

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(upstreams: Replies.Chat());

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task Rules_OfAllTokensTogether_HaveABound()
    {
        var wordy = Spec("wordy-{n}") with { Models = [.. Enumerable.Range(0, 200).Select(number => new string('m', 190) + number)] };
        await Service.CreateManyAsync(_bed.UserId, wordy, 51);
        Assert.Equal("models", (await Assert.ThrowsAsync<InputException>(() => Service.CreateManyAsync(_bed.UserId, wordy, 5))).Field);
        // Others may still be made, and those that are there be changed, but not to have more.
        var other = await Service.CreateAsync(_bed.UserId, Spec("other"));
        await Assert.ThrowsAsync<InputException>(() => Service.UpdateAsync(_bed.UserId, other.Id, _ => wordy));
        var one = (await Service.ListAsync(_bed.UserId, 1, 25)).Items.First(token => token.Models.Count > 0);
        Assert.True(await Service.UpdateAsync(_bed.UserId, one.Id, before => wordy with { Name = "renamed", Models = [.. before.Models.Skip(1)] }));
    }

    [Fact]
    public async Task FiveHundred_MadeAtOnce_HaveTheirNamesAndLimitsAndOpen()
    {
        var made = await Service.CreateManyAsync(_bed.UserId, Spec("shop-{n}", limit: 1.000000001m), TokenService.MostAtOnce);
        Assert.Equal(500, made.Select(token => token.Key).Distinct().Count());
        Assert.Equal(("shop-1", "shop-500"), (made[0].Token.Name, made[^1].Token.Name));
        Assert.All(made, token => Assert.Equal(1_000_000_001, token.Token.Limit));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(made[0].Key));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(made[^1].Key));
    }

    [Fact]
    public async Task Tokens_ThatEnd_AreCountedAll_TheEndedFirst()
    {
        var now = _bed.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        var spent = await Service.CreateAsync(_bed.UserId, Spec("spent", limit: 0));
        await Service.CreateManyAsync(_bed.UserId, Spec("soon-{n}", expires: now.AddDays(1)), 60);
        await Service.CreateAsync(_bed.UserId, Spec("late", limit: 1, expires: now.AddDays(9)));
        await Service.CreateAsync(_bed.UserId, Spec("off", expires: now.AddDays(1)) with { Enabled = false });
        var (items, total) = await Service.EndingAsync(_bed.UserId, now, TimeSpan.FromDays(3), 50);
        Assert.Equal((50, 61), (items.Count, total));
        Assert.Equal(spent.Id, items[0].Id);
        Assert.DoesNotContain(items, token => token.Name is "late" or "off");
        Assert.Equal(61, (await Service.EndingAsync(_bed.UserId, now, TimeSpan.FromDays(3), 100)).Items.Count);
    }

    [Theory]
    [InlineData("shop-{n}", 0, "count")]
    [InlineData("shop-{n}", 501, "count")]
    [InlineData("  ", 3, "name")]
    public async Task Many_ThatCannotBe_AreNoneAtAll(string name, int count, string field)
    {
        var before = (await Service.AllAsync(_bed.UserId)).Count;
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => Service.CreateManyAsync(_bed.UserId, Spec(name), count))).Field);
        // The last names are too long; the first would have been good.
        await Assert.ThrowsAsync<InputException>(() => Service.CreateManyAsync(_bed.UserId, Spec(new string('x', 98)), 10));
        Assert.Equal(before, (await Service.AllAsync(_bed.UserId)).Count);
    }

    [Fact]
    public async Task Rotation_WithoutGrace_RefusesTheOldKeyAtOnceAndKeepsTheFigures()
    {
        var created = await Service.CreateAsync(_bed.UserId, Spec("rotated", limit: 2));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(created.Key));
        var before = await Service.GetAsync(_bed.UserId, created.Id);
        var rotated = await Service.RotateAsync(_bed.UserId, created.Id, TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(created.Key));
        Assert.Equal(before! with { Prefix = rotated!.Key[..8] }, (await Service.GetAsync(_bed.UserId, created.Id))! with { Models = before.Models, AllowedAddresses = before.AllowedAddresses });
        Assert.True(before.Spent > 0);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(rotated.Key));
    }

    [Fact]
    public async Task Rotation_WithGrace_LetsTheOldKeyInUntilThenAndNotLonger()
    {
        var created = await Service.CreateAsync(_bed.UserId, Spec("graced"));
        var rotated = await Service.RotateAsync(_bed.UserId, created.Id, TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(created.Key));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(rotated!.Key));
        var (directory, secret) = (_bed.Services.GetRequiredService<TokenDirectory>(), _bed.Services.GetRequiredService<InstallationSecret>());
        Assert.Equal(rotated.Token.PreviousKeyUntil!.Value.ToUnixTimeMilliseconds(), directory.Find(secret.Hash(created.Key), out _)!.Rules.ExpiresAt!.Value.ToUnixTimeMilliseconds());
        Assert.Null(directory.Find(secret.Hash(rotated.Key), out _)!.Rules.ExpiresAt);

        // A second rotation ends the first key, whatever time it had left.
        var again = await Service.RotateAsync(_bed.UserId, created.Id, TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(created.Key));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(rotated.Key));
        await Service.DeleteAsync(_bed.UserId, created.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(rotated.Key));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(again!.Key));
    }

    [Fact]
    public async Task GraceOfAnotherStart_IsReadFromTheDatabase()
    {
        var created = await Service.CreateAsync(_bed.UserId, Spec("restarted"));
        await Service.RotateAsync(_bed.UserId, created.Id, TimeSpan.FromHours(1));
        using var fresh = new TokenDirectory(_bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>());
        await fresh.LoadAsync();
        Assert.NotNull(fresh.Find(_bed.Services.GetRequiredService<InstallationSecret>().Hash(created.Key), out _)!.Rules.ExpiresAt);
    }

    [Fact]
    public async Task Tokens_ReadAtAStart_AreAsTheSavesLeftThem()
    {
        var now = _bed.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        TokenSpec[] specs =
        [
            Spec("plain"), Spec("ends", expires: now.AddDays(1)), Spec("off") with { Enabled = false }, Spec("models") with { Models = ["gpt-4o", "o3"] },
            Spec("networks") with { AllowedAddresses = ["10.0.0.0/8", "::1"] }, Spec("limits") with { Limits = new LimitsInput(1, 2, 3, 4, 5, 6) },
            Spec("one limit") with { Limits = new LimitsInput(CreditPerMonthUsd: 7) },
        ];
        foreach (var spec in specs)
        {
            await Service.CreateAsync(_bed.UserId, spec);
        }

        var graced = await Service.CreateAsync(_bed.UserId, Spec("graced", expires: now.AddDays(1)));
        await Service.RotateAsync(_bed.UserId, graced.Id, TimeSpan.FromHours(1));
        await Service.DeleteAsync(_bed.UserId, (await Service.CreateAsync(_bed.UserId, Spec("gone"))).Id);
        await _bed.Services.GetRequiredService<UserLimitService>().SetAsync(_bed.UserId, _ => new LimitsInput(TokensPerMinute: 9), TestContext.Current.CancellationToken);

        var contexts = _bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>();
        using var fresh = new TokenDirectory(contexts);
        await fresh.LoadAsync();
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        var hashes = await context.Tokens.Select(token => token.KeyHash).Concat(context.Tokens.Where(token => token.PreviousKeyHash != null).Select(token => token.PreviousKeyHash!))
            .ToListAsync(TestContext.Current.CancellationToken);
        var live = _bed.Services.GetRequiredService<TokenDirectory>();
        Assert.True(hashes.Count > specs.Length + 2);
        Assert.All(hashes, hash => Assert.Equal(Show(live.Find(hash, out _)), Show(fresh.Find(hash, out _))));
        Assert.Single(hashes, hash => fresh.Find(hash, out _) is null);
        Assert.Contains(hashes, hash => fresh.Find(hash, out _) is { Rules.Limits.CreditPerWeek: 5_000_000_000, UserLimits.TokensPerMinute: 9 });
    }

    [Fact]
    public async Task Deletion_TakenBack_LetsTheSameKeyIn_ButNotTooLateNorByOthers()
    {
        var created = await Service.CreateAsync(_bed.UserId, Spec("back"));
        await Service.DeleteAsync(_bed.UserId, created.Id);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(created.Key));
        Assert.Equal(0, await Service.RestoreAsync(_bed.UserId + 1, [created.Id]));
        Assert.Equal(1, await Service.RestoreAsync(_bed.UserId, [created.Id]));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(created.Key));

        await Service.DeleteAsync(_bed.UserId, created.Id);
        var later = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + TokenService.UndoFor + TimeSpan.FromSeconds(1));
        var late = new TokenService(_bed.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>(), _bed.Services.GetRequiredService<InstallationSecret>(), later);
        Assert.Equal(0, await late.RestoreAsync(_bed.UserId, [created.Id]));
    }

    [Fact]
    public async Task Several_SwitchedTogether_AreOnlyTheOwners()
    {
        var made = await Service.CreateManyAsync(_bed.UserId, Spec("many"), 3);
        long[] ids = [.. made.Select(token => token.Id)];
        Assert.Equal(0, await Service.SetEnabledAsync(_bed.UserId + 1, ids, false));
        Assert.Equal(3, await Service.SetEnabledAsync(_bed.UserId, ids, false));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(made[1].Key));
        Assert.Equal(3, await Service.DeleteAsync(_bed.UserId, ids));
    }

    [Fact]
    public async Task List_SearchedAndSorted_FindsWhatIsMeant()
    {
        var now = TimeProvider.System.GetUtcNow();
        var made = new List<CreatedToken>();
        foreach (var spec in (TokenSpec[])[Spec("Alpha_1", 5), Spec("beta%", 1, now.AddDays(9)), Spec("gamma", null, now.AddDays(2))])
        {
            made.Add(await Service.CreateAsync(_bed.UserId, spec));
        }

        await Service.SetEnabledAsync(_bed.UserId, made[2].Id, false);
        Assert.Equal(["Alpha_1"], await NamesAsync(new TokenQuery("alpha")));
        Assert.Equal(["beta%"], await NamesAsync(new TokenQuery("%")));
        Assert.Equal(["Alpha_1"], await NamesAsync(new TokenQuery("_")));
        Assert.Equal(["gamma"], await NamesAsync(new TokenQuery(made[2].Key)));
        Assert.Equal(["beta%"], await NamesAsync(new TokenQuery(made[1].Token.Prefix)));
        Assert.Equal(["gamma"], await NamesAsync(new TokenQuery(State: TokenState.Disabled)));
        Assert.Equal(["beta%", "Alpha_1"], (await NamesAsync(new TokenQuery(Order: TokenOrder.Left)))[..2]);
        Assert.Equal(["gamma", "beta%"], (await NamesAsync(new TokenQuery(Order: TokenOrder.Expiry)))[..2]);
        Assert.Equal("Alpha_1", (await NamesAsync(new TokenQuery(Order: TokenOrder.Name)))[0]);
    }

    private static string Show(Caller? caller) => caller is not { Rules: var rules } ? "none"
        : $"{caller.UserId} {caller.TokenId} {caller.GroupName} {caller.UserLimits} {rules.Enabled} {rules.ExpiresAt?.ToUnixTimeMilliseconds()} {string.Join(',', rules.Models.Order())} {string.Join(',', rules.Networks)} {rules.Limits}";

    private static TokenSpec Spec(string name, decimal? limit = null, DateTimeOffset? expires = null) => new(name, limit, expires, [], []);

    private async Task<string[]> NamesAsync(TokenQuery query) => [.. (await Service.ListAsync(_bed.UserId, 1, 25, query)).Items.Select(token => token.Name)];

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var client = _bed.CreateClient(key);
        using var response = await client.PostAsync("/v1/chat/completions", RelayBed.ChatBody());
        return response.StatusCode;
    }
}
