using PeppaApi.Channels;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Relay;

/// <summary>
/// Waits for what an upstream makes as a task, within the clock of its request. A question that fails is asked again, and no other channel is
/// tried meanwhile: the vendor works, and is paid, all the same.
/// </summary>
internal static class MediaFollower
{
    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>The vendor's last word on it.</returns>
    public static async Task<ReadOnlyMemory<byte>> FollowAsync(
        UpstreamCalls calls, ChannelLease lease, MediaForm form, ReadOnlyMemory<byte> body, UpstreamClock clock, TimeProvider time)
    {
        while (form.Follow(lease.Target, body) is { } address)
        {
            await Task.Delay(Pause, time, clock.Token);
            body = await AskAsync(calls, lease, address, clock.Token) ?? body;
        }

        return body;
    }

    private static async Task<ReadOnlyMemory<byte>?> AskAsync(UpstreamCalls calls, ChannelLease lease, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, address);
            lease.Channel.Provider.Dialect.Authorize(message, lease.Target, lease.Access);
            lease.Channel.Rules.AddHeaders(message);
            using var response = await calls.SendAsync(message, lease.Channel.Rules.Proxy, cancellationToken);
            await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return response.IsSuccessStatusCode ? await BoundedBody.ReadAsync(stream, response.Content.Headers.ContentLength, LargestAnswer, cancellationToken) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
