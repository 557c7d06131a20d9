using PeppaApi.Accounts.Notices;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Dashboard;

public enum HintKind
{
    NoCredit,
    LowCredit,
    TokenUsedUp,
    TokenNearlyUsedUp,
    TokenExpired,
    TokenExpires,
}

/// <summary>Something that a user should do something about, and where it can be done.</summary>
/// <param name="Fact">What the words of the hint are filled with: credit, a token's name.</param>
public sealed record DashboardHint(HintKind Kind, bool Urgent, string Link, string Fact = "")
{
    /// <summary>How near an expiry must be to be told. Whoever let a token lapse longer ago than that did not miss it.</summary>
    public static readonly TimeSpan Around = TimeSpan.FromDays(3);

    /// <summary>The urgent ones first. Credit that expires has notes of its own, which can be put away.</summary>
    public static IReadOnlyList<DashboardHint> Of(Balance balance, NoticeSettings notices, IEnumerable<TokenView> tokens, DateTimeOffset now) =>
        [.. OfCredit(balance, notices).Concat(tokens.Where(token => token.Enabled).SelectMany(token => OfToken(token, now))).OrderByDescending(hint => hint.Urgent)];

    private static IEnumerable<DashboardHint> OfCredit(Balance balance, NoticeSettings notices)
    {
        if (balance.Available <= 0)
        {
            yield return new DashboardHint(HintKind.NoCredit, true, "/topup");
        }
        else if (balance.Available < notices.LowCreditBelow)
        {
            yield return new DashboardHint(HintKind.LowCredit, false, "/topup", CreditFormat.Balance(balance.Available));
        }
    }

    private static IEnumerable<DashboardHint> OfToken(TokenView token, DateTimeOffset now)
    {
        if (token.ExpiresAt is { } expiry && expiry > now - Around && expiry < now + Around)
        {
            yield return new DashboardHint(expiry <= now ? HintKind.TokenExpired : HintKind.TokenExpires, expiry <= now, "/token", token.Name);
        }
        else if (token.Limit is { } limit && token.Spent >= limit)
        {
            yield return new DashboardHint(HintKind.TokenUsedUp, true, "/token", token.Name);
        }
        else if (token.Limit is { } most && token.Spent >= TokenService.NearlyAll(most))
        {
            yield return new DashboardHint(HintKind.TokenNearlyUsedUp, false, "/token", token.Name);
        }
    }
}
