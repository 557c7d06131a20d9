using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Outbound;
using PeppaApi.Providers;
using PeppaApi.Relay;

namespace PeppaApi.Drawing;

/// <summary>Calls to upstreams about tasks: bounded in time and size, and judged for the channel and key that they went to.</summary>
internal sealed class TaskHttp(UpstreamCalls calls, KeyRejections rejections, IOptions<DrawingOptions> options, TimeProvider time)
{
    private const int LargestAnswer = 16 * 1024 * 1024;

    /// <summary>Submits a task: the upstream's answer, or why there is none that can be read.</summary>
    public async Task<(ReadOnlyMemory<byte> Answer, TaskReply? Failure)> SubmitAsync(ChannelLease lease, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var patience = Patience(cancellationToken);
        try
        {
            using var response = await SendAsync(lease.ChannelAccess, message, patience.Token);
            var body = await ReadAsync(response, patience.Token);
            if (response.IsSuccessStatusCode)
            {
                lease.Succeeded();
                return (body, null);
            }

            return (default, Judge(lease, lease.Channel.Rules.StatusOf((int)response.StatusCode), body, RetryAfterHeader.Read(response.Headers, time)));
        }
        catch (OperationCanceledException)
        {
            lease.ChannelFailed("It did not answer in time.");
            // It may have been taken there: another upstream would do it twice.
            return (default, new TaskReply.Unusable(new RelayFailure.UpstreamTimedOut(), false));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            lease.ChannelFailed("It cannot be reached.");
            return (default, new TaskReply.Unusable(new RelayFailure.UpstreamUnreachable(), NothingWasSent(exception)));
        }
    }

    /// <summary>The answer to a question.</summary>
    /// <exception cref="TaskUpstreamException">There is none.</exception>
    public async Task<ReadOnlyMemory<byte>> AskAsync(ChannelAccess access, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var (status, body) = await TryAskAsync(access, message, cancellationToken);
        return status is >= 200 and < 300 ? body : throw new TaskUpstreamException($"It answered {status}.");
    }

    /// <exception cref="TaskUpstreamException">There is no answer.</exception>
    public async Task<(int Status, ReadOnlyMemory<byte> Body)> TryAskAsync(ChannelAccess access, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var patience = Patience(cancellationToken);
        try
        {
            using var response = await SendAsync(access, message, patience.Token);
            return ((int)response.StatusCode, await ReadAsync(response, patience.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TaskUpstreamException("It did not answer in time.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw new TaskUpstreamException(AddressRefusedException.In(exception)?.Message ?? "It cannot be reached.");
        }
    }

    /// <summary>The beginning of an answer that may be long; it must come within the time, the rest may take its own.</summary>
    public async Task<HttpResponseMessage> OpenAsync(ChannelAccess access, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        using var patience = Patience(cancellationToken);
        return await SendAsync(access, message, patience.Token);
    }

    private Task<HttpResponseMessage> SendAsync(ChannelAccess channel, HttpRequestMessage message, CancellationToken cancellationToken) => calls.SendAsync(
        channel,
        access =>
        {
            channel.Target.Provider.Dialect.Authorize(message, channel.Target, access);
            return message;
        },
        cancellationToken);

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await BoundedBody.ReadAsync(stream, response.Content.Headers.ContentLength, LargestAnswer, cancellationToken);
    }

    private TaskReply.Unusable Judge(ChannelLease lease, int status, ReadOnlyMemory<byte> body, TimeSpan? wait)
    {
        var dialect = lease.Channel.Provider.Dialect;
        var error = dialect.ReadError(body, lease.Key.Secret);
        switch (dialect.Judge(status, error))
        {
            case UpstreamFault.Key:
                rejections.SetAside(lease, $"{status}");
                return new TaskReply.Unusable(new RelayFailure.UpstreamKeyRejected(), true);
            case UpstreamFault.Busy:
                lease.KeyBusy(wait);
                return new TaskReply.Unusable(new RelayFailure.UpstreamBusy(wait), true);
            case UpstreamFault.Request:
                lease.Succeeded();
                return new TaskReply.Unusable(new RelayFailure.UpstreamRejected(status, error), false);
            default:
                lease.ChannelFailed($"It answered {status}.");
                return new TaskReply.Unusable(new RelayFailure.UpstreamFailed(status, error), true);
        }
    }

    private static bool NothingWasSent(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    private CancellationTokenSource Patience(CancellationToken cancellationToken)
    {
        var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.AnswerSeconds));
        return patience;
    }
}
