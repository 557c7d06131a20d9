using System.Text.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Outbound;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Relay;

/// <summary>
/// Steps 6 and 7, up to the point of no return: sends one attempt and reads until it is certain whether there is a reply.
/// Nothing goes to the client here, so every failure may still lead to another channel.
/// </summary>
internal sealed partial class UpstreamSender(
    UpstreamCalls calls, KeyRejections rejections, TokenCounter counter, IOptions<RelayOptions> options, TimeProvider time, ILogger<UpstreamSender> logger)
{
    private const int LargestErrorBody = 64 * 1024;

    public async Task<(UpstreamReply? Reply, RelayFailure? Failure)> SendAsync(RelayExchange exchange, ChannelLease lease)
    {
        var first = await TrySendAsync(exchange, lease);
        if (!lease.TokenRefused)
        {
            return first;
        }

        calls.Forget(lease.Target, lease.Access);
        return await TrySendAsync(exchange, lease);
    }

    private async Task<(UpstreamReply? Reply, RelayFailure? Failure)> TrySendAsync(RelayExchange exchange, ChannelLease lease)
    {
        var clock = new UpstreamClock(exchange, lease.Channel.ClientGone, options.Value, time);
        HttpResponseMessage? response = null;
        UpstreamReply? reply = null;
        try
        {
            var answer = await calls.AccessAsync(lease.Target, lease.Key.Secret, lease.Channel.Rules.Proxy, clock.Token);
            if (answer.Access is not { } access)
            {
                return (null, FailureOf(lease, answer.Status, lease.Channel.Provider.Dialect.ReadError(answer.Body, lease.Key.Secret), null));
            }

            lease.Access = access;
            using var message = UpstreamMessages.Create(exchange, lease, access);
            response = await calls.SendAsync(message, lease.Channel.Rules.Proxy, clock.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, await FailureOfAsync(response, lease, clock.Token));
            }

            (reply, var failure) = await OpenAsync(exchange, lease, response, clock);
            return (reply, failure);
        }
        catch (RequestException exception)
        {
            lease.Unfit();
            return (null, new RelayFailure.NotTranslatable(exception.Param, exception.Message, exception.MessageZh));
        }
        catch (OperationCanceledException)
        {
            return (null, exchange.ClientGone ? new RelayFailure.ClientGone()
                : exchange.Cut.IsCancellationRequested ? new RelayFailure.ShuttingDown()
                : Failed(lease, new RelayFailure.UpstreamTimedOut()));
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

    private static RelayFailure Failed(ChannelLease lease, RelayFailure failure)
    {
        lease.ChannelFailed(failure switch
        {
            RelayFailure.UpstreamTimedOut => "It did not answer in time.",
            RelayFailure.UpstreamUnreachable => "It cannot be reached.",
            RelayFailure.UpstreamFailed { Status: 200 } => "It answered 200 without a reply.",
            RelayFailure.UpstreamFailed failed => $"It answered {failed.Status}.",
            _ => "It failed.",
        });
        return failure;
    }

    private async Task<(UpstreamReply? Reply, RelayFailure? Failure)> OpenAsync(
        RelayExchange exchange, ChannelLease lease, HttpResponseMessage response, UpstreamClock clock)
    {
        var output = new OutputText(counter, exchange.Parsed.Model);
        if (response.Content is SocketContent open)
        {
            return (new UpstreamReply(response, clock, output) { Socket = open.Socket }, null);
        }

        var stream = await response.Content.ReadAsStreamAsync(clock.Token);
        var type = response.Content.Headers.ContentType?.MediaType;
        return exchange.Parsed.Stream && type == "text/event-stream" ? await OpenStreamAsync(exchange, lease, response, stream, clock, output)
            : exchange.Parsed.Operation == Operation.Speech && type != "application/json" ? await OpenSoundAsync(lease, response, stream, clock, output)
            : await OpenWholeAsync(exchange, lease, response, stream, clock, output);
    }

    /// <summary>Waits for the first event: an error there, inside a 200, still leads to another channel.</summary>
    private async Task<(UpstreamReply?, RelayFailure?)> OpenStreamAsync(
        RelayExchange exchange, ChannelLease lease, HttpResponseMessage response, Stream stream, UpstreamClock clock, OutputText output)
    {
        var dialect = lease.Channel.Provider.Dialect;
        var events = new SseEventReader(stream, options.Value.MaxReplyBytes);
        while (await events.FillAsync(clock.Token))
        {
            if (events.Peek() is not { Length: > 0 } first)
            {
                // Comments, perhaps: it is there, and takes its time.
                clock.ExpectChunk();
                continue;
            }

            if (dialect.ReadErrorEvent(first, lease.Key.Secret) is { } error)
            {
                events.Dispose();
                return (null, FailureOf(lease, 200, error, null));
            }

            var meter = UpstreamMessages.IsDirect(exchange, lease)
                ? dialect.CreateMeter(lease.Target, exchange.Parsed, output)
                : dialect.CreateMeter(lease.Target, output);
            return (new UpstreamReply(response, clock, output) { Events = events, Meter = meter, Passage = exchange.Door.Frame(CreatePassage(exchange, lease, meter)) }, null);
        }

        events.Dispose();
        return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, null)));
    }

    private StreamPassage CreatePassage(RelayExchange exchange, ChannelLease lease, StreamMeter meter)
    {
        if (UpstreamMessages.IsDirect(exchange, lease))
        {
            return new DirectPassage(meter, exchange.Parsed.WantsUsage);
        }

        var (door, dialect, secret) = (exchange.Door, lease.Channel.Provider.Dialect, lease.Key.Secret);
        var start = new ChatStreamStart(exchange.RequestId, exchange.Parsed, exchange.CountedInput ?? exchange.Parsed.InputGuess, time.GetUtcNow());
        return new TranslatedPassage(
            dialect.CreateStreamReader(),
            door.CreateStreamWriter(start),
            errorEvent => door.WriteErrorEvent(dialect.ReadErrorEvent(errorEvent, secret), exchange.RequestId));
    }

    /// <summary>Waits for the first piece: nothing at all is no reply.</summary>
    private static async Task<(UpstreamReply?, RelayFailure?)> OpenSoundAsync(
        ChannelLease lease, HttpResponseMessage response, Stream stream, UpstreamClock clock, OutputText output)
    {
        var first = new byte[4 * 1024];
        var length = await stream.ReadAsync(first, clock.Token);
        return length == 0
            ? (null, Failed(lease, new RelayFailure.UpstreamFailed(200, null)))
            : (new UpstreamReply(response, clock, output) { Sound = stream, FirstPiece = first.AsMemory(0, length) }, null);
    }

    private async Task<(UpstreamReply?, RelayFailure?)> OpenWholeAsync(
        RelayExchange exchange, ChannelLease lease, HttpResponseMessage response, Stream stream, UpstreamClock clock, OutputText output)
    {
        var dialect = lease.Channel.Provider.Dialect;
        var body = await BoundedBody.ReadAsync(stream, response.Content.Headers.ContentLength, options.Value.MaxReplyBytes, clock.Token);
        if (UpstreamMessages.FormOf(exchange, lease) is { } form)
        {
            body = await MediaFollower.FollowAsync(calls, lease, form, body, clock, time);
            return OpenForm(exchange, lease, form, body, response, clock, output);
        }

        var direct = UpstreamMessages.IsDirect(exchange, lease);
        var reading = direct
            ? dialect.ReadReply(lease.Target, exchange.Parsed, body.Span, output)
            : dialect.ReadReply(lease.Target, Operation.Chat, body.Span, output);
        if (!reading.IsReply || reading.HasError)
        {
            return (null, FailureOf(lease, 200, dialect.ReadError(body, lease.Key.Secret), null));
        }

        try
        {
            var chat = direct ? null : dialect.ReadChat(body);
            return (new UpstreamReply(response, clock, output) { Body = body, Reading = reading, Chat = chat }, null);
        }
        catch (JsonException)
        {
            return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, null)));
        }
    }

    private (UpstreamReply?, RelayFailure?) OpenForm(
        RelayExchange exchange, ChannelLease lease, MediaForm form, ReadOnlyMemory<byte> body, HttpResponseMessage response, UpstreamClock clock, OutputText output)
    {
        if (lease.Channel.Provider.Dialect.ReadError(body, lease.Key.Secret) is { } error)
        {
            return (null, FailureOf(lease, 200, error, null));
        }

        try
        {
            var media = form.Read(body, exchange.Request.Body, exchange.Parsed, time.GetUtcNow());
            return (new UpstreamReply(response, clock, output) { Body = media.Body, Reading = new ReplyReading(true, false, media.Usage) }, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, Failed(lease, new RelayFailure.UpstreamFailed(200, null)));
        }
    }

    private async Task<RelayFailure> FailureOfAsync(HttpResponseMessage response, ChannelLease lease, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await BoundedBody.ReadStartAsync(stream, LargestErrorBody, cancellationToken);
        Log.Refused(logger, lease.Channel.Id, lease.Key.Id, status);
        return FailureOf(lease, lease.Channel.Rules.StatusOf(status), lease.Channel.Provider.Dialect.ReadError(body, lease.Key.Secret), RetryAfterHeader.Read(response.Headers, time));
    }

    /// <summary>What an error means for the request, and for the channel and key that gave it.</summary>
    private RelayFailure FailureOf(ChannelLease lease, int status, UpstreamError? error, TimeSpan? wait)
    {
        wait ??= error?.RetryAfter;
        switch (lease.Channel.Provider.Judge(status, error))
        {
            case UpstreamFault.Token when !lease.TokenRefused:
                lease.TokenRefused = true;
                return new RelayFailure.UpstreamKeyRejected();
            case UpstreamFault.Key or UpstreamFault.Token:
                rejections.SetAside(lease, $"{status} {ErrorCodes.ForRecord(error?.Code ?? error?.Type)}".TrimEnd());
                return new RelayFailure.UpstreamKeyRejected();
            case UpstreamFault.Busy:
                lease.KeyBusy(wait);
                return new RelayFailure.UpstreamBusy(wait);
            case UpstreamFault.Request:
                return new RelayFailure.UpstreamRejected(Math.Max(400, status), error);
            default:
                return Failed(lease, new RelayFailure.UpstreamFailed(status, error));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "Request {RequestId}: channel {ChannelId} cannot be reached ({Fault})")]
        public static partial void Unreachable(ILogger logger, string requestId, long channelId, string fault);

        [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "Channel {ChannelId} answered with status {Status} to key {KeyId}")]
        public static partial void Refused(ILogger logger, long channelId, long keyId, int status);
    }
}
