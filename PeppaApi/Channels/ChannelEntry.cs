using System.Collections.Frozen;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>A channel as requests see it.</summary>
public sealed record ChannelEntry(
    long Id,
    string Name,
    Provider Provider,
    Uri Endpoint,
    int Weight,
    int Priority,
    ClientGonePolicy ClientGone,
    FrozenDictionary<string, string> ModelMapping,
    IReadOnlyList<KeyEntry> Keys,
    ChannelState State)
{
    public ChannelLimits Limits { get; init; }

    public ChannelRules Rules { get; init; } = ChannelRules.None;

    /// <summary>What the upstream costs the operator, in parts per million of the list price.</summary>
    public long CostMultiplierParts { get; init; }

    /// <summary>A usable key of it.</summary>
    public KeyEntry? Find(long keyId) => ById.Find(Keys, keyId, key => key.Id);

    /// <summary>Whether a limit of the operator stands against another request now.</summary>
    public bool IsFull =>
        State.Load.InFlight >= (Limits.Concurrency ?? int.MaxValue)
        || (Limits.RequestsPerMinute is { } requests && State.Requests.Sum() >= requests)
        || (Limits.TokensPerMinute is { } tokens && State.Tokens.Sum() >= tokens);
}

/// <summary>What an operator lets a channel take at most; none is no limit.</summary>
public readonly record struct ChannelLimits(int? Concurrency, int? RequestsPerMinute, long? TokensPerMinute);

/// <summary>A usable key. The secret stays encrypted until it is first needed, and goes into one header and nowhere else.</summary>
public sealed class KeyEntry(long id, string stored, KeyVault vault, KeyState state)
{
    private volatile string? _secret;
    private volatile bool _unreadable;

    public long Id => id;

    public KeyState State => state;

    /// <exception cref="InvalidOperationException">It cannot be decrypted; <see cref="TryOpen"/> says so.</exception>
    public string Secret => TryOpen() ? _secret! : throw new InvalidOperationException($"Key {id} cannot be decrypted");

    /// <summary>As it is in the database.</summary>
    internal string Stored => stored;

    /// <summary>Whether it was found that it cannot be decrypted.</summary>
    internal bool IsUnreadable => _unreadable;

    public override string ToString() => $"key {id}";

    /// <summary>Decrypts the secret, if that was not done before.</summary>
    internal bool TryOpen()
    {
        if (_secret is null && !_unreadable)
        {
            _secret = vault.TryReveal(stored);
            _unreadable = _secret is null;
        }

        return !_unreadable;
    }
}
