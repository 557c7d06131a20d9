using System.Net;
using System.Net.Http.Headers;
using PeppaApi.Channels;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.Forms;

namespace PeppaApi.Relay;

/// <summary>Step 6: the request as the upstream is to have it. Byte for byte where it speaks the client's dialect, else translated.</summary>
internal static class UpstreamMessages
{
    private static readonly MediaTypeWithQualityHeaderValue EventStream = new("text/event-stream");
    private static readonly MediaTypeWithQualityHeaderValue Anything = new("*/*");
    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");

    /// <summary>Whether client and upstream speak the same dialect.</summary>
    public static bool IsDirect(RelayExchange exchange, ChannelLease lease) =>
        lease.Channel.Provider.Dialect.Name == exchange.Door.Name && (exchange.Parsed.Operation != Operation.Responses || lease.Channel.Provider.SpeaksResponses);

    /// <summary>How what is no conversation is done by an upstream of another dialect; none where it is none, or cannot be done.</summary>
    public static MediaForm? FormOf(RelayExchange exchange, ChannelLease lease) =>
        IsDirect(exchange, lease) || exchange.Door.Name != Doors.OpenAI.Name ? null : lease.Channel.Provider.Dialect.FormOf(exchange.Parsed.Operation);

    /// <exception cref="RequestException">The upstream's dialect has no word for something in the request.</exception>
    public static HttpRequestMessage Create(RelayExchange exchange, ChannelLease lease, in UpstreamAccess access)
    {
        var (facts, target) = (exchange.Parsed, lease.Target);
        var dialect = target.Provider.Dialect;
        var direct = IsDirect(exchange, lease);
        var form = FormOf(exchange, lease);
        // Of what differs, and has no form here, only conversations are translated, and they become the upstream's own kind of one.
        var operation = direct || form is not null ? facts.Operation : Operation.Chat;
        var served = direct ? dialect.Serves(operation) && (operation != Operation.Realtime || target.Provider.SpeaksRealtime) : form is not null || facts.Operation is Operation.Chat or Operation.Responses;
        RequestException.Require(
            served,
            "model",
            $"The upstream of the model '{facts.Model}' does not offer this operation.",
            $"模型 {facts.Model} 的上游不支持该接口。");
        var message = new HttpRequestMessage(HttpMethod.Post, dialect.Address(target, operation, facts.Stream))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher,
            Content = new SpliceContent(Body(exchange, lease, direct), direct ? facts.ContentType : null, exchange.Request.Source),
        };
        if (direct)
        {
            PassHeaders(exchange, message);
        }

        if (operation == Operation.Realtime)
        {
            message.Options.Set(SocketCall.StaysOpen, true);
            RealtimeProtocols.Pass(exchange.Context, message);
        }

        dialect.Authorize(message, target, access);
        lease.Channel.Rules.AddHeaders(message);
        message.Headers.Accept.Add(facts.Stream ? EventStream : IsSound(facts.Operation) ? Anything : Json);
        return message;
    }

    private static List<ReadOnlyMemory<byte>> Body(RelayExchange exchange, ChannelLease lease, bool direct)
    {
        var (facts, target) = (exchange.Parsed, lease.Target);
        if (facts.Operation == Operation.Realtime)
        {
            return [];
        }

        var dialect = target.Provider.Dialect;
        var pieces = FormOf(exchange, lease) is { } media ? [media.Write(exchange.Request.Body, target)]
            : direct ? dialect.Edit(facts, exchange.Request.Body, target, exchange.LoweredLimit)
            : [dialect.WriteChat(Read(exchange, lease.Channel.Rules.Body.InstructionsBefore(dialect.Name)), target)];
        var rules = lease.Channel.Rules.Body;
        return direct && facts.ContentType is { } form ? rules.ApplyToForm(pieces, form) : rules.Apply(pieces, dialect.Name);
    }

    /// <summary>Spoken text is no JSON, and what is written down need not be.</summary>
    private static bool IsSound(Operation operation) => operation is Operation.Speech or Operation.Transcription or Operation.Translation;

    private static ChatRequest Read(RelayExchange exchange, string? instructions)
    {
        var request = exchange.Door.ReadChat(exchange.Parsed, exchange.Request.Body);
        if (instructions is not null)
        {
            request.Messages.Insert(0, new ChatMessage(ChatRole.System, [new TextPart(instructions)]));
        }

        request.Stream = exchange.Parsed.Stream;
        request.OutputLimit = exchange.LoweredLimit ?? request.OutputLimit;
        request.AssumedLimit = exchange.ExpectedOutput;
        return request;
    }

    private static void PassHeaders(RelayExchange exchange, HttpRequestMessage message)
    {
        foreach (var name in exchange.Door.PassedHeaders)
        {
            if (exchange.Context.Request.Headers.TryGetValue(name, out var values))
            {
                Pass(message, name, values.ToString());
            }
        }
    }

    /// <summary>Adds a header of the client's.</summary>
    /// <exception cref="RequestException">It cannot be sent: no upstream is to blame for that.</exception>
    internal static void Pass(HttpRequestMessage message, string name, string value)
    {
        RequestException.Require(
            ChannelInput.IsPlain(value), name, $"The header {name} may hold plain characters only.", $"请求头 {name} 只能包含普通 ASCII 字符。");
        message.Headers.TryAddWithoutValidation(name, value);
    }
}
