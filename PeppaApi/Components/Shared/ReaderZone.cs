using System.Globalization;
using Microsoft.AspNetCore.Components.Authorization;
using PeppaApi.Accounts;
using PeppaApi.Settings;

namespace PeppaApi.Components.Shared;

/// <summary>The time zone of whoever reads the page: their own, or the installation's; in a user's pages that are looked at, the user's.</summary>
public sealed class ReaderZone(AuthenticationStateProvider authentication, TimeZones zones)
{
    /// <summary>The names of times that go on to now, as addresses have them; the first is all.</summary>
    public static readonly string[] Ranges = ["", "today", "7", "30"];

    private (object Page, long UserId)? _looking;

    public TimeZoneInfo Info
    {
        get
        {
            if (_looking is { } looking)
            {
                return zones.Of(looking.UserId);
            }

            // Known from the start of a request and of a circuit; nothing is waited for.
            var state = authentication.GetAuthenticationStateAsync();
            return state.IsCompletedSuccessfully && state.Result.User is { Identity.IsAuthenticated: true } user ? zones.Of(user.UserId()) : zones.Installation;
        }
    }

    /// <summary>Times are a user's own for as long as a page of theirs is looked at.</summary>
    public void Enter(object page, long userId) => _looking = (page, userId);

    /// <summary>The page is closed. The next one may have been opened before.</summary>
    public void Leave(object page) => _looking = _looking?.Page == page ? null : _looking;

    public string Show(DateTimeOffset moment, string format) =>
        TimeZoneInfo.ConvertTime(moment, Info).DateTime.ToString(format, CultureInfo.CurrentCulture);

    /// <summary>When a time of <see cref="Ranges"/> begins; none where it has no beginning.</summary>
    public DateTimeOffset? Since(string? range, DateTimeOffset now) => range switch
    {
        "today" => LocalDays.Start(LocalDays.DayOf(now, Info), Info),
        "7" => now.AddDays(-7),
        "30" => now.AddDays(-30),
        _ => null,
    };
}
