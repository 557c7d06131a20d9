using PeppaApi.Components.Shared;
using PeppaApi.Credits;
using PeppaApi.Settings;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Tokens;

/// <summary>What a user types about a token, or about many at once.</summary>
public sealed class TokenForm
{
    /// <summary>The expiry stays as it is.</summary>
    public const int Keep = -1;

    /// <summary>It ends with a day that the user names.</summary>
    public const int OnDay = -2;

    /// <summary>It never ends.</summary>
    public const int Never = 0;

    private static readonly int[] Usual = [Never, 1, 7, 30, 90, 365, OnDay];
    private readonly TokenView? _token;

    /// <param name="token">The token to edit; none makes new ones.</param>
    public TokenForm(TokenView? token)
    {
        _token = token;
        if (token is null)
        {
            return;
        }

        Name = token.Name;
        LimitUsd = token.Limit is { } limit ? Credit.ToUsd(limit) : null;
        Expiry = token.ExpiresAt is null ? Never : Keep;
        Models = Lines.Join(token.Models);
        Addresses = Lines.Join(token.AllowedAddresses);
        Limits = new LimitForm(LimitsInput.Of(token.Limits));
    }

    public string Name { get; set; } = "";

    public int Count { get; set; } = 1;

    public decimal? LimitUsd { get; set; }

    /// <summary>In how many days, or one of the constants.</summary>
    public int Expiry { get; set; }

    /// <summary>The last day on which the token works, for <see cref="OnDay"/>.</summary>
    public DateOnly? LastDay { get; set; }

    public string Models { get; set; } = "";

    public string Addresses { get; set; } = "";

    public LimitForm Limits { get; private set; } = new(new LimitsInput());

    public bool IsNew => _token is null;

    public IEnumerable<int> Choices => _token?.ExpiresAt is null ? Usual : [Keep, .. Usual];

    /// <summary>The first and the last of the names that the tokens will have; none where there is only one.</summary>
    public (string First, string Last)? Names =>
        Count > 1 && Count <= TokenService.MostAtOnce && !string.IsNullOrWhiteSpace(Name) && TokenNames.Of(Name, Count).ToList() is var names ? (names[0], names[^1]) : null;

    /// <param name="zone">Of the user, whose days end there.</param>
    /// <param name="dayMissing">What is said where no day is named.</param>
    /// <exception cref="InputException">A day is wanted, but none is named.</exception>
    public TokenSpec ToSpec(DateTimeOffset now, TimeZoneInfo zone, string dayMissing)
    {
        InputException.Require(Expiry != OnDay || LastDay is not null, "expiresAt", dayMissing);
        var expiry = Expiry switch
        {
            Keep => _token?.ExpiresAt,
            OnDay => LocalDays.Start(LastDay!.Value.AddDays(1), zone),
            Never => (DateTimeOffset?)null,
            _ => now.AddDays(Expiry),
        };
        return new TokenSpec(Name, LimitUsd, expiry, Lines.Split(Models), Lines.Split(Addresses), Limits: Limits.ToInput());
    }
}
