using System.Text.Json.Serialization;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;

namespace PeppaApi.Channels;

/// <summary>What a key may be used for now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PooledKeyState>))]
public enum PooledKeyState
{
    Ready,

    /// <summary>Pausing until a time, then on trial with one request.</summary>
    Cooling,

    /// <summary>Refused by the upstream; tested now and then.</summary>
    SetAside,

    /// <summary>Taken out of use by the operator.</summary>
    Disabled,
}

/// <summary>A key of a channel's pool as the operator sees it: never the key itself.</summary>
/// <param name="Hint">The last four characters.</param>
/// <param name="Since">When it was set aside.</param>
/// <param name="Until">When its pause ends.</param>
/// <param name="LastUsedAt">To the minute.</param>
public sealed record PooledKeyView(
    long Id,
    string Hint,
    PooledKeyState State,
    string? Reason,
    DateTimeOffset? Since,
    DateTimeOffset? Until,
    int InFlight,
    DateTimeOffset? LastUsedAt,
    long Requests,
    decimal SpentUsd)
{
    internal static PooledKeyView Of(ChannelKey key, KeyState? live, ChannelKeyState? stored, DateTimeOffset now)
    {
        var until = live is null ? stored?.CoolingUntil : live.Breaker.Until;
        var state = key.Disabled ? PooledKeyState.Disabled
            : key.SetAsideReason is not null ? PooledKeyState.SetAside
            : until > now ? PooledKeyState.Cooling
            : PooledKeyState.Ready;
        return new(
            key.Id,
            key.Hint,
            state,
            state switch
            {
                PooledKeyState.SetAside => key.SetAsideReason,
                PooledKeyState.Cooling => live is null ? stored?.CoolingReason : live.Breaker.Reason,
                _ => null,
            },
            state == PooledKeyState.SetAside ? key.SetAsideAt : null,
            state == PooledKeyState.Cooling ? until : null,
            live?.InFlight ?? 0,
            live is null ? stored?.LastUsedAt : live.LastUsed,
            live?.Requests ?? stored?.Requests ?? 0,
            Credit.ToUsd(live?.Spent ?? stored?.Spent ?? 0));
    }
}
