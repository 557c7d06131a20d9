using System.Globalization;
using Microsoft.AspNetCore.Components.Authorization;
using PeppaApi.Accounts;
using PeppaApi.Settings;

namespace PeppaApi.Components.Shared;

/// <summary>The time zone of whoever reads the page: their own, or the installation's.</summary>
public sealed class ReaderZone(AuthenticationStateProvider authentication, TimeZones zones)
{
    public TimeZoneInfo Info
    {
        get
        {
            // Known from the start of a request and of a circuit; nothing is waited for.
            var state = authentication.GetAuthenticationStateAsync();
            return state.IsCompletedSuccessfully && state.Result.User is { Identity.IsAuthenticated: true } user ? zones.Of(user.UserId()) : zones.Installation;
        }
    }

    public string Show(DateTimeOffset moment, string format) =>
        TimeZoneInfo.ConvertTime(moment, Info).DateTime.ToString(format, CultureInfo.CurrentCulture);

    /// <summary>The first moment of the day that it is now.</summary>
    public DateTimeOffset StartOfToday(DateTimeOffset now) => LocalDays.Start(LocalDays.DayOf(now, Info), Info);
}
