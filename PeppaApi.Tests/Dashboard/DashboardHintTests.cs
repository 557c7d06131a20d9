using PeppaApi.Accounts.Notices;
using PeppaApi.Components.Pages.Dashboard;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Ledger;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Dashboard;

/// <summary>What a user is told on the dashboard, and where it leads them.</summary>
public sealed class DashboardHintTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly NoticeSettings Notices = new(true, Credit.FromUsd(5), true, true, true, null);

    [Theory]
    [InlineData(0, HintKind.NoCredit, true)]
    [InlineData(4.99, HintKind.LowCredit, false)]
    public void Credit_ThatIsLow_LeadsToTheTopUp(double usd, HintKind kind, bool urgent)
    {
        var hint = Assert.Single(Of((decimal)usd));
        Assert.Equal((kind, urgent, "/topup"), (hint.Kind, hint.Urgent, hint.Link));
    }

    [Theory]
    [InlineData(10, 10, null, HintKind.TokenUsedUp, true)]
    [InlineData(10, 9, null, HintKind.TokenNearlyUsedUp, false)]
    [InlineData(null, 99, -1.0, HintKind.TokenExpired, true)]
    [InlineData(10, 10, 2.0, HintKind.TokenExpires, false)]
    public void Token_ThatEnds_LeadsToTheTokens(int? limit, int spent, double? days, HintKind kind, bool urgent)
    {
        var hint = Assert.Single(Of(20, Token(limit, spent, days)));
        Assert.Equal((kind, urgent, "/token", "mine"), (hint.Kind, hint.Urgent, hint.Link, hint.Fact));
    }

    [Fact]
    public void Nothing_ThatIsWrong_SaysNothing() => Assert.Empty(Of(5, Token(10, 8, 4), Token(null, 5, null), Token(10, 10, null) with { Enabled = false }, Token(10, 1, -4)));

    [Fact]
    public void Hints_OfSeveralKinds_BeginWithTheUrgent() =>
        Assert.Equal([HintKind.TokenUsedUp, HintKind.LowCredit], Of(1, Token(1, 1, null)).Select(hint => hint.Kind));

    private static IReadOnlyList<DashboardHint> Of(decimal usd, params TokenView[] tokens) =>
        DashboardHint.Of(new Balance(Credit.FromUsd(usd), 0, 0, 0, 0, []), Notices, tokens, Now);

    private static TokenView Token(int? limit, int spent, double? days) => new(
        1, 1, "mine", "sk-1", limit, spent, 0, days is { } far ? Now.AddDays(far) : null, [], [], UsageLimits.None, true, Now, null);
}
