using System.Collections.Concurrent;
using System.Net;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>What a key gives access to, or what the vendor said where it exchanges the key for nothing.</summary>
public readonly record struct AccessAnswer(UpstreamAccess? Access, int Status, ReadOnlyMemory<byte> Body);

/// <summary>
/// Calls upstreams. Where a vendor exchanges keys for tokens, keeps each key's token in memory, renews it before it expires, with one question
/// at a time for each key, and goes on with the old one while the vendor gives no new one.
/// </summary>
public sealed class UpstreamCalls(UpstreamHttp http, TimeProvider time)
{
    private const int LargestAnswer = 64 * 1024;
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<(Uri Endpoint, string Secret), Slot> _slots = new();

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, Uri? proxy, CancellationToken cancellationToken) => http.SendAsync(message, proxy, cancellationToken);

    /// <summary>Sends a call with what the key gives access to, and what else goes with each call of the channel.</summary>
    /// <param name="create">Makes the call, authorised.</param>
    /// <returns>The answer; where the vendor exchanges the key for nothing, that refusal.</returns>
    public async Task<HttpResponseMessage> SendAsync(ChannelAccess channel, Func<UpstreamAccess, HttpRequestMessage> create, CancellationToken cancellationToken)
    {
        var answer = await AccessAsync(channel.Target, channel.Secret, channel.Rules.Proxy, cancellationToken);
        if (answer.Access is not { } access)
        {
            var status = answer.Status < 400 ? HttpStatusCode.Unauthorized : (HttpStatusCode)answer.Status;
            return new HttpResponseMessage(status) { Content = new ReadOnlyMemoryContent(answer.Body) };
        }

        using var message = create(access);
        channel.Rules.AddHeaders(message);
        return await http.SendAsync(message, channel.Rules.Proxy, cancellationToken);
    }

    public ValueTask<AccessAnswer> AccessAsync(UpstreamTarget target, string secret, Uri? proxy, CancellationToken cancellationToken)
    {
        if (target.Provider.Dialect.Tokens is not { } exchange)
        {
            return ValueTask.FromResult(Found(secret, null));
        }

        var slot = _slots.GetOrAdd((target.Endpoint, secret), _ => new Slot());
        return slot.Kept is { } kept && time.GetUtcNow() < kept.RenewAt
            ? ValueTask.FromResult(Found(secret, kept.Token.Value))
            : new ValueTask<AccessAnswer>(RenewAsync(exchange, slot, target, secret, proxy, cancellationToken));
    }

    /// <summary>The vendor refuses a token before its time: the next call asks for another.</summary>
    public void Forget(in UpstreamTarget target, in UpstreamAccess access)
    {
        if (_slots.TryGetValue((target.Endpoint, access.Secret), out var slot) && slot.Kept is { } kept && kept.Token.Value == access.Token)
        {
            slot.Kept = null;
        }
    }

    private async Task<AccessAnswer> RenewAsync(
        TokenExchange exchange, Slot slot, UpstreamTarget target, string secret, Uri? proxy, CancellationToken cancellationToken)
    {
        await slot.Gate.WaitAsync(cancellationToken);
        try
        {
            var kept = slot.Kept;
            if (kept is not null && time.GetUtcNow() < kept.RenewAt)
            {
                return Found(secret, kept.Token.Value);
            }

            return await FetchAsync(exchange, slot, target, secret, proxy, cancellationToken);
        }
        catch (HttpRequestException) when (slot.Kept is { } old && time.GetUtcNow() < old.ExpiresAt)
        {
            return Found(secret, old.Token.Value);
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async Task<AccessAnswer> FetchAsync(
        TokenExchange exchange, Slot slot, UpstreamTarget target, string secret, Uri? proxy, CancellationToken cancellationToken)
    {
        using var message = exchange.CreateRequest(target, secret);
        using var response = await http.SendAsync(message, proxy, cancellationToken);
        await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var now = time.GetUtcNow();
        if (exchange.Read(body) is not { } token)
        {
            return slot.Kept is { } old && now < old.ExpiresAt ? Found(secret, old.Token.Value) : new AccessAnswer(null, (int)response.StatusCode, body);
        }

        var early = token.Lifetime / 10 < RenewedBefore ? token.Lifetime / 10 : RenewedBefore;
        slot.Kept = new Kept(token, now + token.Lifetime - early, now + token.Lifetime);
        return Found(secret, token.Value);
    }

    private AccessAnswer Found(string secret, string? token) => new(new UpstreamAccess(secret, token, time.GetUtcNow()), 200, default);

    private sealed class Slot
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public volatile Kept? Kept;
    }

    private sealed record Kept(AccessToken Token, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
}
