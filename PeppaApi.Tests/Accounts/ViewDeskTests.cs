using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Accounts;
using PeppaApi.Accounts.Operators;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Auditing;
using PeppaApi.Credits;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Accounts;

/// <summary>Operators look at users' pages and notes: who may, for how long, and that whoever only looks changes nothing.</summary>
[Collection(ComponentHost.Name)]
public sealed class ViewDeskTests(ComponentHost host)
{
    private static int _people;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));

    private OperatorDesk Desk => Get<OperatorDesk>();

    private UserNotes Notes => Get<UserNotes>();

    [Theory]
    [InlineData(Role.Operator, Role.User, true)]
    [InlineData(Role.Admin, Role.User, true)]
    [InlineData(Role.User, Role.User, false)]
    [InlineData(Role.Operator, Role.Operator, false)]
    [InlineData(Role.Operator, Role.Admin, false)]
    [InlineData(Role.Admin, Role.Operator, false)]
    [InlineData(Role.Admin, Role.Admin, false)]
    public async Task View_ByRoles_IsForOperatorsAndOfUsersAlone(string who, string whom, bool may)
    {
        var (viewer, user) = (await PersonAsync(who), await PersonAsync(whom));
        var desk = Make();
        if (may)
        {
            Assert.True(await desk.StartAsync(viewer, user.UserId(), "ticket 7"));
            Assert.Equal(user.UserId(), (await desk.FindAsync(viewer, user.UserId()))!.Id);
        }
        else
        {
            await Assert.ThrowsAsync<DeniedException>(() => desk.StartAsync(viewer, user.UserId(), "ticket 7"));
            Assert.Null(await desk.FindAsync(viewer, user.UserId()));
        }

        await Assert.ThrowsAsync<DeniedException>(() => desk.StartAsync(viewer, viewer.UserId(), "myself"));
    }

    [Fact]
    public async Task View_NeedsAReasonAndASession_BelongsToIt_AndIsOverInTime()
    {
        var (viewer, user) = (await PersonAsync(Role.Operator), (await PersonAsync(Role.User)).UserId());
        var (desk, script, elsewhere) = (Make(), As(viewer.UserId(), session: null), As(viewer.UserId(), "another"));
        Assert.Equal("reason", (await Assert.ThrowsAsync<InputException>(() => desk.StartAsync(viewer, user, "  x "))).Field);
        await Assert.ThrowsAsync<DeniedException>(() => desk.StartAsync(script, user, "ticket 7"));
        Assert.False(await desk.StartAsync(viewer, 999_999, "ticket 7"));
        Assert.Null(await desk.FindAsync(viewer, user));

        await desk.StartAsync(viewer, user, "ticket 7");
        Assert.NotNull(await desk.FindAsync(viewer, user));
        Assert.Null(await desk.FindAsync(elsewhere, user));
        Assert.Null(await desk.FindAsync(script, user));
        Assert.Null(await desk.FindAsync(viewer, user + 1));
        _clock.Advance(ViewDesk.Longest);
        Assert.Null(await desk.FindAsync(viewer, user));

        await desk.StartAsync(viewer, user, "ticket 8");
        Assert.Equal(user, await desk.EndAsync(viewer));
        Assert.Null(await desk.FindAsync(viewer, user));
        Assert.Null(await desk.EndAsync(viewer));
        var (lines, _) = await Get<AuditLog>().ListAsync(new AuditFilter(Act: "view", UserId: user), 1, 10);
        Assert.Equal(["view.ended", "view.started", "view.started"], lines.Select(line => line.Act));
        Assert.Contains("ticket 8", lines[1].Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_OfAnOperatorWhoIsNoneAnyMore_OrOfAUserWhoIsNoneAnyMore_IsOver()
    {
        var (viewer, user, admin) = (await PersonAsync(Role.Operator), await PersonAsync(Role.User), await PersonAsync(Role.Admin));
        var desk = Make();
        await desk.StartAsync(viewer, user.UserId(), "ticket 7");
        await desk.StartAsync(admin, user.UserId(), "ticket 7");
        await Desk.SetRoleAsync(admin, viewer.UserId(), Role.User);
        Assert.Null(await desk.FindAsync(viewer, user.UserId()));
        await Desk.SetRoleAsync(admin, user.UserId(), Role.Operator);
        Assert.Null(await desk.FindAsync(admin, user.UserId()));
    }

    [Fact]
    public async Task Writes_OfWhoeverOnlyLooks_AreRefusedWhereverTheyBegin()
    {
        var user = (await PersonAsync(Role.User)).UserId();
        var admin = await PersonAsync(Role.Admin);
        var tokens = Get<TokenService>();
        var token = await tokens.CreateAsync(user, new TokenSpec("kept", null, null, [], []));
        await Notes.AddAsync(admin, user, "kept");
        var looking = true;
        WriteGuard.Enter(() => looking);
        Func<Task>[] writes =
        [
            () => tokens.CreateAsync(user, new TokenSpec("new", null, null, [], [])),
            () => tokens.SetEnabledAsync(user, token.Id, false),
            () => tokens.RotateAsync(user, token.Id, TimeSpan.Zero),
            () => tokens.DeleteAsync(user, token.Id),
            () => Get<CreditLedger>().GrantAsync(new NewGrant(user, GrantKind.Adjustment, Credit.PerDollar, null, "no")),
            () => Get<CreditLedger>().RedeemAsync(user, "no such hash"),
            () => Get<SessionService>().EndAllAsync(user),
            () => Get<OperatorSettings>().SaveAsync(new RetentionSettings(7)),
            () => Get<UserService>().UpdateAsync(user, new UserChange(Disabled: true)),
            () => Notes.AddAsync(admin, user, "new"),
            () => Get<AuditLog>().WriteAsync(new AuditEvent("x.y", null, "z")),
        ];
        foreach (var write in writes)
        {
            Assert.IsType<InvalidOperationException>((await Assert.ThrowsAnyAsync<Exception>(write)).GetBaseException());
        }

        Assert.True((await tokens.GetAsync(user, token.Id))!.Enabled);
        Assert.Equal(0, (await Get<BalanceReader>().GetAsync(user)).Available);
        Assert.Equal("kept", Assert.Single(await Notes.ListAsync(admin, user)).Text);
        looking = false;
        Assert.True(await tokens.DeleteAsync(user, token.Id));
    }

    [Fact]
    public async Task Notes_AreTheirAuthorsAndTheAdmins_AreLogged_AndNoUsersBusiness()
    {
        var (user, olga, otto, admin) = (await PersonAsync(Role.User), await PersonAsync(Role.Operator), await PersonAsync(Role.Operator), await PersonAsync(Role.Admin));
        await Notes.AddAsync(olga, user.UserId(), " pays late ");
        var note = Assert.Single(await Notes.ListAsync(otto, user.UserId()));
        Assert.Equal(("pays late", false), (note.Text, note.Mine));
        await Assert.ThrowsAsync<DeniedException>(() => Notes.EditAsync(otto, note.Id, "no"));
        await Assert.ThrowsAsync<DeniedException>(() => Notes.DeleteAsync(otto, note.Id));
        await Assert.ThrowsAsync<DeniedException>(() => Notes.ListAsync(user, user.UserId()));
        await Assert.ThrowsAsync<DeniedException>(() => Notes.AddAsync(olga, otto.UserId(), "a peer"));
        await Assert.ThrowsAsync<DeniedException>(() => Notes.ListAsync(olga, olga.UserId()));
        Assert.Equal("text", (await Assert.ThrowsAsync<InputException>(() => Notes.AddAsync(olga, user.UserId(), " "))).Field);
        Assert.True(await Notes.EditAsync(olga, note.Id, "pays in time"));
        Assert.NotNull((await Notes.ListAsync(olga, user.UserId()))[0].EditedAt);

        using var export = new MemoryStream();
        await Get<OwnData>().WriteAsync(user.UserId(), export, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("pays in time", System.Text.Encoding.UTF8.GetString(export.ToArray()), StringComparison.Ordinal);

        Assert.True(await Notes.DeleteAsync(admin, note.Id));
        Assert.Empty(await Notes.ListAsync(olga, user.UserId()));
        var (lines, _) = await Get<AuditLog>().ListAsync(new AuditFilter(Act: "note", UserId: user.UserId()), 1, 10);
        Assert.Equal(["note.deleted", "note.changed", "note.created"], lines.Select(line => line.Act));
        Assert.Contains("pays late", lines[1].Changes, StringComparison.Ordinal);
    }

    private static ClaimsPrincipal As(long id, string? session) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, id.ToString(CultureInfo.InvariantCulture)), .. session is null ? (Claim[])[] : [new(UserClaims.Session, session)]], "test"));

    private T Get<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    private ViewDesk Make() => new(Desk, Get<AuditLog>(), _clock);

    private async Task<ClaimsPrincipal> PersonAsync(string role)
    {
        var name = $"viewer-{Interlocked.Increment(ref _people)}";
        var id = (await Get<UserService>().CreateAsync(new NewUser(name, $"{name}@example.test", "correct horse battery"))).Id;
        if (role != Role.User)
        {
            await Get<UserService>().SetRoleAsync(id, role, TestContext.Current.CancellationToken);
        }

        return As(id, $"session-{name}");
    }
}
