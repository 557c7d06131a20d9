using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Outbound;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Relay;

/// <summary>
/// Steps 6 and 7, up to the point of no return: sends one attempt and reads until it is certain whether there is a reply.
/// Nothing goes to the client here, so every failure may still lead to another channel.
/// </summary>
internal sealed partial class UpstreamSender(
    UpstreamHttp http, KeyRejections rejections, OpenAITokenCounter counter, IOptions<RelayOptions> options, TimeProvider time, ILogger<UpstreamSender> logger)
{
    private const int LargestErrorBody = 64 * 1024;

    public async Task<(UpstreamReply? Reply, RelayFailure? Failure)> SendAsync(RelayExchange exchange, ChannelLease lease)
    {
        var clock = new UpstreamClock(exchange, lease.Channel.ClientGone, options.Value, time);
        HttpResponseMessage? response = null;
        UpstreamReply? reply = null;
        try
        {
            using var message = CreateMessage(exchange, lease);
            response = await http.SendAsync(message, clock.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, await FailureOfAsync(response, lease, clock.Token));
            }

            (reply, var failure) = await OpenAsync(exchange, lease, response, clock);
            return (reply, failure);
        }
        catch (OperationCanceledException)
        {
            return (null, exchange.ClientGone ? new RelayFailure.ClientGone() : Failed(lease, new RelayFailure.UpstreamTimedOut()));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            Log.Unreachable(logger, exchange.RequestId, lease.Channel.Id, AddressRefusedException.In(exception)?.Message ?? exception.GetType().Name);
            return (null, Failed(lease, new RelayFailure.UpstreamUnreachable()));
        }
        finally
        {
            if (reply is null)
            {
                response?.Dispose();
                clock.Dispose();
            }
        }
    }

    private static HttpRequestMessage CreateMessage(RelayExchange exchange, ChannelLease lease) => new(
        HttpMethod.Post, OpenAIAddress.Of(lease.Channel.Endpoint, exchange.Parsed.Operation))
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
        Content = new SpliceContent(OpenAIRequestTranslator.Translate(
            exchange.Parsed, exchange.Request.Body, lease.UpstreamModel, exchange.LoweredLimit)),
        Headers =
        {
            Authorization = new AuthenticationHeaderValue("Bearer", lease.Key.Secret),
            Accept = { exchange.Parsed.Stream ? EventStream : Json },
        },
    };

    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    private static RelayFailure Failed(ChannelLease lease, RelayFailure failure)
    {
        lease.ChannelFailed();
        return failure;
    }

    private async Task<(UpstreamReply? Reply, RelayFailure? Failure)> OpenAsync(
        RelayExchange exchange, ChannelLease lease, HttpResponseMessage response, UpstreamClock clock)
    {
        var stream = await response.Content.ReadAsStreamAsync(clock.Token);
        var output = new OutputText(counter, exchange.Parsed.Model);
        return exchange.Parsed.Stream && response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? await OpenStreamAsync(lease, response, stream, clock, output)
            : await OpenWholeAsync(lease, response, stream, clock, output);
    }

    /// <summary>Waits for the first event: an error there, inside a 200, still leads to another channel.</summary>
    private async Task<(UpstreamReply?, RelayFailure?)> OpenStreamAsync(
        ChannelLease lease, HttpResponseMessage response, Stream stream, UpstreamClock clock, OutputText output)
    {
        var events = new SseEventReader(stream, options.Value.MaxReplyBytes);
        while (await events.FillAsync(clock.Token))
        {
            if (events.Peek() is not { Length: > 0 } first)
            {
                continue;
            }

            if (OpenAIErrorReader.ReadEvent(first, lease.Key.Secret) is { } error)
            {
                events.Dispose();
                return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, error)));
            }

            return (new UpstreamReply(response, clock, output) { Events = events }, null);
        }

        events.Dispose();
        return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, null)));
    }

    private async Task<(UpstreamReply?, RelayFailure?)> OpenWholeAsync(
        ChannelLease lease, HttpResponseMessage response, Stream stream, UpstreamClock clock, OutputText output)
    {
        var body = await BoundedBody.ReadAsync(stream, response.Content.Headers.ContentLength, options.Value.MaxReplyBytes, clock.Token);
        var reading = OpenAIReplyReader.Read(body.Span, output);
        if (!reading.IsJson || reading.HasError)
        {
            return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, OpenAIErrorReader.Read(body, lease.Key.Secret))));
        }

        return (new UpstreamReply(response, clock, output) { Body = body, Reading = reading }, null);
    }

    private async Task<RelayFailure> FailureOfAsync(HttpResponseMessage response, ChannelLease lease, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var error = OpenAIErrorReader.Read(await BoundedBody.ReadStartAsync(stream, LargestErrorBody, cancellationToken), lease.Key.Secret);
        Log.Refused(logger, lease.Channel.Id, lease.Key.Id, status);
        if (status == 401 || status == 402 || error?.Code == "insufficient_quota")
        {
            rejections.SetAside(lease, $"{status} {ErrorCodes.ForRecord(error?.Code ?? error?.Type)}".TrimEnd());
            return new RelayFailure.UpstreamKeyRejected();
        }

        if (status == 429)
        {
            var wait = RetryAfterHeader.Read(response.Headers, time);
            lease.KeyBusy(wait);
            return new RelayFailure.UpstreamBusy(wait);
        }

        var isTheirs = status is >= 500 or < 400 or 403 or 404 or 408;
        return isTheirs ? Failed(lease, new RelayFailure.UpstreamFailed(status, error)) : new RelayFailure.UpstreamRejected(status, error);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Request {RequestId}: channel {ChannelId} cannot be reached ({Fault})")]
        public static partial void Unreachable(ILogger logger, string requestId, long channelId, string fault);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Channel {ChannelId} answered with status {Status} to key {KeyId}")]
        public static partial void Refused(ILogger logger, long channelId, long keyId, int status);
    }
}
